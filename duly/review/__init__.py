"""Review: is the requester real, what do the rules say, what do we grant, and who approves exactly that."""
