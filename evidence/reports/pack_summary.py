"""``summary/readiness.html`` of an internal pack: verdicts and scores, without naming any document.

A document that stays, such as a restricted one, counts towards a verdict; its title is no business of whoever
reads the pack.
"""

from pathlib import Path
from typing import BinaryIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evidence.domain.packing import Contents, said
from evidence.domain.readiness_parts import NOT_A_JUDGEMENT


class PackSummary:
    """Readiness as it stood on the pack's day, for a board or a peer team."""

    path = "summary/readiness.html"
    internal = True

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        )  # fmt: skip
        self._environment.filters["said"] = said

    def write(self, contents: Contents, stream: BinaryIO) -> None:
        """Write the page; the same contents give the same bytes."""
        if contents.readiness is None:
            raise RuntimeError("only an internal pack has readiness to show")
        page = self._environment.get_template("pack_summary.html").render(
            pack=contents, readiness=contents.readiness, note=NOT_A_JUDGEMENT
        )
        stream.write(page.encode())
