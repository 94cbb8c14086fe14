"""Adding documents: files, links and documents known to exist."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Header, UploadFile
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import UploadFile as Upload

from app.answering import problem_answer
from app.api.resources import ActorDep, BackgroundDep, LibraryDep, problems
from app.errors import problem, refusal
from app.presenting import outcome_json
from app.wiring import Library
from evidence.domain.people import Actor
from evidence.errors import Invalid
from evidence.services.adding import Adding, Outcome, shown_folder
from evidence.services.drafts import Draft, TagDraft

router = APIRouter(prefix="/documents", tags=["documents"])
Text = Annotated[str | None, Form()]
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class WithoutFile:
    """A document that comes without a file: a link, or one that is wanted."""

    link: str | None
    text: str
    checked_on: date | None
    wanted: str | None
    wanted_from: str | None


def stated(
    title: Annotated[str | None, Form(description="The title, where one file or link is added.")] = None,
    owner: Text = None, team: Text = None, kind: Text = None, source: Text = None,
    dated_on: Annotated[date | None, Form()] = None,
    tag: Annotated[list[str] | None, Form(description="QS7, QS7/processes or QS7/processes/practice.")] = None,
) -> Draft:  # fmt: skip
    """Gather what is stated of all documents of this upload."""
    tags = tuple(TagDraft.short(text) for text in tag or ())
    return Draft(title=title, owner=owner, team=team, kind=kind, dated_on=dated_on, source=source, tags=tags)


def without_file(
    link: Annotated[str | None, Form(description="The address of a published document; nothing is fetched.")] = None,
    text: Annotated[str, Form(description="With link: words of the document, to find it by.")] = "",
    checked_on: Annotated[date | None, Form(description="With link: when it was last seen there.")] = None,
    wanted: Annotated[str | None, Form(description="The title of a document that is known to exist.")] = None,
    wanted_from: Annotated[str | None, Form(description="With wanted: who will get it.")] = None,
) -> WithoutFile:
    """Gather what stands in place of a file."""
    return WithoutFile(link, text, checked_on, wanted, wanted_from)


@router.post("", status_code=201, response_model=None, responses={
    200: {"description": "Everything was held already"}, **problems(400, 409, 413, 415, 422)})  # fmt: skip
def add_documents(
    library: LibraryDep, actor: ActorDep, background: BackgroundDep, draft: Annotated[Draft, Depends(stated)],
    other: Annotated[WithoutFile, Depends(without_file)],
    files: Annotated[list[UploadFile] | None, File(description="One or many files.")] = None,
    folder: Annotated[str | None, Form(description="The folder the files stood in.")] = None,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:  # fmt: skip
    """Add files, a link or a wanted document.

    What is answered as added is on disk; its text is read and indexed soon after.
    """
    given = files or []
    if [bool(given), other.link is not None, other.wanted is not None].count(True) != 1:
        raise Invalid("Say what to add: one or many parts named files, or one link, or one wanted title.")
    if draft.title and len(given) > 1:
        raise Invalid("A title is for one file. Leave it out: each document’s title is guessed and can be set later.")
    request = _fingerprint(given, f"{draft!r}{other!r}{folder or ''}") if idempotency_key else ""
    if idempotency_key and (known := library.answers.find(actor, idempotency_key, request)):
        return JSONResponse(known.body, known.status)
    status, body = _told(library, _added(library, actor, draft, other, given, folder))
    background.wake()
    if status is None:
        # A refusal is not remembered: it may be mended and tried again.
        return problem_answer(body)
    if idempotency_key:
        library.answers.keep(actor, idempotency_key, request, status=status, body=body)
    return JSONResponse(body, status)


def _added(
    library: Library, actor: Actor, draft: Draft, other: WithoutFile, files: Sequence[UploadFile], folder: str | None
) -> Outcome:  # fmt: skip
    adding = library.adding
    if other.link is not None:
        link = adding.link(actor, draft, address=other.link, checked_on=other.checked_on, text=other.text)
        return Outcome(added=[link])
    if other.wanted is not None:
        return Outcome(added=[adding.want(actor, draft, title=other.wanted, wanted_from=other.wanted_from)])
    return take(adding, actor, draft, files, folder=folder)


def take(
    adding: Adding, actor: Actor, draft: Draft, files: Sequence[Upload], *, folder: str | None = None
) -> Outcome:  # fmt: skip
    """Add the files of one upload one after another; returns what became of each."""
    outcome, within = Outcome(), shown_folder(folder)
    for upload in files:
        outcome.extend(adding.add(actor, draft, upload.file, name=upload.filename or "unnamed", folder=within))
    return outcome


def _told(library: Library, outcome: Outcome) -> tuple[int | None, dict[str, Any]]:
    """Return status and body; no status for a problem document, which carries the three lists."""
    refs = [added.ref for added in outcome.added]
    body = outcome_json(outcome, library.cards.versions(refs), library.cards.titles(refs), {})
    if outcome.added:
        return 201, body
    if not outcome.refused:
        return 200, body
    first = outcome.refused[0]
    return None, problem(refusal(first.code, first.reason), **body)


def _fingerprint(files: Sequence[UploadFile], stated: str) -> str:
    whole = hashlib.sha256(stated.encode("utf-8", "replace"))
    for upload in files:
        digest = hashlib.sha256()
        while chunk := upload.file.read(_CHUNK):
            digest.update(chunk)
        whole.update(repr(upload.filename).encode() + digest.digest())
        upload.file.seek(0)
    return whole.hexdigest()
