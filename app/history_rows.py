"""The history as data: one row an event, the same for the API, the command line and the files of the page."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from evidence.domain.deeds import deed_of
from evidence.domain.events import Event
from evidence.domain.register_cells import guard
from evidence.services.histories import Told

_HEADINGS = (
    "Number", "When (UTC)", "Who", "What", "Kind of step", "Documents", "Takes back number", "Account", "How",
    "Reason",
)  # fmt: skip


def event_json(told: Told) -> dict[str, Any]:
    """Return one event with the reason that was given for it; of what may not be seen, nothing is in it."""
    event = told.event
    return {
        "seq": event.seq, "at": event.at.isoformat(), "by": event.actor, "account": event.person, "way": event.way,
        "deed": deed_of(event.verb), "what": event.verb, "documents": event.refs, "about": event.about,
        "because": told.because, "undoes": event.undoes,
    }  # fmt: skip


def json_pieces(history: Iterator[Told]) -> Iterator[bytes]:
    """Yield a JSON list of events, a piece at a time."""
    before = "[\n"
    for told in history:
        yield f"{before}{json.dumps(event_json(told), ensure_ascii=False)}".encode()
        before = ",\n"
    yield b"\n]\n" if before == ",\n" else b"[]\n"


def csv_lines(history: Iterator[Told], said: Callable[[Event], str]) -> Iterator[bytes]:
    """Yield the lines of a CSV, what was done put in words by ``said``; no cell begins like a formula."""
    yield "\N{BYTE ORDER MARK}".encode() + _line(_HEADINGS)
    for told in history:
        event = told.event
        yield _line((
            str(event.seq), event.at.isoformat(timespec="seconds"), event.actor, said(event), event.verb,
            " ".join(event.refs), str(event.undoes or ""), event.person or "", event.way or "", told.because,
        ))  # fmt: skip


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([guard(cell) for cell in cells])
    return out.getvalue().encode()
