"""How long documents are kept: what is due, disposing of it, legal holds, the record and the rules."""
