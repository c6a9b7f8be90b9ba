"""What several rules ask in the same way, so that each of them tells its share of it."""
