"""The assurance board."""
