"""Reading a document, and what is known about it."""
