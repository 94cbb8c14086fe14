"""Adding evidence."""
