"""Clearances: a second person's word that this version may go to this recipient for this purpose.

Whether one stands is reckoned when a pack is made, never kept: a new version, a withdrawal, or a document that
became restricted voids it by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from sqlmodel import Field, SQLModel, String

from evidence.domain.documents import Document, Version
from evidence.domain.people import Actor
from evidence.domain.release_checks import Outcome

State = Literal["asked", "cleared", "refused", "withdrawn"]
Basis = Literal[
    "public-task", "legal-obligation", "consent", "vital-interests", "contract", "legitimate-interests",
    "no-personal-data",
]  # fmt: skip
BASES: dict[Basis, str] = {
    "public-task": "Public task, UK GDPR Article 6(1)(e)",
    "legal-obligation": "Legal obligation, UK GDPR Article 6(1)(c)",
    "consent": "Consent, UK GDPR Article 6(1)(a)",
    "vital-interests": "Vital interests, UK GDPR Article 6(1)(d)",
    "contract": "Contract, UK GDPR Article 6(1)(b)",
    "legitimate-interests": "Legitimate interests, UK GDPR Article 6(1)(f)",
    "no-personal-data": "It holds no personal data, so it needs no basis",
}
"""The lawful bases of UK GDPR Article 6, and the word of a person that none is needed."""
if tuple(BASES) != get_args(Basis):
    raise AssertionError("every basis has its words")
REGULATOR = "Care Quality Commission"
"""The regulator's name as pages write it."""
_REGULATOR_NAMES = frozenset(
    {
        "cqc", "c.q.c.", "care quality commission", "care quality commission (cqc)", "cqc (care quality commission)",
        "care quality commission, cqc", "care quality commission - cqc", "cqc - care quality commission",
    }
)  # fmt: skip
"""What people write for it, as it is compared, without "the". Nobody else may receive what is restricted."""
_ALIKE = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2018\u2019", "-----''")
"""Dashes and apostrophes, which one program writes in another way than the next."""
LONGEST_PURPOSE = 200
LONGEST_REASON = 1_000
HELD_STATUSES = frozenset({"draft", "superseded"})
"""What a pack stops on whoever cleared it, unless a second person overrides it."""


class Clearance(SQLModel):
    """What somebody asked to send, and what a second person said to it."""

    id: str = Field(primary_key=True)
    """``CL-0003``."""
    ref: str = Field(index=True)
    number: int
    """The version that was asked about; no other is cleared by it."""
    recipient: str = Field(max_length=200)
    purpose: str = Field(max_length=LONGEST_PURPOSE)
    override: bool = False
    """Whether it lets out a draft, what is superseded or what has undecided findings; never what is restricted."""
    state: State = Field(default="asked", sa_type=String, index=True)
    asked_because: str | None = Field(default=None, max_length=LONGEST_REASON)
    asked_at: datetime
    asked_by: str
    asked_key: str
    """The account of whoever asked, or the name of whoever owns the library's folder."""
    decided_at: datetime | None = None
    decided_by: str | None = None
    decided_key: str | None = None
    basis: Basis | None = Field(default=None, sa_type=String)
    condition: str | None = Field(default=None, max_length=LONGEST_REASON)
    """What else it rests on, such as the condition for special category data."""
    consent_kept: str | None = Field(default=None, max_length=LONGEST_REASON)
    """Where the consent is kept, for the basis of consent; never whose it is."""
    consent_on: date | None = None
    reason: str | None = Field(default=None, max_length=LONGEST_REASON)
    """Why it was refused, or why it goes all the same."""
    ended_at: datetime | None = None
    ended_by: str | None = None
    ended_because: str | None = Field(default=None, max_length=LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class Sending:
    """To whom something would go, what for, and who would send it."""

    recipient: str
    purpose: str
    sender: str
    """The key of whoever makes the pack: what they cleared themselves does not count for it."""

    def matches(self, clearance: Clearance) -> bool:
        """Whether a clearance is for this recipient and purpose, however they are written."""
        return (recipient_key(clearance.recipient), purpose_key(clearance.purpose)) == (
            recipient_key(self.recipient), purpose_key(self.purpose),
        )  # fmt: skip

    @property
    def is_to_regulator(self) -> bool:
        """Whether it goes to the Care Quality Commission."""
        return recipient_key(self.recipient) == recipient_key(REGULATOR)


@dataclass(frozen=True, slots=True)
class Held:
    """Why a pack stops on a document."""

    code: str
    """``restricted``, ``unlooked``, ``draft``, ``superseded``, ``findings`` or ``uncleared``."""
    reason: str


def key_of(actor: Actor) -> str:
    """Return what tells one person from another: their account, or the name of whoever owns the folder."""
    return actor.person or actor.name


def recipient_key(name: str) -> str:
    """Return a recipient's name as it is compared.

    >>> recipient_key(" CQC ") == recipient_key("the Care  Quality Commission (CQC)")
    True
    """
    plain = purpose_key(name)
    return "cqc" if plain.removeprefix("the ") in _REGULATOR_NAMES else plain


def purpose_key(words: str) -> str:
    """Return a purpose as it is compared: case, spaces and the look of dashes and apostrophes tell nothing apart.

    >>> purpose_key("Carers’  Week – 2026") == purpose_key("carers' week - 2026")
    True
    """
    return " ".join(words.translate(_ALIKE).casefold().split())


def standing(clearances: Iterable[Clearance], numbers: Iterable[int], sending: Sending) -> Clearance | None:
    """Return the clearance under which one of these versions of a document may go, the newest first.

    ``clearances`` are those of one document. What the sender cleared does not count: it takes two.
    """
    wanted = set(numbers)
    found = [
        one
        for one in clearances
        if one.state == "cleared"
        and one.number in wanted
        and sending.matches(one)
        and one.decided_key != sending.sender
    ]
    return max(found, key=lambda one: (one.decided_at or one.asked_at, one.id), default=None)


def held(
    document: Document, number: int, outcome: Outcome, clearances: Iterable[Clearance], sending: Sending
) -> Held | None:
    """Say why a pack stops on a document, or ``None`` where it may go.

    ``number`` is the version that would go, ``outcome`` what the search of it found, ``clearances`` those of the
    document. Published papers in which nothing was spotted need no clearance; everything else does.
    """
    known = list(clearances)
    cleared = standing(known, [number], sending)
    if document.sensitivity == "restricted" and not sending.is_to_regulator:
        return Held("restricted", "It is restricted. It may go to the Care Quality Commission alone, when cleared.")
    if outcome.waits:
        return Held("unlooked", outcome.reasons[-1])
    if cleared and cleared.override:
        return _found_since(cleared, outcome)
    stops = _whoever_cleared(document, outcome)
    if stops or cleared or (is_published(document) and outcome.check == "nothing-spotted"):
        return stops
    return Held("uncleared", _why_uncleared(known, number, sending, document))


def _whoever_cleared(document: Document, outcome: Outcome) -> Held | None:
    """Say what stops a pack on a document whoever cleared it, unless they overrode it."""
    if document.status in HELD_STATUSES:
        what = "It is a draft" if document.status == "draft" else "A newer document supersedes it"
        return Held(document.status, f"{what}. Leave it out, or ask for an override.")
    if outcome.check == "decide":
        return Held("findings", f"{' '.join(outcome.reasons)} Decide on what was found before it goes.")
    return None


def _found_since(override: Clearance, outcome: Outcome) -> Held | None:
    """Say that an override does not speak of what was found, or held it back again, after it."""
    later = outcome.found_at and override.decided_at and outcome.found_at > override.decided_at
    if outcome.check != "decide" or not later:
        return None
    return Held(
        "findings",
        f"{' '.join(outcome.reasons)} Not all of that was known when it was overridden. Decide on what was found, or "
        "withdraw the override and ask for another.",
    )


def sendable(document: Document, versions: Iterable[Version]) -> list[int]:
    """Return the versions of a document that may be asked about: the current one, and redacted copies of it."""
    copies = [one.number for one in versions if one.redacted_from == document.current_version]
    return [document.current_version, *copies]


def is_overtaken(clearance: Clearance, versions: Iterable[Version]) -> bool:
    """Whether another redacted copy of what it speaks of was made after it, which says that something had to go.

    ``versions`` are those of the document. One that is overtaken counts no more, and may be asked for anew.
    """
    known = list(versions)
    original = next((one.redacted_from for one in known if one.number == clearance.number), None) or clearance.number
    given = clearance.decided_at or clearance.asked_at
    return any(
        one.redacted_from == original and one.number != clearance.number and one.added_at >= given for one in known
    )


def is_published(document: Document) -> bool:
    """Whether a person said that it is public; the library's own guess does not count."""
    return document.sensitivity == "public" and "sensitivity" not in document.presumed


_SAID: dict[State, Callable[[Clearance], str]] = {
    "asked": lambda _: "A clearance was asked for and is not decided yet.",
    "cleared": lambda _: "You cleared it yourself. Somebody else must, or somebody else must make the pack.",
    "refused": lambda one: f"A clearance was refused: {one.reason}",
    "withdrawn": lambda one: f"Its clearance was withdrawn: {one.ended_because}",
}
"""What the last word on this version for this recipient and purpose means to whoever makes a pack."""


def _why_uncleared(clearances: list[Clearance], number: int, sending: Sending, document: Document) -> str:
    own = [one for one in clearances if sending.matches(one)]
    of_this = [one for one in own if one.number == number]
    if of_this:
        last = max(of_this, key=lambda one: (one.state == "cleared", len(one.id), one.id))
        return _SAID[last.state](last)
    if any(one.state == "cleared" for one in own):
        return f"An earlier version was cleared. Version {number} is not: ask for it."
    others = [one for one in clearances if one.state == "cleared" and one.number == number]
    if others:
        return f"It is cleared for {_named(others)}. Send it for that, or ask for this recipient and purpose too."
    restricted = "It is restricted, and n" if document.sensitivity == "restricted" else "N"
    return f"{restricted}obody has cleared it for this recipient and purpose yet."


_MOST_NAMED = 3
"""Other sendings that a sentence names before it counts the rest."""


def _named(clearances: Iterable[Clearance]) -> str:
    """Say to whom and for what some clearances let a document go, each once, as the newest of them writes it."""
    newest = {
        (recipient_key(one.recipient), purpose_key(one.purpose)): f"{one.recipient} ({one.purpose})"
        for one in sorted(clearances, key=lambda one: (len(one.id), one.id))
    }
    told = sorted(newest.values())
    more = f" and {len(told) - _MOST_NAMED} more" if len(told) > _MOST_NAMED else ""
    return f"{'; '.join(told[:_MOST_NAMED])}{more}"
