"""Implementations of the ports. Nothing here calls a service."""
