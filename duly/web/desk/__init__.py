"""The desk: where staff see what waits, judge it, and act on it."""
