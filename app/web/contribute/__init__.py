"""What anyone offers, and the lead's decision."""
