"""Redacted copies: choosing what to take out, what became of it, and removing a copy."""
