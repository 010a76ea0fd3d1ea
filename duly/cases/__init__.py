"""The case: our handling of a demand, from the moment it is received until it is closed."""
