"""How a report is laid out for readers: pure functions from the counts of its ledgers to tables, files and pictures."""
