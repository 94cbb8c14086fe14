"""Documents: listing, reading and changing them; ``adding`` takes them in."""

import base64
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, UploadFile
from fastapi.responses import FileResponse

from app.answering import SANDBOXED
from app.api.resources import ActorDep, BackgroundDep, LibraryDep, Page, PerPage, VersionNumber, paged, problems
from app.presenting import card_json, document_json, tag_json, version_json
from evidence.domain.tags import without_words
from evidence.errors import Invalid

router = APIRouter(prefix="/documents", tags=["documents"])
Fields = Annotated[dict[str, Any], Body(description="Fields to set; `revision` refuses a stale change.")]


@router.get("", responses=problems(422))
def list_documents(
    library: LibraryDep, page: Page = 1, per_page: PerPage = 100,
    status: Annotated[str | None, Query()] = None,
    owner: Annotated[str | None, Query()] = None,
    presumed: Annotated[bool, Query(description="Only those with something to confirm.")] = False,
    untagged: Annotated[bool, Query(description="Only those without a tag.")] = False,
) -> dict[str, Any]:  # fmt: skip
    """List documents in order of reference."""
    found = library.cards.documents(status=status, owner=owner, presumed=presumed, untagged=untagged)
    listed = paged(found, page, per_page)
    return {**listed, "items": [document_json(document) for document in listed["items"]]}


@router.get("/{ref}", responses=problems(404))
def show_document(library: LibraryDep, actor: ActorDep, ref: str) -> dict[str, Any]:
    """Return everything known about a document, with its history.

    Of a restricted one that was not opened, quotes and suggestions are left out.
    """
    card = library.cards.card(ref)
    is_open = library.restricting.read_if_open(actor, ref, "the words of its tags")
    return card_json(card if is_open else card.without_words())


@router.post("/{ref}/openings", status_code=201, responses=problems(404, 422))
def open_document(
    library: LibraryDep, actor: ActorDep, ref: str,
    because: Annotated[str, Body(embed=True, description="Why you open it; kept with your name.")] = "",
) -> dict[str, Any]:  # fmt: skip
    """Say why you open a restricted document; it is then open to you for eight hours."""
    return library.restricting.open(actor, ref, because).model_dump(mode="json")


@router.patch("/{ref}", responses=problems(404, 409, 422))
def set_fields(
    library: LibraryDep, actor: ActorDep, background: BackgroundDep, ref: str, fields: Fields
) -> dict[str, Any]:
    """Set fields of a document; what is set is no longer presumed."""
    revision = fields.pop("revision", None)
    if revision is not None and type(revision) is not int:
        raise Invalid("revision is the whole number that was read with the document.")
    document = library.documents.set(actor, ref, fields, revision=revision)
    background.wake()
    return document_json(document)


@router.post("/{ref}/confirm", responses=problems(404))
def confirm(library: LibraryDep, actor: ActorDep, background: BackgroundDep, ref: str) -> dict[str, Any]:
    """Confirm every presumed value of a document."""
    document = library.documents.confirm(actor, ref)
    background.wake()
    return document_json(document)


@router.post("/{ref}/withdraw", responses=problems(404, 409))
def withdraw(library: LibraryDep, actor: ActorDep, background: BackgroundDep, ref: str) -> dict[str, Any]:
    """Take a document out of use; it is kept."""
    document = library.documents.withdraw(actor, ref)
    background.wake()
    return document_json(document)


@router.post("/{ref}/reinstate", responses=problems(404, 409))
def reinstate(library: LibraryDep, actor: ActorDep, background: BackgroundDep, ref: str) -> dict[str, Any]:
    """Bring a withdrawn document back as it was."""
    document = library.documents.reinstate(actor, ref)
    background.wake()
    return document_json(document)


@router.get("/{ref}/file", responses={200: {"content": {"application/octet-stream": {}}}, **problems(404, 429)})
def download(library: LibraryDep, actor: ActorDep, ref: str, version: VersionNumber = None) -> FileResponse:
    """Return a document's file, as an attachment, after checking that it is what was added."""
    found, path = library.fetching.document(actor, ref, version)
    headers = {"Content-Security-Policy": SANDBOXED, "Repr-Digest": _digest(found.sha256 or "")}
    name = library.reader.saved_as(found.media_type or "", found.file_name or found.ref)
    return FileResponse(path, media_type="application/octet-stream", filename=name, headers=headers)


def _digest(sha256: str) -> str:
    """Write a hash as the Repr-Digest header does (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


@router.get("/{ref}/passages", responses=problems(404))
def passages(
    library: LibraryDep, actor: ActorDep, ref: str, page: Page = 1, per_page: PerPage = 100,
    version: VersionNumber = None,
) -> dict[str, Any]:  # fmt: skip
    """Return a document's passages, in reading order, each with its locator."""
    found = library.cards.version(ref, version)
    library.restricting.read(actor, ref, f"passages {(page - 1) * per_page + 1} to {page * per_page}")
    listed = paged(library.cards.passages(found.ref, found.number), page, per_page)
    return {**listed, "items": [passage.model_dump(mode="json") for passage in listed["items"]]}


@router.get("/{ref}/versions", responses=problems(404))
def versions(library: LibraryDep, ref: str) -> dict[str, Any]:
    """Return a document's versions, oldest first."""
    return {"versions": [version_json(version) for version in library.cards.card(ref).versions]}


@router.post("/{ref}/versions", status_code=201, responses=problems(404, 409, 413, 415, 422))
def add_version(
    library: LibraryDep, actor: ActorDep, background: BackgroundDep, ref: str, file: UploadFile
) -> dict[str, Any]:
    """Add a newer file of a document; its tags stay and their quotes are found again."""
    made = library.documents.add_version(actor, ref, file.file, name=file.filename or "unnamed")
    background.wake()
    return version_json(made)


@router.get("/{ref}/tags", responses=problems(404))
def tags(library: LibraryDep, actor: ActorDep, ref: str) -> dict[str, Any]:
    """Return a document's tags; without quotes where it is restricted and was not opened."""
    found = library.tagging.of(ref)
    is_open = library.restricting.read_if_open(actor, ref, "the words of its tags")
    return {"tags": [tag_json(tag if is_open else without_words(tag)) for tag in found]}
