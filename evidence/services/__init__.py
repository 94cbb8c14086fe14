"""The verbs: one call is one transaction, committed before it returns."""
