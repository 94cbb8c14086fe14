"""Pages of clearances: what awaits a second person, and what was said of one document."""
