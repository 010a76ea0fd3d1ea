"""The public append-only log: commitments to case events, proofs of them, and the report that strangers recompute."""
