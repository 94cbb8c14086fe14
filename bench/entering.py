"""Signing in to a library that is measured, as whoever starts it would."""

from pathlib import Path

from app.settings import Settings
from app.wiring import open_library
from evidence.services.signing_in import From


def cookie_for(home: Path) -> dict[str, str]:
    """Make the first account of a library that is not served yet; returns the header that signs requests in."""
    library = open_library(Settings(home=home))
    try:
        _, link = library.people.first("Bench", "bench@example.org")
        return {"Cookie": f"evidence={library.signing_in.with_link(link, From('127.0.0.1'))}"}
    finally:
        library.close()
