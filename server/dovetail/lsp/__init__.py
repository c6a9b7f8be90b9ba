"""The language server: the only place that knows the protocol. One file a feature, with the name it has in `features/`."""
