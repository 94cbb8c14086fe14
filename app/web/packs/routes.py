"""Packs: those that were made, one in the making, and its file."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from app.api.resources import ActorDep, LibraryDep, MakingDep, PresentDep
from app.making import Progress
from app.web.forms import FormDep
from app.web.packs.choice import ChoicePage, choice_page, read_choice
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.web.wording import for_pages, many
from evidence.domain.assurance import PackRecord
from evidence.errors import EvidenceError
from evidence.services.pack_verifying import Verification

router = APIRouter()
PER_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class PacksPage(Page):
    """Every pack that was made, the newest first."""

    template: ClassVar[str] = "packs/list.html"
    section: ClassVar[str] = "packs"

    packs: tuple[PackRecord, ...]
    """The records on this page of the list."""
    total: int
    """How many packs there are in all."""
    page: int
    """Which page of the list this is, from 1."""
    pages: int
    """How many pages the list has."""


@dataclass(frozen=True, slots=True)
class Going:
    """One document of a pack that was made."""

    ref: str
    title: str
    """As it is called now; empty when it is held no more."""
    where: str
    """Its path in the zip, or the address of a link."""
    cleared: str
    """The clearance that it went under, in words; empty where it needed none."""


@dataclass(frozen=True, slots=True)
class Staying:
    """One document that was chosen and left out."""

    ref: str
    title: str
    """As it is called now; empty when it is held no more."""
    reason: str
    """Why it stayed."""


@dataclass(frozen=True, kw_only=True)
class PackPage(Page):
    """One pack: how far it is, or what went, what stayed and whether it is as it was made."""

    template: ClassVar[str] = "packs/pack.html"
    section: ClassVar[str] = "packs"

    record: PackRecord
    """The library's own proof of this pack."""
    progress: Progress | None
    """How far it is; nothing when another process makes it, or made it."""
    checked: Verification | None
    """What comparing it with its manifest found, when that was done since the server started."""
    why_not: str
    """Why its file cannot be fetched; empty where it can."""
    chosen: str
    """What was asked for, in words."""
    going: tuple[Going, ...]
    """What the pack holds."""
    staying: tuple[Staying, ...]
    """What was chosen and left out."""


@router.get("/packs")
def list_packs(request: Request, library: LibraryDep, page: int = 1) -> Response:
    """Show the packs that were made."""
    records = library.packs.list()
    pages = max(1, -(-len(records) // PER_PAGE))
    page = min(max(page, 1), pages)
    shown = tuple(records[(page - 1) * PER_PAGE : page * PER_PAGE])
    return show(request, PacksPage(title="Packs", packs=shown, total=len(records), page=page, pages=pages))


@router.post("/packs")
def build_pack(
    request: Request, library: LibraryDep, making: MakingDep, present: PresentDep, form: FormDep
) -> Response:
    """Start making the pack that was previewed, and show how far it is."""
    choice = read_choice(form)
    if not form.errors:
        try:
            return go(f"/packs/{making.start(present, choice).id}")
        except EvidenceError as error:
            form.refuse(error, field="statement")
    page: ChoicePage = choice_page(library, form.values, errors=tuple(form.errors))
    return show(request, page)


@router.get("/packs/{pack_id}")
def show_pack(request: Request, library: LibraryDep, making: MakingDep, pack_id: str) -> Response:
    """Show a pack while it is made, and what it is once it is."""
    record = library.packs.get(pack_id)
    progress = making.progress(record.id)
    refs = [str(one["ref"]) for one in (*record.sent, *record.left_out)]
    titles = library.cards.titles(refs)
    page = PackPage(
        title=_title(record), record=record, progress=progress, checked=progress.checked if progress else None,
        why_not=_why_not(library, record), chosen=_chosen(record),
        going=tuple(
            Going(
                str(one["ref"]), titles.get(str(one["ref"]), ""), str(one.get("path") or one.get("address")),
                _cleared(one.get("clearance")),
            )
            for one in record.sent
        ),
        staying=tuple(
            Staying(str(one["ref"]), titles.get(str(one["ref"]), ""), str(one["reason"])) for one in record.left_out
        ),
    )  # fmt: skip
    return show(request, page)


@router.post("/packs/{pack_id}/check")
def check_pack(library: LibraryDep, making: MakingDep, pack_id: str) -> Response:
    """Compare a pack that waits here with its manifest again."""
    record = library.packs.get(pack_id)
    try:
        found = making.check(record.id)
    except EvidenceError as error:
        return go(f"/packs/{record.id}", Said(for_pages(error.message)))
    said = "all as they were made" if found.ok else f"{many(len(found.findings), 'difference')} found"
    return go(f"/packs/{record.id}", Said(f"{many(found.checked.files, 'file')} compared: {said}."))


@router.get("/packs/{pack_id}/file")
def fetch_pack(library: LibraryDep, actor: ActorDep, pack_id: str) -> FileResponse:
    """Send the zip; refused until it is complete."""
    path = library.fetching.pack(actor, pack_id)
    return FileResponse(path, media_type="application/zip", filename=f"evidence-pack-{pack_id[:8]}.zip")


def _title(record: PackRecord) -> str:
    return f"Pack {record.id[:8]}" + (f" for {record.recipient}" if record.recipient else "")


def _cleared(under: object) -> str:
    if not isinstance(under, dict):
        return ""
    why = f", overridden: {under['override']}" if under.get("override") else ""
    return f"{under['id']}, cleared by {under['by']}{why}"


def _why_not(library: LibraryDep, record: PackRecord) -> str:
    try:
        library.packs.file(record.id)
    except EvidenceError as error:
        return for_pages(error.message)
    return ""


def _chosen(record: PackRecord) -> str:
    asked = record.chosen_by
    parts = [f"quality statement {one}" for one in _words(asked.get("statements"))]
    parts += [f"theme {one}" for one in _words(asked.get("themes"))]
    if asked.get("query"):
        parts.append(f"documents found by “{asked['query']}”")
    refs = _words(asked.get("refs"))
    if refs:
        parts.append(f"{', '.join(refs[:10])}{' and more' if len(refs) > 10 else ''}")  # noqa: PLR2004 - a line's worth
    return "; ".join(parts)


def _words(given: object) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list) else []
