"""The page in which a protocol is drawn up in a browser: what it may ask of the engine, and its steps."""
