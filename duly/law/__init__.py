"""The rules: what a paper reaches, when it is due, who may be told; pure functions over `facts`, read from packs."""
