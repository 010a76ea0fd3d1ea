"""What everybody sees: the front page and the way in."""
