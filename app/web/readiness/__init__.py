"""The readiness map and each of its cells."""
