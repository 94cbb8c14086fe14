"""What the library says of its own accessibility."""
