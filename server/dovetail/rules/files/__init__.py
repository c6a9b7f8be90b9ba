"""Which file an import means."""
