"""The text of a protocol in TOML: its data, the place of every key and value, every mistake once, and literals."""
