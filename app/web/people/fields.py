"""What an account's form asks and what it sent: name, roles and teams."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.web.forms import Form
from app.web.wording import ROLE_WORDS
from evidence.domain.people import ROLE_TITLES, ROLES, Person, Role

_MOST_TEAMS_TOLD = 8


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role to choose, and what it may do."""

    role: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed of an account."""

    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]


ROLE_CHOICES = tuple(
    RoleChoice(role, ROLE_TITLES[role][:1].upper() + ROLE_TITLES[role][1:], ROLE_WORDS[role]) for role in ROLES
)


def read(form: Form) -> Given:
    """Read name, roles and teams; teams stand on a line each. What is wrong stands in ``form.errors``."""
    name = form.text("name", required="Enter their name, as colleagues know it.")
    roles = form.texts("roles")
    if not roles:
        form.wrong("roles", "Choose at least one role; reader lets somebody look.")
    teams = form.text("teams", longest=2_500)
    return Given(name, tuple(roles), tuple(" ".join(line.split()) for line in teams.split("\n") if line.strip()))


def given_of(person: Person) -> Given:
    """Return what the form would send of an account that nobody changed."""
    return Given(person.name, tuple(person.roles), tuple(person.teams))


def roles_words(roles: Collection[Role] | Collection[str]) -> str:
    """Say roles in the order of what they may do.

    >>> roles_words(["administrator", "lead"])
    'Assurance lead, administrator'
    """
    said = ", ".join(ROLE_TITLES[role] for role in ROLES if role in roles)
    return said[:1].upper() + said[1:]


def teams_hint(known: Sequence[str]) -> str:
    """Say how to write teams, and which there are."""
    there_are = f" There are: {', '.join(known[:_MOST_TEAMS_TOLD])}." if known else ""
    more = " And others." if len(known) > _MOST_TEAMS_TOLD else ""
    return f"One on each line. Restricted documents can be opened to a team.{there_are}{more}"
