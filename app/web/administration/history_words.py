"""The history in words: what each kind of step is called, and what one step did."""

from collections.abc import Callable
from typing import Any

from app.web import wording
from evidence.domain.deeds import Deed
from evidence.domain.events import Event

About = dict[str, Any]
VERBS = {
    "added": "Added",
    "attached": "Filed what was attached",
    "text read": "Read the text",
    "text to be read again": "Asked for texts to be read again",
    "details set": "Changed details",
    "details confirmed": "Confirmed details",
    "version added": "Added a version",
    "withdrawn": "Withdrew",
    "reinstated": "Reinstated",
    "discarded": "Discarded for good",
    "disposed": "Disposed of for good",
    "remains removed": "Removed the last traces of what is gone",
    "clock confirmed": "Confirmed that the date and time were right",
    "hold placed": "Placed a legal hold",
    "hold lifted": "Lifted a legal hold",
    "retention changed": "Changed how long documents are kept",
    "related": "Noted how documents are related",
    "tagged": "Tagged",
    "untagged": "Removed a tag",
    "register imported": "Imported a register",
    "scored": "Recorded a score",
    "assigned": "Named a lead or deputy",
    "action added": "Added an action",
    "action changed": "Changed an action",
    "action closed": "Closed an action",
    "board taken": "Kept a board",
    "board changed": "Changed a board",
    "pack started": "Began a pack",
    "pack built": "Built a pack",
    "pack failed": "Could not build a pack",
    "offered": "Offered evidence",
    "offer accepted": "Accepted what was offered",
    "offer declined": "Declined what was offered",
    "search kept": "Kept a search",
    "search removed": "Removed a kept search",
    "facts set": "Set facts of the library",
    "framework put in force": "Put a framework in force",
    "rules changed": "Changed readiness rules",
    "backed up": "Made a backup",
    "restored from a backup": "Restored the library from a backup",
    "undone": "Took back a step",
    "opened": "Opened a restricted document",
    "read": "Read a restricted document",
    "looked through": "Looked through a version before it leaves",
    "findings decided": "Decided about what was found",
    "findings reopened": "Reopened what was decided",
    "redacted": "Made a redacted copy",
    "redacted copy removed": "Removed a redacted copy",
    "access given": "Named somebody on a restricted document",
    "access taken": "Took somebody off a restricted document",
    "clearance asked": "Asked that documents may leave",
    "cleared": "Cleared documents to leave",
    "clearance refused": "Refused that documents leave",
    "clearance withdrawn": "Withdrew a clearance",
    "person added": "Added an account",
    "person changed": "Changed an account",
    "second factor asked": "Said of whom a second factor is asked",
    "signed in": "Signed in",
    "signed out": "Signed out",
    "own account changed": "Changed their own account",
    "pack fetched": "Fetched a pack",
    "register exported": "Took the register away",
    "history exported": "Took a part of the history away",
    "downloads stopped": "Was stopped from fetching more files",
}
"""What an event's verb is called, as the choice of the page and a line of the list begin."""
DEED_TITLES: dict[Deed, str] = {
    "saw": "Saw: anything restricted", "changed": "Changed: anything", "sent": "Sent or took away: anything",
    "came-in": "Came or went: anything", "administered": "Administered: anything",
}  # fmt: skip
"""What the groups of steps are called."""
WAY_TITLES: dict[str, str] = {
    "page": "On a page", "api": "By a program", "command": "By command line", "library": "The library itself",
}  # fmt: skip
_FACTS = {
    "council": "the council’s name", "visit_on": "the on-site visit", "return_due": "the information return",
    "case_references": "how case references are written", "own_domains": "the council’s e-mail domains",
    "assessed_on": "the end of the last assessment",
}  # fmt: skip


def verb_title(verb: str) -> str:
    """Return what a kind of step is called; one that is not known here as it is written."""
    return VERBS.get(verb) or verb[:1].upper() + verb[1:]


def step_title(asked: str) -> str:
    """Return what a group of steps, or a kind of step, is called."""
    return next((title for deed, title in DEED_TITLES.items() if deed == asked), "") or verb_title(asked)


def said(event: Event) -> str:
    """Say what a step did; the documents it concerned stand beside it.

    >>> from datetime import UTC, datetime
    >>> said(Event(seq=1, at=datetime.now(UTC), actor="Asha", verb="tagged", about={"statement": "QS1"}))
    'Tagged to QS1'
    """
    more = _MORE.get(event.verb)
    return verb_title(event.verb) + (more(event, event.about) if more else "")


def _fields(_event: Event, about: About) -> str:
    return _after(
        ": ", wording.listed([wording.FIELD_TITLES.get(one, one).lower() for one in about.get("fields", [])])
    )


def _statement(_event: Event, about: About) -> str:
    return _after(" to ", about.get("statement"))


def _for_statement(_event: Event, about: About) -> str:
    return _after(" for ", about.get("statement"))


def _read(_event: Event, about: About) -> str:
    if about.get("unreadable"):
        return ": it could not be read"
    return _after(": ", wording.many(about["passages"], "passage") if "passages" in about else None)


def _related(event: Event, about: About) -> str:
    one, other = [*event.refs, "", ""][:2]
    words = wording.RELATION_TITLES.get(str(about.get("kind")))
    return f": {one} {words} {other}" if words and other else ""


def _scored(_event: Event, about: About) -> str:
    judge = wording.JUDGE_TITLES.get(str(about.get("by")))
    return _after(" of ", about.get("statement")) + _after(": ", judge)


def _facts(_event: Event, about: About) -> str:
    return _after(": ", wording.listed([_FACTS.get(one, one) for one in about.get("facts", [])]))


def _undone(_event: Event, about: About) -> str:
    verb = verb_title(str(about.get("verb", "")))
    return _after(": ", verb[:1].lower() + verb[1:])


def _signed_in(_event: Event, about: About) -> str:
    return " by the council’s sign-on" if about.get("by") == "sign-on" else ""


def _named(name: str) -> "Callable[[Event, About], str]":
    return lambda _event, about: _after(": ", about.get(name))


def _after(before: str, words: object) -> str:
    return f"{before}{words}" if words else ""


_MORE: dict[str, Callable[[Event, About], str]] = {
    "details set": _fields,
    "details confirmed": _fields,
    "tagged": _statement,
    "untagged": _statement,
    "text read": _read,
    "related": _related,
    "scored": _scored,
    "assigned": _for_statement,
    "action added": _for_statement,
    "action changed": _named("action"),
    "action closed": _named("action"),
    "facts set": _facts,
    "framework put in force": _named("framework"),
    "rules changed": _named("framework"),
    "version added": _named("version"),
    "offered": _named("offer"),
    "offer accepted": _named("offer"),
    "offer declined": _named("offer"),
    "read": _named("what"),
    "pack fetched": _named("pack"),
    "pack built": _named("pack"),
    "board taken": _named("board"),
    "board changed": _named("board"),
    "undone": _undone,
    "person changed": _named("what"),
    "person added": _signed_in,
    "signed in": _signed_in,
    "disposed": _named("rule"),
    "hold placed": _named("hold"),
    "hold lifted": _named("hold"),
}
