"""Injects faults into the real server and command, and checks from outside that nothing was lost."""
