"""What was found before a document leaves: on its own page, and the documents that wait for a decision."""
