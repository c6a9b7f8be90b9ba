"""Components of user interfaces, and what each is given."""
