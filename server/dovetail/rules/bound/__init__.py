"""What keeps a contract without saying so itself: records in place, classes and enums that a field holds, schemas of routes."""
