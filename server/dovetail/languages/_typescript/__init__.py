"""How TypeScript and JavaScript are read and written."""
