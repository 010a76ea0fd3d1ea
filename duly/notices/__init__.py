"""Notices: what the user is told, and when; only where a rule permits it, and never while secrecy binds."""
