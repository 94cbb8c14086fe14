"""Who does things and what they may do: people, their roles, and who is named on what is restricted.

Two questions are answered here and nowhere else: ``may`` (this person may do that) and ``opened_to`` (of what is
restricted, they may see this; all the rest does not exist for them).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from sqlmodel import JSON, Field, SQLModel, String

Role = Literal["reader", "contributor", "lead", "governance", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
Way = Literal["page", "api", "command", "library"]
"""How something was done: in a browser, by a program with a token, by command line, by the library itself."""
EVERY_ROLE: frozenset[Role] = frozenset(ROLES)
ROLE_TITLES: dict[Role, str] = {
    "reader": "reader", "contributor": "contributor", "lead": "assurance lead",
    "governance": "information governance", "administrator": "administrator",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks for something, as the history will name them, and all that decides what they may do."""

    name: str
    roles: frozenset[Role]
    way: Way
    person: str | None = None
    """The account (``P-0003``); ``None`` for the library itself and for whoever owns its folder."""
    teams: frozenset[str] = frozenset()

    @property
    def sees_everything(self) -> bool:
        """Whether nothing is hidden: the library itself, and whoever could read its folder anyway."""
        return self.way in {"command", "library"}

    @property
    def keys(self) -> frozenset[str]:
        """What opens restricted documents to them: their account, their teams and their roles."""
        named = {self.person} if self.person else set()
        return frozenset({*named, *map(team_key, self.teams), *map(role_key, self.roles)})

    def as_reader(self) -> "Actor":
        """Return them doing no more than readers may, as by a token that only reads; without a role, nothing."""
        return replace(self, roles=frozenset({"reader"}) if self.roles else self.roles)


LIBRARY = Actor("the library", EVERY_ROLE, "library")
"""The library itself, reading text and keeping its index."""


def folder_owner(name: str) -> Actor:
    """Return whoever works by command line: who owns the library's folder is its administrator."""
    return Actor(name, EVERY_ROLE, "command")


def team_key(team: str) -> str:
    """Return how access names a team.

    >>> team_key(" Carers  team")
    'team:carers team'
    """
    return "team:" + " ".join(team.casefold().split())


def role_key(role: Role) -> str:
    """Return how access names everybody of a role."""
    return f"role:{role}"


class Person(SQLModel):
    """An account. Secrets that sign it in stand elsewhere, so that the history never holds them."""

    id: str = Field(primary_key=True)
    """``P-0003``."""
    name: str = Field(min_length=1, max_length=100)
    """As the history gives it."""
    email: str = Field(unique=True, index=True, max_length=254)
    """What they sign in with, in lower case."""
    roles: list[Role] = Field(default_factory=list, sa_type=JSON)
    teams: list[str] = Field(default_factory=list, sa_type=JSON)
    state: Literal["invited", "active", "disabled"] = Field(default="invited", sa_type=String)
    subject: str | None = Field(default=None, unique=True, index=True)
    """Who they are to the council's sign-on: issuer and subject, once they came in that way."""
    added_at: datetime
    added_by: str
    revision: int = 0

    def acting(self, way: Way) -> Actor:
        """Return this person at work."""
        return Actor(self.name, frozenset(self.roles), way, self.id, frozenset(self.teams))


class Access(SQLModel):
    """Somebody who may see a restricted document: a person, a team or everybody of a role."""

    ref: str = Field(primary_key=True)
    who: str = Field(primary_key=True)
    """``P-0003``, ``team:carers team`` or ``role:governance``."""
    because: str | None = None
    given_at: datetime
    given_by: str


class Opening(SQLModel):
    """Somebody who opened a restricted document, and why; what they read of it, events tell."""

    id: str = Field(primary_key=True)
    """``O-0003``."""
    ref: str = Field(index=True)
    by: str = Field(index=True)
    """The account, or the name of whoever owns the library's folder."""
    because: str = Field(min_length=1, max_length=500)
    at: datetime


_READING: frozenset[Role] = EVERY_ROLE
_FILING: frozenset[Role] = frozenset({"contributor", "lead"})
_LEADING: frozenset[Role] = frozenset({"lead"})
_GUARDING: frozenset[Role] = frozenset({"lead", "governance"})
_RUNNING: frozenset[Role] = frozenset({"administrator"})

MAY: dict[str, frozenset[Role]] = {
    **dict.fromkeys(("offered", "search kept", "search removed", "opened", "read", "pack fetched",
                     "register exported", "downloads stopped", "undone"), _READING),
    **dict.fromkeys(
        ("added", "attached", "version added", "details confirmed", "related", "tagged", "untagged",
         "text read", "text to be read again", "looked through", "withdrawn", "reinstated"),
        _FILING,
    ),
    "details set": _FILING | {"governance"},
    **dict.fromkeys(
        ("scored", "action added", "action changed", "action closed", "assigned", "board taken", "board changed",
         "offer accepted", "offer declined", "pack started", "pack built", "pack failed", "register imported",
         "discarded", "disposed", "clock confirmed", "remains removed", "clearance asked"),
        _LEADING,
    ),
    **dict.fromkeys(
        ("access given", "access taken", "findings decided", "findings reopened", "clearance withdrawn",
         "hold placed", "hold lifted", "redacted", "redacted copy removed"),
        _GUARDING,
    ),
    **dict.fromkeys(("cleared", "clearance refused"), frozenset({"governance"})),
    "retention changed": _GUARDING | _RUNNING,
    **dict.fromkeys(("facts set", "framework put in force", "rules changed"), _LEADING | _RUNNING),
    "history exported": frozenset({"governance", "administrator"}),
    **dict.fromkeys(
        ("person added", "person changed", "second factor asked", "backed up", "restored from a backup"), _RUNNING
    ),
    **dict.fromkeys(("signed in", "signed out", "own account changed"), _READING),
}  # fmt: skip
"""What each kind of event asks for: any one of these roles. An event that stands here under no name is refused.

Whoever undoes a step must also be allowed to do it.
"""


def may(actor: Actor, verb: str) -> bool:
    """Whether this person may do what the event says. The library and the owner of its folder may do anything."""
    return actor.sees_everything or bool(MAY.get(verb, frozenset()) & actor.roles)


def refusal(verb: str) -> str:
    """Say that a person may not do this, and who may."""
    titles = [ROLE_TITLES[role] for role in ROLES if role in MAY.get(verb, ())]
    who = " or ".join(titles) or "nobody"
    return f"This account may not do that ({verb}): it takes the role of {who}. Ask an administrator for it."


def opened_to(keys: frozenset[str], access: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the restricted documents that whoever holds these keys may see.

    ``access`` are pairs of reference and who may see it. This is the one answer to "which documents may this
    person see": the catalogue hides every other restricted document from everything that reads through it.

    >>> sorted(opened_to(frozenset({"P-0001"}), [("E-0001", "P-0002"), ("E-0002", "P-0001")]))
    ['E-0002']
    """
    return frozenset(ref for ref, who in access if who in keys)
