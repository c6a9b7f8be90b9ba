"""Who asks the rules: once, one snapshot after another, or from where an earlier run ended; and what they looked at."""
