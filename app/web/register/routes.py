"""The register: every field that people keep of every document, to read, print, export and import."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web.documents.asking import Asked, listed
from app.web.documents.list import LENGTHS, ListPage, offered_sorts
from app.web.documents.rows import chips, facets, headings, span
from app.web.register import importing as register_import
from app.web.register.lines import Entry, entry_of
from app.web.rendering import show
from evidence.services.listing import LARGEST_PAGE

router = APIRouter()
ADDRESS = "/register"
_COLUMNS = {"ref": "Document", "kind": "Kind", "owner": "Owner", "dated_on": "Dates"}
_MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, kw_only=True)
class RegisterPage(ListPage):
    """A page of the register."""

    template: ClassVar[str] = "register/register.html"

    entries: tuple[Entry, ...]
    """The documents of this page, with every field."""
    as_list: str
    """The address of the same documents in the list of documents."""
    one_page: str
    """The address of all of them on one page, to be printed; empty where they stand on one already."""
    most: int
    """How many documents one page can hold at most."""


@router.get(ADDRESS)
def register(request: Request, library: LibraryDep) -> Response:
    """Show a page of the register."""
    asked, page, left_out = listed(library, Asked.read(ADDRESS, request.query_params), most=LARGEST_PAGE)
    lines = library.register.lines([row.ref for row in page.items])
    currency = {row.ref: row.currency for row in page.items}
    return show(
        request,
        RegisterPage(
            title="Register", asked=asked, found=span(page), total=page.total,
            held=bool(library.listing.rows()), left_out=left_out, facets=facets(page), chips=chips(asked, page),
            headings=headings(asked, _COLUMNS), sorts=offered_sorts(asked), lengths=LENGTHS, pages=page.pages,
            entries=tuple(entry_of(line, currency) for line in lines), as_list=asked.at("/documents").address,
            one_page=asked.on_one_page().address if page.pages > 1 and not asked.all_at_once else "",
            most=LARGEST_PAGE,
        ),
    )  # fmt: skip


@router.get("/register/download.{kind}")
def download(library: LibraryDep, actor: ActorDep, kind: Literal["xlsx", "csv"]) -> Response:
    """Give the whole register as a spreadsheet that can be imported again."""
    with library.files.folder() as folder:
        path = folder / f"register.{kind}"
        library.fetching.register(actor, path)
        data = path.read_bytes()
    name = f"register {library.clock.today().isoformat()}.{kind}"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return Response(data, media_type=_MEDIA_TYPES[kind], headers=headers)


router.include_router(register_import.router)
