"""The language server at the keyboard, beside its peers: `make bench-editor`."""
