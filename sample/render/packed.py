"""Zip containers with nothing in them that depends on the clock or the machine."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date


def packed(entries: Iterable[tuple[str, bytes]], made_on: date, *, stored: frozenset[str] = frozenset()) -> bytes:
    """Zip the entries in the order given, all stamped noon of one day.

    Those named in ``stored`` are not compressed.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, (made_on.year, made_on.month, made_on.day, 12, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def repacked(content: bytes, made_on: date) -> bytes:
    """Return a zip written by somebody else with the clock taken out of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    return packed(entries, made_on)
