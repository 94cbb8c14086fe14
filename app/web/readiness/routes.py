"""The readiness map in full, its reports, and the reasons of one cell."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.responses import Response

from app.api.resources import LibraryDep
from app.reporting import readiness_report
from app.web.forms import Form, day_values
from app.web.pages import Page
from app.web.readiness.cell import DocumentLine, cell_view, lines_of
from app.web.readiness.lists import FlagGroup, UnplacedGroup, flag_groups, unplaced_groups
from app.web.readiness.map import Asked, ReadinessMap, is_tagged, map_of
from app.web.rendering import show
from app.wiring import Library
from evidence.domain.readiness import Readiness
from evidence.errors import Invalid, NotFound
from evidence.reports import REPORTS

router = APIRouter()
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_PER_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class MapPage(Page):
    """The readiness map of one day under one framework."""

    template: ClassVar[str] = "readiness/map_page.html"
    section: ClassVar[str] = "home"

    readiness: Readiness
    """The whole picture that the map is of."""
    council: str
    """Whose picture it is, for the printed page."""
    map: ReadinessMap
    """The map as it is drawn."""
    has_documents: bool
    """Whether any document is tagged at all; without one the map says what to do first."""
    flags: tuple[FlagGroup, ...]
    """What to look at, by statement."""
    unplaced: tuple[UnplacedGroup, ...]
    """Tags that this framework has no place for, by reason."""
    frameworks: tuple[tuple[str, str], ...]
    """Every framework there is, for the choice: reference and title."""
    downloads: tuple[tuple[str, str], ...]
    """Address and title of each report."""


@dataclass(frozen=True, kw_only=True)
class CellPage(Page):
    """One statement in one evidence category: the verdict, the rule that decided and the documents."""

    template: ClassVar[str] = "readiness/cell.html"
    section: ClassVar[str] = "home"

    readiness: Readiness
    """The picture that the cell is part of."""
    statement: str
    """The reference of the statement."""
    statement_title: str
    """Its title."""
    category: str
    """The title of the category."""
    verdict: str
    """The cell's verdict; empty where it has none, as among unsorted documents."""
    required: bool
    """Whether the category is required for the statement."""
    rule: str
    """The declared rule that decided, or what this column is."""
    reasons: tuple[Markup, ...]
    """What counted, what did not, and what is short."""
    next_step: Markup
    """What would lift the cell; empty when nothing would."""
    documents: tuple[DocumentLine, ...]
    """The documents of this page of the list, those that count first."""
    counted: int
    """How many documents count."""
    total: int
    """How many documents stand here."""
    page: int
    """Which page of the list this is."""
    pages: int
    """How many there are."""
    address: Callable[[int], str]
    """Gives the address of a page of the list."""
    others: tuple[tuple[str, str, str], ...]
    """The other categories of the statement: title, verdict (or a count) and address."""
    query: str
    """The day and framework asked for, as they follow an address."""


@router.get("/readiness")
def show_map(request: Request, library: LibraryDep) -> Response:
    """Show the map of a day, today unless told, under a framework, the one in force unless told."""
    form = _form(request)
    readiness, asked = _assessed(library, form)
    return show(request, MapPage(
        title="Readiness map", errors=tuple(form.errors), values=_values(form, readiness), readiness=readiness,
        council=library.facts.council(), map=map_of(readiness, asked),
        has_documents=is_tagged(readiness),
        flags=flag_groups(readiness), unplaced=unplaced_groups(readiness),
        frameworks=tuple((ref, library.frameworks.load(ref).title) for ref in library.frameworks.refs()),
        downloads=tuple((f"/readiness/report/{one.name}{asked.query}", one.title) for one in REPORTS),
    ))  # fmt: skip


@router.get("/readiness/report/{name}")
def download_report(request: Request, library: LibraryDep, name: str) -> Response:
    """Send a report of the same picture as a file."""
    chosen = next((report for report in REPORTS if report.name == name), None)
    if chosen is None:
        raise NotFound("There is no such report. The readiness map lists those there are.")
    form = _form(request)
    readiness, _ = _assessed(library, form)
    _refuse_errors(form)
    made = readiness_report(chosen.format, readiness, library.facts.council())
    sent = {"content-disposition": f'attachment; filename="readiness-{readiness.on}{made.suffix}"'}
    return Response(made.content, media_type=made.media_type, headers=sent)


@router.get("/readiness/{statement}/{category}")
def show_cell(request: Request, library: LibraryDep, statement: str, category: str) -> Response:
    """Show why a cell is what it is."""
    form = _form(request)
    readiness, asked = _assessed(library, form)
    _refuse_errors(form)
    view = cell_view(readiness, statement, category, asked)
    listed = lines_of(view.documents, form.number("page") or 1, _PER_PAGE)
    return show(request, CellPage(
        title=f"{view.title}: {view.statement.ref}", readiness=readiness, statement=view.statement.ref,
        statement_title=view.statement.title, category=view.title, verdict=view.verdict, required=view.required,
        rule=view.rule, reasons=view.reasons, next_step=view.next_step, documents=listed.lines,
        counted=sum(one.counts for one in view.documents), total=len(view.documents), page=listed.page,
        pages=listed.pages, address=asked.page_of(view.address), others=view.others, query=asked.query,
    ))  # fmt: skip


def _form(request: Request) -> Form:
    return Form(FormData([*request.query_params.multi_items()]))


def _assessed(library: Library, form: Form) -> tuple[Readiness, Asked]:
    """Assess once, as the address asks; what cannot be asked is an error of the form, and today is shown."""
    on, framework = form.day("on"), form.text("framework")
    if on and not _FIRST_YEAR <= on.year <= _LAST_YEAR:
        form.wrong("on", f"Enter a date between {_FIRST_YEAR} and {_LAST_YEAR}.")
    if framework and framework not in library.frameworks.refs():
        form.wrong("framework", "Choose one of the frameworks that are offered.")
    if form.errors:
        return library.assurance.readiness(), Asked()
    asked = Asked(on.isoformat() if on else "", framework)
    return library.assurance.readiness(on=on, framework=framework or None), asked


def _values(form: Form, readiness: Readiness) -> dict[str, str]:
    """What the boxes show: what was asked for, or when that was wrong what was typed."""
    if not form.errors:
        return {**day_values("on", readiness.on), "framework": readiness.framework_ref}
    typed = dict(zip(("on-day", "on-month", "on-year"), reversed(form.text("on").split("-")), strict=False))
    return {**typed, **form.values}


def _refuse_errors(form: Form) -> None:
    if form.errors:
        raise Invalid(form.errors[0].message)
