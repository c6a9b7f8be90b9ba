"""What chains of names in TypeScript and JavaScript lead to, across files."""
