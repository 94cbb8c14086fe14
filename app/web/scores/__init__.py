"""Scores by judge."""
