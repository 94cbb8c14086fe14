"""Restricted documents: why somebody opens one, and who may."""
