"""The language server: what `protocols.authoring` says of a text, told to editors as the Language Server Protocol has it."""
