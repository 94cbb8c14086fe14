"""What emails of every make have in common: a header, a body, and attachments taken out with bounds."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from evidence.extractors.lines import blocks_of
from evidence.extractors.passages import Block, at, one_line, pack
from evidence.readings import Attachment, Passage

_MOST_ATTACHMENTS = 200
_MOST_BYTES = 512 * 1024**2
_SMALL_PICTURE = 20_000  # bytes; below it an inline picture is a logo or a signature


class Attachments:
    """Writes attachments into a staging folder, each under a number, and counts what was left out."""

    def __init__(self, staging: Path) -> None:
        self._staging = staging
        self._left = _MOST_BYTES
        self._refused = 0
        self.found: list[Attachment] = []

    def add(self, name: str, data: bytes, *, inline_picture: bool = False) -> None:
        """Keep one attachment, unless it is a small inline picture or there is too much already."""
        if inline_picture and len(data) < _SMALL_PICTURE:
            return
        if len(self.found) >= _MOST_ATTACHMENTS or len(data) > self._left:
            self._refused += 1
            return
        self._left -= len(data)
        path = self._staging / f"attachment-{len(self.found) + 1}"
        path.write_bytes(data)
        self.found.append(Attachment(one_line(name, 255) or f"attachment {len(self.found) + 1}", str(path)))

    def leave_out(self) -> None:
        """Count an attachment that could not be taken out."""
        self._refused += 1

    def notes(self) -> tuple[str, ...]:
        """Return a sentence about attachments that were left out, if any were."""
        if not self._refused:
            return ()
        were = "attachment was" if self._refused == 1 else "attachments were"
        return (f"{self._refused} {were} not taken out of this email. Save what matters and add it as a document.",)


def header_passages(fields: Iterable[tuple[str, str]]) -> Iterator[Passage]:
    """Yield the header (name, value) as lines, without the empty ones."""
    lines = (Block(f"{name}: {one_line(value, 4_000)}") for name, value in fields if value.strip())
    return pack(lines, at("message header"))


def body_passages(blocks: Iterable[Block]) -> Iterator[Passage]:
    """Yield the body; an email is short, so its headings do not part it."""
    return pack((replace(block, level=None) for block in blocks), at("message"))


def text_body(text: str) -> list[Block]:
    """Return the paragraphs of a plain text body."""
    return blocks_of(text, markdown=True)
