"""Records with all that other files say of them, and how one compares with its contract."""
