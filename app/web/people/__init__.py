"""People: who has an account, with which roles and in which teams. For administrators."""
