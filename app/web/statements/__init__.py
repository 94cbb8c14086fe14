"""A quality statement and its brief for interviews."""
