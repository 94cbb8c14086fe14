"""Limits of time and memory for the children that read files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use: seconds by the clock, a second try included, and bytes.

    What a job fills with its own stays so far within half a gigabyte that the child's programs fit in as well.
    """

    read_seconds: float = 25.0
    page_seconds: float = 25.0
    unpack_seconds: float = 25.0
    view_seconds: float = 20.0
    hidden_seconds: float = 120.0
    redact_seconds: float = 400.0
    memory_bytes: int = 416 * 1024**2
    file_bytes: int = 1024**3
    start_seconds: float = 30.0
