"""Documents, and what writes the parts of them that the program knows."""
