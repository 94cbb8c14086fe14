"""Delivery: settings, wiring, the JSON API and the command line."""
