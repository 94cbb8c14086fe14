"""Which stored bytes somebody needs: those of every version, and those of offers not yet decided."""

from collections import defaultdict

from evidence.domain.documents import Version
from evidence.domain.offers import Offer
from evidence.ports import Reading


def holders_by_bytes(view: Reading) -> dict[str, list[str]]:
    """Return who needs bytes, in words (``E-0042 version 1``, ``offer C-0003``), by their SHA-256."""
    holders: dict[str, list[str]] = defaultdict(list)
    for ref, number, sha256 in view.columns(Version, "ref", "number", "sha256"):
        if sha256:
            holders[sha256].append(f"{ref} version {number}")
    for offer, sha256 in view.columns(Offer, "id", "sha256", state="offered"):
        if sha256:
            holders[sha256].append(f"offer {offer}")
    return dict(holders)


def bytes_needed(view: Reading) -> set[str]:
    """Return the SHA-256 of all bytes that must be kept."""
    return set(holders_by_bytes(view))


def is_needed(view: Reading, sha256: str) -> bool:
    """Whether these bytes must be kept."""
    return view.count(Version, sha256=sha256) > 0 or view.count(Offer, sha256=sha256, state="offered") > 0
