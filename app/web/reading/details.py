"""Changing what is known about a document; of two people who change it at once, the second is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web import wording
from app.web.forms import FieldError, Form, FormDep
from app.web.pages import Page, Said
from app.web.reading.fields import (
    STATUSES_OFFERED,
    Clash,
    Texts,
    as_kept,
    changes,
    clashes,
    hints_of,
    seen_in,
    texts_of,
    typed_in,
    values_of,
)
from app.web.reading.known import ShownEvent, history, steps
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.wiring import Library
from evidence.domain.documents import SENSITIVITIES, Document
from evidence.domain.vocabulary import SOURCES, LabelGroup
from evidence.errors import Invalid, StaleEdit
from evidence.services.documents import spelled

router = APIRouter()
_NOTHING_LOST = "Nothing you typed is lost: choose what to keep, and save again."
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class EditPage(Page):
    """The details of a document, to be changed."""

    template: ClassVar[str] = "reading/edit.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document as it is now."""
    seen: str
    """What every field said when the form was opened, to tell who changed what."""
    event: int
    """The newest event of the document when the form was opened."""
    kinds: Choices
    """Kinds of document."""
    statuses: Choices
    """What a status can be; empty for a withdrawn document, which is reinstated instead."""
    sensitivities: Choices
    """How sensitive it can be."""
    sources: Choices
    """Who can say so."""
    lines: Choices
    """Lines of assurance."""
    owners: Sequence[str]
    """Owners of other documents, to choose from."""
    groups: Sequence[LabelGroup]
    """Groups of labels."""
    hints: dict[str, str]
    """What stands beside each field's label; guesses are marked there."""
    clashes: Sequence[Clash]
    """Fields that somebody else left differently meanwhile."""
    meanwhile: Sequence[ShownEvent]
    """What others did meanwhile, the newest first."""


@router.get("/documents/{ref}/edit")
def edit(request: Request, library: LibraryDep, ref: str) -> Response:
    """Show the details to be changed."""
    if spelled(ref) != ref:
        return go(f"/documents/{library.documents.get(ref).ref}/edit")
    return show(request, _page(library, ref))


@router.post("/documents/{ref}/edit")
def save(
    request: Request, library: LibraryDep, background: BackgroundDep, actor: ActorDep, ref: str, form: FormDep
) -> Response:
    """Keep what was changed, and only that."""
    document = library.documents.get(ref)
    typed, seen, fields = _read(library, form, document)
    if form.errors:
        return show(request, _page(library, document.ref, form, typed, seen))
    revision = form.number("revision")
    try:
        _, undo = stepped(library, actor, lambda: library.documents.set(actor, ref, fields, revision=revision))
    except StaleEdit:
        return show(request, _page(library, document.ref, form, typed, seen, stale=True), status=409)
    except Invalid as error:
        form.refuse(error, field="title")
        return show(request, _page(library, document.ref, form, typed, seen))
    background.wake()
    said = f"The details of {document.ref} are saved." if undo else f"Nothing was changed in {document.ref}."
    return go(f"/documents/{document.ref}", Said(said, undo))


def _read(library: Library, form: Form, document: Document) -> tuple[Texts, Texts, dict[str, Any]]:
    """Return what was typed, what was there before, and the fields to set, choices between two versions made."""
    now = texts_of(document, library.vocabulary)
    seen, typed = seen_in(form, now), typed_in(form, document, library.vocabulary)
    settled = dict(typed)
    for name in form.texts("clash"):
        keep = form.text(f"keep-{name}")
        if name in settled and keep == "theirs":
            settled[name] = now[name]
        elif name in settled and keep != "mine":
            form.wrong(f"keep-{name}", f"Choose what to keep as {wording.FIELD_TITLES[name].lower()}.")
    return typed, seen, changes(settled, seen, document, confirmed=form.has("confirm_rest"))


def _page(
    library: Library, ref: str, form: Form | None = None, typed: Texts | None = None, seen: Texts | None = None,
    *, stale: bool = False,
) -> EditPage:  # fmt: skip
    """The form as it is now, or as it was sent; when others changed the document meanwhile, with both versions."""
    card, vocabulary = library.cards.card(ref), library.vocabulary
    document, now = card.document, texts_of(card.document, vocabulary)
    event = (form.number("event") if form else None) or (card.history[-1].seq if card.history else 0)
    differ: list[Clash] = []
    values = values_of(document, vocabulary)
    errors: tuple[FieldError, ...] = ()
    if form is not None and typed is not None and seen is not None:
        cleared: dict[str, Any] = {
            f"labels-{group.ref}": [] for group in vocabulary.labels
        }  # boxes without a tick are not sent
        values = {**values, **cleared, **form.values}
        clashing = stale or form.has("clash")
        differ = clashes(typed, seen, now, vocabulary, form.values, guess=stale) if clashing else []
        told = f"{document.ref} was changed while you were editing it. {_NOTHING_LOST}"
        errors = (*form.errors, FieldError("clash", told)) if stale else tuple(form.errors)
        values["revision"] = document.revision if stale else form.text("revision")
    since = [one for one in steps(card.history) if one.seq > event] if differ or stale else []
    return EditPage(
        title=f"Edit the details of {document.ref}", document=document, errors=errors,
        values={"revision": document.revision, **values}, event=event,
        seen=as_kept(now if stale or seen is None else seen), clashes=differ, hints=hints_of(document),
        meanwhile=history(since, ref, most=10), owners=[one.name for one in library.listing.owners() if one.name],
        kinds=[(kind.ref, kind.title) for kind in vocabulary.kinds],
        statuses=() if document.is_withdrawn else [(one, wording.STATUS_TITLES[one]) for one in STATUSES_OFFERED],
        sensitivities=[(one, wording.SENSITIVITY_TITLES[one]) for one in SENSITIVITIES],
        sources=[(one, wording.SOURCE_TITLES[one]) for one in SOURCES],
        lines=[(str(line), title) for line, title in wording.LINE_TITLES.items()], groups=vocabulary.labels,
    )  # fmt: skip
