"""Where we stand: the first page."""
