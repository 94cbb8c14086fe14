"""Documents: adding, listing, reading and changing them."""

import hashlib
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, File, Form, Header, Query, UploadFile
from fastapi.responses import FileResponse, JSONResponse

from app.api.resources import ActorDep, BackgroundDep, LibraryDep, Page, PerPage, paged, problems
from app.errors import family_of, problem
from app.presenting import card_json, document_json, outcome_json, tag_json, version_json
from app.wiring import Library
from evidence.errors import Conflict, EvidenceError, Invalid, NotFound, TooLarge, UnsupportedType
from evidence.services.adding import Outcome
from evidence.services.drafts import Draft, TagDraft
from evidence.services.upkeep import checked_path

router = APIRouter(prefix="/documents", tags=["documents"])
Fields = Annotated[dict[str, Any], Body(description="Fields to set; `revision` refuses a stale change.")]
_CODES: dict[str, type[EvidenceError]] = {kind.code: kind for kind in (TooLarge, UnsupportedType, NotFound, Conflict)}


@router.post("", status_code=201, responses={200: {"description": "Everything was held already"},
             **problems(409, 413, 415, 422)})  # fmt: skip
def add_documents(
    library: LibraryDep, actor: ActorDep, background: BackgroundDep,
    files: Annotated[list[UploadFile], File(description="One or many files.")],
    owner: Annotated[str | None, Form()] = None,
    kind: Annotated[str | None, Form()] = None,
    dated_on: Annotated[date | None, Form()] = None,
    source: Annotated[str | None, Form()] = None,
    tag: Annotated[list[str] | None, Form(description="QS7, QS7/processes or QS7/processes/practice.")] = None,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> JSONResponse:  # fmt: skip
    """Add files. What is answered as added is on disk; its text is read and indexed soon after."""
    tags = tuple(TagDraft.short(text) for text in tag or ())
    draft = Draft(owner=owner, kind=kind, dated_on=dated_on, source=source, tags=tags)
    request = _fingerprint(files, repr(draft)) if idempotency_key else ""
    if idempotency_key and (known := library.answers.find(idempotency_key, request)):
        return JSONResponse(known.body, known.status)
    outcome = Outcome()
    for upload in files:
        outcome.extend(library.adding.add(actor, draft, upload.file, name=upload.filename or "unnamed"))
    background.wake()
    status, body = _answer(library, outcome)
    if idempotency_key and status < 400:  # noqa: PLR2004 - a refusal may be mended and tried again
        library.answers.keep(actor, idempotency_key, request, status=status, body=body)
    media_type = "application/problem+json" if status >= 400 else None  # noqa: PLR2004 - as above
    return JSONResponse(body, status, media_type=media_type)


def _answer(library: Library, outcome: Outcome) -> tuple[int, dict[str, Any]]:
    refs = [added.ref for added in outcome.added]
    body = outcome_json(outcome, library.cards.versions(refs), library.cards.titles(refs), {})
    if outcome.added or not outcome.refused:
        return (201 if outcome.added else 200), body
    if outcome.held:
        return 200, body
    first = outcome.refused[0]
    error = _CODES.get(first.code, Invalid)(first.reason)
    return family_of(error)[0], problem(error, **body)


def _fingerprint(files: list[UploadFile], stated: str) -> str:
    whole = hashlib.sha256(stated.encode())
    for upload in files:
        whole.update(repr(upload.filename).encode() + hashlib.file_digest(upload.file, "sha256").digest())
        upload.file.seek(0)
    return whole.hexdigest()


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
def show_document(library: LibraryDep, ref: str) -> dict[str, Any]:
    """Return everything known about a document, with its history."""
    return card_json(library.cards.card(ref))


@router.patch("/{ref}", responses=problems(404, 409, 422))
def set_fields(
    library: LibraryDep, actor: ActorDep, background: BackgroundDep, ref: str, fields: Fields
) -> dict[str, Any]:
    """Set fields of a document; what is set is no longer presumed."""
    revision = fields.pop("revision", None)
    if revision is not None and not isinstance(revision, int):
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


@router.get("/{ref}/file", responses={200: {"content": {"application/octet-stream": {}}}, **problems(404)})
def download(library: LibraryDep, ref: str, version: Annotated[int | None, Query(ge=1)] = None) -> FileResponse:
    """Return a document's file, as an attachment, after checking that it is what was added."""
    found = library.cards.version(ref, version)
    if not found.sha256:
        raise NotFound(f"{found.ref} holds no file: it is {'a link' if found.form == 'link' else 'wanted'}.")
    path = checked_path(library.files, found.sha256)
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'", "Digest": f"sha-256={found.sha256}"}
    return FileResponse(path, media_type="application/octet-stream", filename=found.file_name, headers=headers)


@router.get("/{ref}/passages", responses=problems(404))
def passages(
    library: LibraryDep, ref: str, page: Page = 1, per_page: PerPage = 100,
    version: Annotated[int | None, Query(ge=1)] = None,
) -> dict[str, Any]:  # fmt: skip
    """Return a document's passages, in reading order, each with its locator."""
    listed = paged(library.cards.passages(ref, version), page, per_page)
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
def tags(library: LibraryDep, ref: str) -> dict[str, Any]:
    """Return a document's tags."""
    return {"tags": [tag_json(tag) for tag in library.tagging.of(ref)]}
