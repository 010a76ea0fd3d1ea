"""Disclosure: what leaves the provider, in which package, for whom, and how anybody can check it."""
