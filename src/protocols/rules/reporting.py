"""REP: what must be written down."""
