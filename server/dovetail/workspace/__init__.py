"""The one holder of the current snapshot: what is on disk, what is open in the editor, and the settings."""
