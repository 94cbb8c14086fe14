"""Rich text, as old word processors and Outlook's message bodies use it."""

from pathlib import Path

from striprtf.striprtf import rtf_to_text

from evidence.extractors import media, reasons
from evidence.extractors.decoding import MOST_TEXT
from evidence.extractors.lines import blocks_of
from evidence.extractors.passages import sections
from evidence.readings import Reading, Unreadable

_CUT_SHORT = "This file seems to be cut short: it was read as far as it goes."


class Rtf:
    """Reads .rtf."""

    media_types = (media.RTF,)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return the text by section where it has headings, by lines where not."""
        del staging
        with path.open("rb") as stream:
            data = stream.read(MOST_TEXT + 1)
        if len(data) > MOST_TEXT:
            raise Unreadable(reasons.TOO_MUCH)
        passages = tuple(sections(blocks_of(rtf_text(data)), unnumbered="text", counted="lines"))
        whole = data.rstrip(b"\x00\r\n\t ").endswith(b"}")
        if not whole and not passages:
            raise Unreadable(reasons.DAMAGED)
        return Reading(passages=passages, notes=() if whole else (_CUT_SHORT,))


def rtf_text(data: bytes) -> str:
    """Return the words of rich text, without its pictures and instructions."""
    return str(rtf_to_text(data.decode("latin-1"), encoding="cp1252", errors="replace"))  # type: ignore[no-untyped-call]  # it has no types
