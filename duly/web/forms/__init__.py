"""Forms: what a browser sends, checked and turned into values of the field."""
