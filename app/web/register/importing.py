"""Importing a register: upload it, see exactly what it would change, then change all of it in one step."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web import wording
from app.web.forms import FieldError, FormDep
from app.web.pages import Page, Said
from app.web.register import staging as register_staging
from app.web.register.preview import Change, Preview, Refused, preview_of, told
from app.web.rendering import go, show
from app.web.turning import Turning, turned
from app.wiring import Library
from evidence.domain.people import Actor
from evidence.domain.register_plan import Plan
from evidence.errors import EvidenceError, NotFound, StaleEdit

router = APIRouter()
ADDRESS = "/register/import"
_PER_PAGE = 100
_GONE = "This upload is not kept any more. Nothing was changed. Choose the file again."
_NO_REPORT = (
    "What this import did is not kept any more, or is not for you to see. "
    "The page of each document says what was changed on it."
)
Hash = Annotated[str, Path(max_length=64)]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]


@dataclass(frozen=True, kw_only=True)
class UploadPage(Page):
    """Asks for a filled-in register."""

    template: ClassVar[str] = "register/upload.html"
    section: ClassVar[str] = "documents"


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """What an upload would change, row by row, or did."""

    template: ClassVar[str] = "register/preview.html"
    section: ClassVar[str] = "documents"

    preview: Preview
    """The whole of it."""
    changes: tuple[Change, ...]
    """The changes of this page."""
    wrong: tuple[Refused, ...]
    """Cells that cannot be taken, on this page of them."""
    turning: Turning
    """The pages of changes."""
    wrong_turning: Turning
    """The pages of cells that cannot be taken."""
    done: bool
    """Whether this is what was done, not what would be."""
    address: str
    """Of this upload."""
    anyway: bool
    """Whether rows that somebody changed since the export are taken all the same."""


@router.get(ADDRESS)
def ask_for_file(request: Request) -> Response:
    """Ask for the file."""
    return show(request, UploadPage(title="Import a register"))


@router.post(ADDRESS)
def upload(request: Request, library: LibraryDep, actor: ActorDep, form: FormDep) -> Response:
    """Take the file in, and look whether it is a register at all."""
    files = form.files("file")
    if len(files) != 1:
        form.wrong("file", "Choose the register: one .xlsx or .csv file.")
        return show(request, UploadPage(title="Import a register", errors=tuple(form.errors)))
    try:
        sha256 = register_staging.keep(library, actor, files[0].file, files[0].filename or "register")
        _plan(library, actor, sha256, anyway=False)
    except EvidenceError as error:
        form.refuse(error, field="file")
        return show(request, UploadPage(title="Import a register", errors=tuple(form.errors)))
    return go(f"{ADDRESS}/{sha256}")


@router.get("/register/import/{sha256}")
def look(
    request: Request, library: LibraryDep, actor: ActorDep, sha256: Hash, anyway: str = "",
    done: Annotated[int | None, Query(ge=1)] = None, page: PageNumber = 1, wrong: PageNumber = 1,
) -> Response:  # fmt: skip
    """Show what an upload would change, or what it did."""
    if done is not None:
        report = register_staging.report(library, actor, sha256, done)
        if report is None:
            raise NotFound(_NO_REPORT)
        return show(request, _page(sha256, preview_of(report), page, wrong, done=done))
    plan = _plan(library, actor, sha256, anyway=bool(anyway))
    if plan is None:
        return _gone(request)
    return show(request, _page(sha256, preview_of(plan.as_json()), page, wrong, anyway=bool(anyway)))


@router.post("/register/import/{sha256}")
def apply(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, sha256: Hash, form: FormDep
) -> Response:
    """Change what was shown, all of it or nothing."""
    anyway, only_right = form.has("anyway"), form.has("only_right")
    plan = _plan(library, actor, sha256, anyway=anyway)
    if plan is None:
        return _gone(request)
    shown, event = plan.as_json(), None
    try:
        if register_staging.fingerprint(shown) != form.text("seen"):
            raise StaleEdit(_CHANGED)
        event = library.register.apply(actor, plan, anyway=anyway, only_right=only_right).event
    except EvidenceError as error:
        # What it would do now stands below the message.
        wrong = (FieldError("import", wording.for_pages(error.message)),)
        return show(request, _page(sha256, preview_of(shown), 1, 1, anyway=anyway, errors=wrong))
    background.wake()
    return _applied(library, actor, sha256, event, shown)


_CHANGED = (
    "The library was changed after you looked at this import, so nothing was imported. What the file would change "
    "now stands below: look at it, then import it."
)


def _applied(library: Library, actor: Actor, sha256: str, event: int | None, shown: dict[str, object]) -> Response:
    if event is None:
        return go(f"{ADDRESS}/{sha256}", Said("Nothing was changed: the library says all of this already."))
    register_staging.write_report(library, actor, sha256, event, shown)
    return go(f"{ADDRESS}/{sha256}?done={event}", Said(told(shown), undo=event))


def _plan(library: Library, actor: Actor, sha256: str, *, anyway: bool) -> Plan | None:
    path = register_staging.kept(library, actor, sha256)
    return library.register.plan(path, anyway=anyway) if path else None


def _gone(request: Request) -> Response:
    errors = (FieldError("file", _GONE),)
    return show(request, UploadPage(title="Import a register", errors=errors), status=404)


def _page(
    sha256: str, preview: Preview, page: int, wrong: int, *, anyway: bool = False, done: int | None = None,
    errors: tuple[FieldError, ...] = (),
) -> PreviewPage:  # fmt: skip
    path = f"{ADDRESS}/{sha256}"
    asked = [("anyway", "1" if anyway else ""), ("done", str(done or ""))]
    changes, turning = turned(preview.changes, page, _PER_PAGE, path, asked, "#changes")
    cells, wrong_turning = turned(preview.wrong, wrong, _PER_PAGE, path, asked, "#left-out")
    return PreviewPage(
        title="What was imported" if done else "Look at what would change", preview=preview, changes=tuple(changes),
        wrong=tuple(cells), turning=turning, wrong_turning=wrong_turning, done=bool(done), address=path,
        anyway=anyway, errors=errors,
    )  # fmt: skip
