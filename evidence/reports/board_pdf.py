"""A board's paper as a PDF that everybody can read: produced to PDF/UA-1 and PDF/A-2a by Typst.

The template is fixed; words of people go in as data only. Nothing is fetched: fonts stand beside this file,
those of the machine are ignored, and the template names no package.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from evidence.reports import board_words as words
from evidence.reports.board_paper import BoardPaper

MARK = "\ufffd"
"""Stands for a character that no vendored font can show."""
_HERE = Path(__file__).parent
_TEMPLATES, _FONTS = _HERE / "templates", _HERE / "fonts"
SHOWABLE = (
    "\n -~\xa0-\u036f\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u04ff"
    "\u05d0-\u05ea\u0621-\u063a\u0640-\u064a\u0660-\u0669\u1e00-\u1eff\u2000-\u2027\u202f-\u2040\u2044-\u2052"
    "\u20a0-\u20bf\u2100-\u211e\u2190-\u21ff\u2200-\u22ff\u25a0-\u25ff\u2713\u2714\ufb00-\ufb04\ufffd"
)
"""The characters, as a class of a regular expression, that our font and Typst's own have shapes for. PDF/UA and
PDF/A refuse any other, so each becomes a mark."""
_OTHER = re.compile(f"[^{SHOWABLE}]")


class TypesettingFailed(RuntimeError):
    """The template or its fonts are not sound: a fault of ours, whatever the paper says."""


@dataclass(frozen=True, slots=True)
class BoardPdf:
    """A4, landscape, tagged, with a title, a language, and tables whose header rows repeat."""

    name: str = "board-pdf"
    title: str = "Board paper as a PDF"
    format: str = "pdf"
    media_type: str = "application/pdf"
    suffix: str = ".pdf"
    templates: Path = _TEMPLATES
    fonts: Path = _FONTS

    def render(self, paper: BoardPaper) -> bytes:
        """Return the whole file; its date is the board's day, so that its bytes repeat.

        Raises ``TypesettingFailed`` when anything is amiss, a font that is not found included.
        """
        import typst  # noqa: PLC0415 - twenty megabytes that only this report needs

        given = json.dumps(_shown(_as_data(paper)), ensure_ascii=False)
        try:
            compiler = typst.Compiler(
                str(self.templates / "board.typ"), root=str(self.templates), font_paths=[str(self.fonts)],
                ignore_system_fonts=True, sys_inputs={"paper": given},
            )  # fmt: skip
            made, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=int(_midnight(paper).timestamp())
            )
        except typst.TypstError as error:
            raise TypesettingFailed(str(error)) from error
        if warnings or not isinstance(made, bytes):
            raise TypesettingFailed("; ".join(str(warning) for warning in warnings) or "no PDF came out")
        return made


def _midnight(paper: BoardPaper) -> datetime:
    return datetime.combine(paper.on, time(), UTC)


def _as_data(paper: BoardPaper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "author": paper.council or "Evidence library",
        "year": paper.on.year,
        "month": paper.on.month,
        "month_day": paper.on.day,
        "footer": words.footer(paper),
        "about": words.about_lines(paper),
        "not_a_judgement": paper.not_a_judgement,
        "heads": words.HEADS,
        "decisions": paper.decisions,
        "no_decision": words.NO_DECISION,
        "note": paper.note,
        "rating": paper.rating,
        "changes": paper.changes,
        "line_heads": words.LINE_HEADS,
        "lines": [asdict(one) for one in paper.lines],
        "trend_says": words.TREND_SAYS,
        "trend_head": words.TREND_HEAD,
        "trend_days": paper.trend_days,
        "trend": [{"ref": one.ref, "cells": _cells(one.cells)} for one in paper.trend],
        "owner_heads": words.OWNER_HEADS,
        "owners": [[one.owner, str(one.out_of_date), str(one.due), str(one.actions)] for one in paper.owners],
        "no_owner": words.NO_OWNER,
        "action_heads": words.ACTION_HEADS,
        "actions": [
            [one.id, one.statement, one.text, one.owner, one.due, one.state] for one in paper.actions
        ],
        "no_action": words.NO_ACTION,
    }  # fmt: skip


def _cells(cells: tuple[Any, ...]) -> list[Mapping[str, str]]:
    return [{"verdict": cell.verdict or "", "said": cell.said} for cell in cells]


def _shown(value: Any) -> Any:
    """Keep to what can be shown, in every text of the data."""
    if isinstance(value, str):
        return _OTHER.sub(MARK, unicodedata.normalize("NFC", value.replace("\t", " ")))
    if isinstance(value, Mapping):
        return {name: _shown(one) for name, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list | tuple) else value
