"""What can be done from an owner's page in one step: a newer version, a review date, confirming guesses."""

from datetime import date

from app.web import wording
from app.web.forms import Form
from app.web.pages import Said
from app.web.reading.steps import stepped
from app.wiring import Library
from evidence.domain.people import Actor
from evidence.errors import EvidenceError
from evidence.services.documents import spelled


def done(library: Library, actor: Actor, form: Form) -> Said | None:
    """Do what the button says to the document that its form is about; ``form.errors`` says why nothing was done."""
    ref, what = spelled(form.text("ref", longest=20)), form.text("do", longest=20)
    act = {"renew": _renew, "review": _review, "confirm": _confirm}.get(what)
    if act is None:
        form.wrong(f"{ref}-work", "Nothing was done: the page does not know this button. Open it again.")
        return None
    try:
        return act(library, actor, form, ref)
    except EvidenceError as error:
        # Named by the page's own fields, not by those of the service.
        form.wrong(f"{ref}-{_FIELDS[what]}", f"{ref}: {wording.for_pages(error.message)}")
    return None


_FIELDS = {"renew": "file", "review": "review_by", "confirm": "work"}


def _renew(library: Library, actor: Actor, form: Form, ref: str) -> Said | None:
    files = form.files(f"{ref}-file")
    if len(files) != 1:
        form.wrong(f"{ref}-file", f"Choose one file, the newer version of {ref}.")
        return None
    name, stream = files[0].filename or "unnamed", files[0].file
    made, undo = stepped(library, actor, lambda: library.documents.add_version(actor, ref, stream, name=name))
    return Said(
        f"{ref} now has version {made.number}. Its text is being read. Check that its dates are those of the newer "
        "file.", undo, f"/documents/{ref}/edit", "Check its dates",
    )  # fmt: skip


def _review(library: Library, actor: Actor, form: Form, ref: str) -> Said | None:
    document = library.documents.get(ref)
    day = form.day(f"{ref}-review_by", required=f"{ref}: enter until when it is right.")
    if day is None:
        # What is wrong with one of its three boxes is said of the date.
        form.errors = [error for error in form.errors if not error.field.startswith(f"{ref}-review_by-")]
        return None
    if day <= library.clock.today():
        form.wrong(f"{ref}-review_by", f"{ref}: the day it is to be reviewed must be in the future.")
        return None
    if form.text("was") != _as_sent(document.review_by):
        theirs = wording.day(document.review_by) or "no review date"
        form.wrong(
            f"{ref}-review_by",
            f"{ref}: somebody changed its review date since you opened this page. It now has {theirs}, and you "
            f"entered {wording.day(day)}. Nothing was changed; save again if yours is right.",
        )
        return None
    fields = {"review_by": day.isoformat()}
    _, undo = stepped(library, actor, lambda: library.documents.set(actor, ref, fields, revision=document.revision))
    return Said(f"{ref} is to be reviewed by {wording.day(day)}.", undo)


def _as_sent(day: date | None) -> str:
    return day.isoformat() if day else ""


def _confirm(library: Library, actor: Actor, form: Form, ref: str) -> Said | None:
    names = form.texts("guess")
    if not names:
        form.wrong(f"{ref}-work", f"{ref}: there is no guess left to confirm.")
        return None
    _, undo = stepped(library, actor, lambda: library.documents.confirm(actor, ref, names))
    if undo is None:
        return Said(f"Somebody has settled what was guessed of {ref} already.")
    titles = [wording.FIELD_TITLES.get(name, name).lower() for name in names]
    return Said(f"Confirmed of {ref}: {wording.listed(titles)}.", undo)
