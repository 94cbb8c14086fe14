"""Accounts: who may come in, with which roles and in which teams."""

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from evidence.domain import signing_in as rules
from evidence.domain.accounts import Credential, LoginAttempt, SignIn, Token
from evidence.domain.events import Narrowing
from evidence.domain.people import ROLES, Actor, Person, Role
from evidence.errors import Conflict, Invalid, NotFound, StaleEdit
from evidence.ports import Catalogue, Clock, Reading, Writing
from evidence.services.attempts import forget_failures

_EMAIL = re.compile(r"[^@\s,;<>()\"]{1,64}@[^@\s,;<>()\"]{1,190}")
_MOST_TEAMS = 20
_SIGN_INS_LOOKED_THROUGH = 1_000
"""Events in which those are looked for who are not signed in now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody signs in, for those who keep accounts; none of their secrets."""

    last_seen: datetime | None
    """To the minute while they are signed in, else when they last signed in or out; ``None`` when not lately."""
    has_password: bool
    second_factor: bool
    """Whether an authenticator app is set up."""


class People:
    """Keeps accounts. Every change is an event; secrets are none."""

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    def are_any(self) -> bool:
        """Whether there is any account that can sign in or was invited to."""
        with self._catalogue.reading() as view:
            return any(state != "disabled" for (state,) in view.columns(Person, "state"))

    def all(self) -> list[Person]:
        """Return every account, in order of name."""
        with self._catalogue.reading() as view:
            return sorted(view.all(Person), key=lambda person: (person.name.casefold(), person.id))

    def get(self, person_id: str) -> Person:
        """Return one account; raises ``NotFound``."""
        with self._catalogue.reading() as view:
            return _person_in(view, person_id)

    def by_email(self, email: str) -> Person:
        """Return the account of an e-mail address; raises ``NotFound``."""
        with self._catalogue.reading() as view:
            found = view.all(Person, email=email.strip().casefold())
        if not found:
            raise NotFound(f"There is no account for {email[:100]}. `evidence user list` shows those there are.")
        return found[0]

    def standings(self) -> dict[str, Standing]:
        """Return how each person stands, by account."""
        with self._catalogue.reading() as view:
            people = [person for (person,) in view.columns(Person, "id")]
            known = {one.person: one for one in view.all(Credential)}
            seen = _last_seen(view)
        return {
            person: Standing(
                seen.get(person), has_password=person in known and known[person].password is not None,
                second_factor=person in known and known[person].totp_since is not None,
            )
            for person in people
        }  # fmt: skip

    def first(self, name: str, email: str) -> tuple[Person, str]:
        """Make the first account, an administrator who is assurance lead too; returns it with its one-time link.

        Raises ``Conflict`` when there is an account by now.
        """
        actor = Actor(_name(name), frozenset({"administrator", "lead"}), "page")
        with self._catalogue.writing(actor) as work:
            if work.count(Person):
                raise Conflict("The first account has been made already. Sign in with it.")
            return self._added(work, name, email, ["administrator", "lead"], [])

    def add(
        self, actor: Actor, name: str, email: str, *, roles: Sequence[str], teams: Sequence[str] = ()
    ) -> tuple[Person, str]:
        """Make an account; returns it with the one-time link that lets its owner in to choose a password.

        Raises ``Invalid`` naming the field, ``Conflict`` for an e-mail address that has one.
        """
        with self._catalogue.writing(actor) as work:
            return self._added(work, name, email, roles, teams)

    def _added(
        self, work: Writing, name: str, email: str, roles: Sequence[str], teams: Sequence[str]
    ) -> tuple[Person, str]:
        person = new_person(work, name, email, roles=roles, teams=teams, now=self._clock.now())
        link = self._link(work, person)
        work.record("person added", about={"person": person.id})
        return person, link

    def link(self, actor: Actor, person_id: str) -> str:
        """Return a new one-time link for somebody who cannot sign in; an older one is void."""
        with self._catalogue.writing(actor) as work:
            person = _person_in(work, person_id)
            if person.state == "disabled":
                raise Conflict(f"{person.name} is disabled. Enable the account first.")
            if person.subject:
                raise Conflict(
                    f"{person.name} signs in with the council’s sign-on, so a link would not help. Separate the "
                    "account from it first."
                )
            link = self._link(work, person)
            work.record("person changed", about={"person": person.id, "what": "link"})
        return link

    def _link(self, work: Writing, person: Person) -> str:
        link = secrets.token_urlsafe(32)
        known = work.find(Credential, person.id) or Credential(person=person.id)
        known.link, known.link_until = rules.digest(link), self._clock.now() + rules.LINK_LASTS
        work.save(known, remembered=False)
        return link

    def change(
        self, actor: Actor, person_id: str, *, name: str, roles: Sequence[str], teams: Sequence[str],
        revision: int | None = None,
    ) -> Person:  # fmt: skip
        """Change name, roles and teams; in force at the next request, everywhere.

        Raises ``Conflict`` when nobody would be administrator any more, ``StaleEdit`` for a revision that is
        not the newest.
        """
        with self._catalogue.writing(actor) as work:
            person = _person_in(work, person_id)
            if revision is not None and revision != person.revision:
                raise StaleEdit(f"Somebody changed {person.name} since you read it. Look again, then repeat it.")
            before = person.model_dump()
            person.name, person.roles, person.teams = _name(name), _roles(roles), _teams(teams)
            if person.model_dump() != before:
                keep_an_administrator(work, person)
                person.revision += 1
                work.save(person)
                work.record("person changed", about={"person": person.id, "what": "account"})
        return person

    def disable(self, actor: Actor, person_id: str) -> Person:
        """Let somebody in no more: their sign-ins, tokens and links are void at once. They stay in the history."""
        with self._catalogue.writing(actor) as work:
            person = _person_in(work, person_id)
            person.state = "disabled"
            keep_an_administrator(work, person)
            person.revision += 1
            work.save(person)
            end_everything(work, person.id)
            known = work.find(Credential, person.id)
            if known:
                known.link = known.link_until = None
                work.save(known, remembered=False)
            work.record("person changed", about={"person": person.id, "what": "disabled"})
        return person

    def enable(self, actor: Actor, person_id: str) -> Person:
        """Let somebody in again, with the password they had."""
        with self._catalogue.writing(actor) as work:
            person = _person_in(work, person_id)
            if person.state == "disabled":
                person.state = "active"
                person.revision += 1
                work.save(person)
                work.record("person changed", about={"person": person.id, "what": "enabled"})
        return person

    def separate(self, actor: Actor, person_id: str) -> Person:
        """Take an account off the council's sign-on: sign-ins and tokens end, and a one-time link lets in again."""
        with self._catalogue.writing(actor) as work:
            person = _person_in(work, person_id)
            if person.subject is None:
                raise Conflict(f"{person.name} does not sign in with the council’s sign-on.")
            person.subject = None
            person.revision += 1
            work.save(person)
            end_everything(work, person.id)
            work.record("person changed", about={"person": person.id, "what": "separated from sign-on"})
        return person

    def without_second_factor(self, actor: Actor, person_id: str) -> None:
        """Take away an authenticator app that was lost, with its recovery codes; ends all sign-ins."""
        with self._catalogue.writing(actor) as work:
            person = _person_in(work, person_id)
            known = work.find(Credential, person.id) or Credential(person=person.id)
            known.totp = known.totp_since = None
            known.recovery = []
            work.save(known, remembered=False)
            forget_failures(work, f"code {person.id}")
            end_everything(work, person.id, tokens=False)
            work.record("person changed", about={"person": person.id, "what": "second factor"})

    def teams(self) -> list[str]:
        """Return every team that somebody is in, each once."""
        with self._catalogue.reading() as view:
            return sorted({team for (teams,) in view.columns(Person, "teams") for team in teams}, key=str.casefold)


def end_everything(work: Writing, person_id: str, *, tokens: bool = True, but: str | None = None) -> None:
    """End a person's sign-ins, but one, and take back their tokens."""
    for sign_in in work.all(SignIn, person=person_id):
        if sign_in.id != but:
            work.remove(sign_in, remembered=False)
    if tokens:
        for token in work.all(Token, person=person_id):
            work.remove(token, remembered=False)


def sign_everybody_out(work: Writing) -> None:
    """Void all that lets somebody in without a password: in a library that was copied, nobody is signed in.

    Sign-ins, tokens and one-time links go, and so do counted failures and apps that were never confirmed.
    """
    for kind in (SignIn, Token, LoginAttempt):
        for row in work.all(kind):
            work.remove(row, remembered=False)
    for known in work.all(Credential):
        known.link = known.link_until = None
        if known.totp_since is None:
            known.totp = None
        work.save(known, remembered=False)


def _last_seen(view: Reading) -> dict[str, datetime]:
    moments = list(view.columns(SignIn, "person", "seen_at"))
    for verb in ("signed in", "signed out"):
        events = view.events(
            newest_first=True, limit=_SIGN_INS_LOOKED_THROUGH, narrowed=Narrowing(verbs=frozenset({verb}))
        )
        moments += [(event.person, event.at) for event in events]
    seen: dict[str, datetime] = {}
    for person, at in moments:
        seen[person] = max(at, seen.get(person, at))
    return seen


def _person_in(view: Reading, person_id: str) -> Person:
    person = view.find(Person, person_id.strip().upper())
    if person is None:
        raise NotFound(f"There is no account {person_id[:40]}. `evidence user list` shows those there are.")
    return person


def new_person(
    work: Writing, name: str, email: str, *, roles: Collection[str], now: datetime, teams: Sequence[str] = ()
) -> Person:
    """Make an account inside a transaction; raises ``Invalid`` naming the field, ``Conflict`` for a known address."""
    email = _email(email)
    if work.all(Person, email=email):
        raise Conflict(f"There is an account for {email} already.", details={"field": "email"})
    person = Person(
        id=work.next_id("P"), name=_name(name), email=email, roles=_roles(roles), teams=_teams(teams), added_at=now,
        added_by=work.actor.name,
    )  # fmt: skip
    work.save(person)
    return person


def keep_an_administrator(work: Writing, changed: Person) -> None:
    """Refuse a change after which no administrator could come in without the council's sign-on.

    Were the only administrators those whom it vouches for, nobody could put it right when it fails.
    """
    others = [one for one in work.all(Person) if one.id != changed.id]
    left = [one for one in [*others, changed] if one.state != "disabled" and "administrator" in one.roles]
    if not left:
        raise Conflict("Nobody would be administrator any more. Make somebody else administrator first.")
    if all(one.subject for one in left):
        raise Conflict(
            "Every administrator would need the council’s sign-on, and nobody could come in to put it right when it "
            "fails. Make another administrator first, who signs in with a password."
        )


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 100 or not name.isprintable():  # noqa: PLR2004 - as the field says
        raise Invalid("Enter a name of up to 100 characters, as colleagues know it.", details={"field": "name"})
    return name


def _email(email: str) -> str:
    email = email.strip().casefold()
    if not _EMAIL.fullmatch(email):
        raise Invalid("Enter an e-mail address, such as asha.patel@example.gov.uk.", details={"field": "email"})
    return email


def _roles(roles: Collection[str]) -> list[Role]:
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        raise Invalid(
            f"“{unknown[0][:40]}” is not a role. Use any of: {', '.join(ROLES)}.", details={"field": "roles"}
        )
    if not roles:
        raise Invalid("Choose at least one role; reader lets somebody look.", details={"field": "roles"})
    return [role for role in ROLES if role in roles]


def _teams(teams: Sequence[str]) -> list[str]:
    named = list(dict.fromkeys(" ".join(team.split()) for team in teams if team.strip()))
    if len(named) > _MOST_TEAMS or any(len(team) > 100 for team in named):  # noqa: PLR2004 - as a name
        raise Invalid(f"Name up to {_MOST_TEAMS} teams of up to 100 characters.", details={"field": "teams"})
    return named
