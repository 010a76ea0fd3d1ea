"""Collecting: the plan, the asking, and the inspection of what came."""
