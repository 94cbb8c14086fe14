"""Which stored bytes somebody needs: those of every version, and those of offers not yet decided."""

from collections import defaultdict

from evidence.ports import Reading


def holders_by_bytes(view: Reading) -> dict[str, list[str]]:
    """Return who needs bytes, in words (``E-0042 version 1``, ``offer C-0003``), by their SHA-256."""
    holders: dict[str, list[str]] = defaultdict(list)
    for holder, sha256 in view.bytes_held():
        holders[sha256].append(holder)
    return dict(holders)


def bytes_needed(view: Reading) -> set[str]:
    """Return the SHA-256 of all bytes that must be kept."""
    return {sha256 for _, sha256 in view.bytes_held()}
