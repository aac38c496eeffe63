"""One module per command, loaded when it is used; each calls its command `command`."""
