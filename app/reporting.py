"""Reports for the command line and the API: found by format, written whole or not at all."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.domain.readiness import Readiness
from evidence.errors import Invalid, Unavailable
from evidence.reports import REPORTS
from evidence.reports.board_docx import BoardDocx
from evidence.reports.board_paper import BoardPaper, board_paper
from evidence.reports.board_pdf import BoardPdf
from evidence.reports.contract import Report

if TYPE_CHECKING:
    from app.wiring import Library

_TEXTS = frozenset({"text", "json", "csv", "html"})
BOARD_REPORTS: tuple[BoardDocx | BoardPdf, ...] = (BoardDocx(), BoardPdf())
"""In the order of the menu."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished report."""

    content: bytes
    media_type: str
    suffix: str
    is_text: bool


def format_of(form: str | None, out: Path | None, *, reports: Sequence[Report] = REPORTS) -> str:
    """Return the format asked for, or else the one that ``out`` ends in, or else text.

    Raises ``Invalid`` naming those there are.
    """
    known = {report.format: report.suffix for report in reports}
    if form is None:
        ending = out.suffix.casefold() if out else ""
        return next((name for name, suffix in known.items() if suffix == ending), "text")
    if form not in known:
        raise Invalid(f"There is no {form[:20]} report. Formats: {', '.join(known)}.")
    return form


def readiness_report(
    form: str, readiness: Readiness, council: str, *, reports: Sequence[Report] = REPORTS
) -> Rendered:
    """Render readiness in a format; raises ``Invalid`` naming those there are."""
    chosen = format_of(form, None, reports=reports)
    report = next(report for report in reports if report.format == chosen)
    content = report.render(readiness, council=council)
    return Rendered(content, report.media_type, report.suffix, form in _TEXTS)


def board_in_words(library: "Library", board_id: str) -> BoardPaper:
    """Return what a board is shown, in words: for a page, and for its reports. Raises ``NotFound``."""
    board = library.boards.get(board_id)
    return board_paper(
        board,
        council=library.facts.council(),
        changes=library.boards.changes(board.id),
        trends=library.boards.trends(until=board),
        actions={action.id: action.text for action in library.assurance.actions()},
    )


def board_report(library: "Library", board_id: str, form: str) -> bytes:
    """Render a board's paper; raises ``NotFound``, and ``Invalid`` naming the formats there are."""
    paper = board_in_words(library, board_id)
    report = next((one for one in BOARD_REPORTS if one.format == form), None)
    if report is None:
        known = ", ".join(one.format for one in BOARD_REPORTS)
        raise Invalid(f"There is no {form[:20]} report of a board. Formats: {known}.")
    return report.render(paper)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file complete or not at all, replacing an older one; raises ``Unavailable``."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Unavailable(
            f"{path} could not be written ({error.strerror}). Check its folder and the space left."
        ) from error
