"""The transparency report: built from the public log and nothing else, so that strangers can recompute every total."""
