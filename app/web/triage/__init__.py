"""Filling in and tagging what came in, many at once."""
