"""The domain: pure rules about evidence. No I/O, no clock, no randomness."""
