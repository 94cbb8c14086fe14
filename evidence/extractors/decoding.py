"""Turning the bytes of a text file into characters."""

from pathlib import Path

from charset_normalizer import from_bytes

from evidence.extractors.reasons import DAMAGED, TOO_MUCH
from evidence.readings import Unreadable

MOST_TEXT = 64 * 1024 * 1024  # bytes; the longest book is a tenth of it
_SAMPLE = 200_000
_PLAIN = bytes(range(128))
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(path: Path) -> str:
    """Return the characters of the text file at ``path``.

    Raises ``Unreadable`` for a file that is too long.
    """
    with path.open("rb") as stream:
        data = stream.read(MOST_TEXT + 1)
    if len(data) > MOST_TEXT:
        raise Unreadable(TOO_MUCH)
    return decode(data)


def decode(data: bytes) -> str:
    """Return the characters of ``data``: by its byte order mark, as UTF-8, or by the best guess.

    Raises ``Unreadable`` where even the best guess fails.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data)


def _guess(data: bytes) -> str:
    """Take Windows' western encoding for text that is nearly all plain letters; ask for a guess otherwise."""
    sample = data[:_SAMPLE]
    unusual = len(sample.translate(None, _PLAIN))
    if unusual * 10 < len(sample):
        return data.decode("cp1252", "replace")
    best = from_bytes(sample).best()
    if best is None:
        raise Unreadable(DAMAGED)
    return data.decode(best.encoding, "replace")
