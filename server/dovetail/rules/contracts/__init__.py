"""What contracts say, read for the questions that rules ask."""
