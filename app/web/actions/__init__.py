"""What is done about areas for improvement."""
