"""Choosing what goes into a pack, and seeing exactly what would go and what would stay."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, ClassVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web.forms import FieldError, Form
from app.web.pages import Page
from app.web.rendering import show
from app.wiring import Library
from evidence.domain.clearances import LONGEST_PURPOSE
from evidence.domain.packing import LONGEST_RECIPIENT, Choice, Chosen, LeftOut
from evidence.errors import EvidenceError
from evidence.services.clearing import Named
from evidence.services.packs import Preview

router = APIRouter()
OUTWARD, INTERNAL = "outward", "internal"
_LONDON = ZoneInfo("Europe/London")
NAMES = (
    "statement", "ref", "refs", "query", "recipient", "purpose", "use", "as_at-day", "as_at-month", "as_at-year",
)  # fmt: skip
"""The fields of a choice, but for what it is to go without."""
_LONGEST_REFS = 20_000


@dataclass(frozen=True, kw_only=True)
class ChoicePage(Page):
    """Asks what shall go, to whom, and for which use."""

    template: ClassVar[str] = "packs/choose.html"
    section: ClassVar[str] = "packs"

    statements: tuple[tuple[str, str], ...]
    """Reference and words of each quality statement, with how many documents are tagged to it."""
    empty: bool
    """Whether the library holds no document yet."""
    named: Named
    """The recipients and purposes to choose from, so that nobody has to know how a clearance was worded."""


@dataclass(frozen=True, slots=True)
class Part:
    """The documents that go under one quality statement."""

    ref: str
    title: str
    documents: tuple[Chosen, ...]


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """Exactly what would go, and what would stay and why; nothing is made or recorded."""

    template: ClassVar[str] = "packs/preview.html"
    section: ClassVar[str] = "packs"

    preview: Preview
    """What the pack would hold if it were made now."""
    parts: tuple[Part, ...]
    """What goes, under the quality statement in whose folder it lies."""
    stale: int
    """How many of those that go are out of date."""
    internal: bool
    """Whether the pack is for a board or a peer team."""
    recipient: str
    """Who will receive it; may be empty."""
    held: tuple[LeftOut, ...]
    """On which the pack stops, until they are cleared or somebody decides to leave them out."""
    to_ask: tuple[str, ...]
    """Those of them for which a clearance can be asked, by reference."""
    others: tuple[LeftOut, ...]
    """What else stays."""
    purpose: str
    """What it is sent for; may be empty."""
    fields: tuple[tuple[str, str], ...]
    """The choice as hidden fields, so that exactly this is made."""
    change: str
    """The address of the form with this choice in it."""


def read_choice(form: Form) -> Choice:
    """Read what shall go; what is wrong is added to the form's errors."""
    refs = [*form.texts("ref"), *re.split(r"[\s,;]+", form.text("refs", longest=_LONGEST_REFS))]
    recipient = form.text("recipient", longest=LONGEST_RECIPIENT)
    internal = form.choice("use", (OUTWARD, INTERNAL)) == INTERNAL
    day = form.day("as_at")
    choice = Choice(
        statements=tuple(form.texts("statement")), query=form.text("query") or None,
        refs=tuple(ref for ref in refs if ref), recipient=recipient or None, internal=internal,
        purpose=form.text("purpose", longest=LONGEST_PURPOSE) or None, without=tuple(form.texts("without")),
        as_at=datetime.combine(day, time(23, 59, 59), _LONDON) if day else None,
    )  # fmt: skip
    if not (choice.statements or choice.query or choice.refs):
        form.wrong("statement", "Choose at least one quality statement, document or search.")
    return choice


def choice_page(library: Library, values: Mapping[str, Any], *, errors: tuple[FieldError, ...] = ()) -> ChoicePage:
    """Return the form with these values in it."""
    shown = dict(values)
    given = shown.pop("ref", [])
    named = [given] if isinstance(given, str) else list(given)
    if named:
        shown["refs"] = ", ".join([*named, *filter(None, [shown.get("refs")])])
    shown.setdefault("use", OUTWARD)
    framework = library.frameworks.in_force()
    tagged = [statement for row in library.listing.rows() for statement in row.statements]
    statements = tuple(
        (one.ref, f"{one.ref} {one.title} ({tagged.count(one.ref):,} tagged)") for one in framework.in_force
    )
    return ChoicePage(
        title="Choose what goes into a pack", values=shown, errors=errors, statements=statements,
        empty=not library.listing.rows(), named=library.clearing.named(),
    )  # fmt: skip


@router.get("/packs/new")
def choose(request: Request, library: LibraryDep) -> Response:
    """Show the form, filled with what the address says."""
    return show(request, choice_page(library, _asked(request).values))


@router.get("/packs/preview")
def preview(request: Request, library: LibraryDep, actor: ActorDep) -> Response:
    """Show what would go and what would stay."""
    form = _asked(request)
    choice = read_choice(form)
    if not form.errors:
        try:
            return show(request, _preview_page(library, library.packs.preview(actor, choice), form, choice))
        except EvidenceError as error:
            form.refuse(error, field="refs" if "ref" in error.details else "statement")
    return show(request, choice_page(library, form.values, errors=tuple(form.errors)))


def _preview_page(library: Library, found: Preview, form: Form, choice: Choice) -> PreviewPage:
    fields = tuple((name, value) for name in NAMES for value in form.texts(name))
    return PreviewPage(
        title="Check what goes", preview=found, parts=_parts(library, found.going),
        stale=sum(one.currency == "out-of-date" for one in found.going), internal=choice.internal,
        held=tuple(one for one in found.left_out if one.stops), to_ask=_askable(found.left_out),
        others=tuple(one for one in found.left_out if not one.stops),
        recipient=choice.recipient or "", purpose=choice.purpose or "", fields=fields,
        change=f"/packs/new?{urlencode(fields)}",
    )  # fmt: skip


def _askable(left_out: Sequence[LeftOut]) -> tuple[str, ...]:
    return tuple(one.ref for one in left_out if one.stops and one.code == "uncleared")


def _parts(library: Library, going: Sequence[Chosen]) -> tuple[Part, ...]:
    titles = {one.ref: one.title for one in library.frameworks.in_force().statements}
    by_statement: dict[str, list[Chosen]] = {}
    for one in going:
        by_statement.setdefault(one.statements[0] if one.statements else "", []).append(one)
    return tuple(
        Part(ref, titles.get(ref, "Documents that answer no chosen statement"), tuple(documents))
        for ref, documents in sorted(by_statement.items(), key=lambda part: part[0] or "~")
    )


def _asked(request: Request) -> Form:
    """Read the address as a form: a choice can be sent to a colleague as a link."""
    return Form(FormData([*request.query_params.multi_items()]))
