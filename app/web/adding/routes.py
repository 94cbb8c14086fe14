"""Adding evidence: files or a folder, a link, or a document that is known to exist."""

import secrets
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from fastapi import APIRouter, Depends, File, Header, Query, Request, UploadFile
from fastapi import Form as Part
from starlette.responses import Response

from app.api.adding import WithoutFile, add_documents, stated, take
from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web.adding.outcome import FORM_OUTCOME, Line, kept_outcome, refused_lines
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.wiring import Library
from evidence.domain.people import Actor
from evidence.errors import EvidenceError
from evidence.services.adding import Added
from evidence.services.drafts import Draft, TagDraft

router = APIRouter()
Way = Literal["files", "link", "wanted"]
Choices = tuple[tuple[str, str], ...]
_LONGEST_TEXT = 20_000
_NAMES = 200
_TITLES: dict[Way, str] = {
    "files": "Files or a folder",
    "link": "A link",
    "wanted": "A document you do not have yet",
}
_REFUSED = frozenset({413, 415, 422})
_NO_OTHER = WithoutFile(link=None, text="", checked_on=None, wanted=None, wanted_from=None)


@dataclass(frozen=True, kw_only=True)
class AddPage(Page):
    """Offers the three ways in which evidence comes."""

    template: ClassVar[str] = "adding/add.html"
    section: ClassVar[str] = "add"

    way: Way
    """The way that is open: files, link or wanted."""
    ways: tuple[tuple[Way, str], ...]
    """Every way with its name."""
    kinds: Choices
    """Kinds of document, for choosing one."""
    statements: Choices
    """Quality statements, for choosing one."""
    owners: tuple[str, ...]
    """Names that documents are owned under, to choose from while typing."""
    largest_mb: int
    """Megabytes that one file may have."""
    most_files: int
    """How many files one form may carry."""
    most_mb: int
    """Megabytes that one form may carry."""
    refused: tuple[Line, ...] = ()
    """Files that could not be taken a moment ago, and why."""


@router.get("/add")
def choose(request: Request, library: LibraryDep, way: Annotated[str, Query(max_length=20)] = "files") -> Response:
    """Show one of the three ways; files where the address names another."""
    return show(request, _page(request, library, next((one for one in _TITLES if one == way), "files")))


@router.post("/add")
def add(request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, form: FormDep) -> Response:
    """Add what one of the three forms sent."""
    way: Way = next((one for one in _TITLES if form.text("way") == one), "files")
    draft = _draft(form, library)
    if way == "files":
        answer = _add_files(request, library, actor, draft, form)
    else:
        answer = _add_one(request, library, actor, draft, form, way)
    background.wake()
    return answer


@router.post("/add/file")
def add_file(
    library: LibraryDep, actor: ActorDep, background: BackgroundDep, draft: Annotated[Draft, Depends(stated)],
    files: Annotated[list[UploadFile], File()], folder: Annotated[str | None, Part()] = None,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:  # fmt: skip
    """Take one of the many files that the page's script sends, under the name given in this browser.

    It answers as ``POST /api/v1/documents`` does, the safe repeating included; a file that is refused for
    what it is is an answer too, not a failure of the page.
    """
    answer = add_documents(library, actor, background, draft, _NO_OTHER, files, folder, idempotency_key)
    if answer.status_code in _REFUSED:
        answer.status_code = 200
    return answer


def _add_files(request: Request, library: Library, actor: Actor, draft: Draft, form: Form) -> Response:
    files = [*form.files("files"), *form.files("folder")]
    if not files:
        form.wrong("files", "Choose at least one file.")
    if form.errors:
        return show(request, _page(request, library, "files", form))
    try:
        outcome = take(library.adding, actor, draft, files)
    except EvidenceError as error:
        form.refuse(error, field="files")
        return show(request, _page(request, library, "files", form))
    if outcome.added or outcome.held:
        key = secrets.token_urlsafe(16)
        library.answers.keep(actor, key, FORM_OUTCOME, status=200, body=kept_outcome(outcome))
        return go(f"/add/outcome/{key}")
    form.wrong("files", "None of these files could be taken. The reasons stand below; the library is unchanged.")
    return show(request, _page(request, library, "files", form, refused=refused_lines(outcome)))


def _add_one(
    request: Request, library: Library, actor: Actor, draft: Draft, form: Form, way: Literal["link", "wanted"]
) -> Response:  # fmt: skip
    try:
        added = _linked(library, actor, draft, form) if way == "link" else _wanted(library, actor, draft, form)
    except EvidenceError as error:
        form.refuse(error, field="address" if way == "link" else "title")
    if form.errors or not added:
        return show(request, _page(request, library, way, form))
    what = "is added as a link" if way == "link" else "is noted as wanted; it counts for nothing until it is here"
    said = Said(f"{added.ref} {added.title} {what}.", link=f"/documents/{added.ref}", link_text="Open it")
    return go(f"/add?way={way}", said)


def _linked(library: Library, actor: Actor, draft: Draft, form: Form) -> Added | None:
    address = form.text("address", required="Enter the address of the document.", longest=2_000)
    text = form.text("text", longest=_LONGEST_TEXT)
    checked_on = form.day("checked_on")
    form.text("title", required="Enter the title of the document.")
    if form.errors:
        return None
    return library.adding.link(actor, draft, address=address, checked_on=checked_on, text=text)


def _wanted(library: Library, actor: Actor, draft: Draft, form: Form) -> Added | None:
    title = form.text("title", required="Enter what the document is called.")
    wanted_from = form.text("wanted_from", longest=_NAMES)
    return None if form.errors else library.adding.want(actor, draft, title=title, wanted_from=wanted_from or None)


def _draft(form: Form, library: Library) -> Draft:
    """Read what is said of every document of the form."""
    kind = form.choice("kind", {kind.ref for kind in library.vocabulary.kinds})
    statement = form.choice("statement", {one.ref for one in library.frameworks.in_force().in_force})
    return Draft(
        title=form.text("title") or None, owner=form.text("owner", longest=_NAMES) or None,
        team=form.text("team", longest=_NAMES) or None, kind=kind or None,
        tags=(TagDraft(statement),) if statement else (),
    )  # fmt: skip


def kind_choices(library: Library) -> Choices:
    """Return the kinds of document by title."""
    return tuple((kind.ref, kind.title) for kind in library.vocabulary.kinds)


def statement_choices(library: Library) -> Choices:
    """Return the quality statements with their references."""
    return tuple((one.ref, f"{one.ref} {one.title}") for one in library.frameworks.in_force().in_force)


def known_owners(library: Library) -> tuple[str, ...]:
    """Return the names that documents are owned under."""
    return tuple(owner.name for owner in library.listing.owners() if owner.name)


def _page(request: Request, library: Library, way: Way, form: Form | None = None, **more: Any) -> AddPage:
    settings = request.app.state.settings
    return AddPage(
        title="Add evidence", way=way, ways=tuple(_TITLES.items()),
        kinds=kind_choices(library), statements=statement_choices(library), owners=known_owners(library),
        largest_mb=settings.max_upload_mb, most_files=settings.max_upload_parts, most_mb=settings.max_request_mb,
        errors=tuple(form.errors) if form else (), values=form.values if form else {}, **more,
    )  # fmt: skip
