"""The demonstration: one fictional provider with a recorded store, its people, five agencies, and the demands they send."""
