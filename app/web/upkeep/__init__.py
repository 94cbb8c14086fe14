"""What is due, out of date, unowned or wanted."""
