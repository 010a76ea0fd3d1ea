"""The demonstration: a fictional provider with a recorded store, its people, five agencies, and what they send."""
