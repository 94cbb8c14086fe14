"""Signing in and out: by password and second factor, by a one-time link, by a token."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from evidence.domain import signing_in as rules
from evidence.domain.accounts import Credential, SignIn, Token
from evidence.domain.people import Access, Actor, Person, Way, opened_to
from evidence.domain.sign_on import TOKENS_FOR
from evidence.domain.signing_in import Limits
from evidence.errors import NotSignedIn, Unavailable
from evidence.ports import Catalogue, Clock, Passwords, Reading
from evidence.services.attempts import Attempts, forget_failures, of_account
from evidence.services.people import end_everything
from evidence.services.second_factors import lacks_one

_WRONG = "The e-mail address, the password or the code is not right. Try again, or use “I cannot sign in”."
_VOID_LINK = "This link was used already, or is over. Ask an administrator for another."
_CODE_TOO = "Enter the code that your authenticator app shows now, or a recovery code."
_OVER = "You are not signed in, or were signed out. Sign in to go on."
_LONGEST_BROWSER = 200
_MINUTES = int(rules.FAILURES_COUNT_FOR.total_seconds() // 60)
_NOTE_AGAIN = timedelta(minutes=1)
"""After it could not be noted that somebody came, for so long nobody tries."""
TOO_OFTEN = f"Signing in failed too often. Wait {_MINUTES} minutes, or ask for a link."


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is here now, and the restricted documents that they may see."""

    actor: Actor
    opened: frozenset[str]
    sign_in: str | None = None
    """The id of the sign-in of this browser; ``None`` for a token."""
    may_write: bool = True
    """Whether a token lets its program change anything."""
    lacks_second_factor: bool = False
    """Whether a role asks for an authenticator app that they have not set up: nothing else is open to them."""


@dataclass(frozen=True, slots=True)
class From:
    """Where somebody signs in from."""

    address: str
    browser: str = ""


class CodeNeeded(NotSignedIn):
    """A one-time link is right, but the account has an authenticator app: its code is asked for too."""


class SigningIn:
    """Lets people in. Whoever is refused is told the same, whatever was wrong."""

    def __init__(
        self, catalogue: Catalogue, passwords: Passwords, clock: Clock, limits: Limits, *,
        passwords_for_all: bool = True,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._passwords = passwords
        self._clock = clock
        self._limits = limits
        self._attempts = Attempts(catalogue, clock)
        self._passwords_for_all = passwords_for_all
        self._not_noted_at: datetime | None = None

    def with_password(self, email: str, password: str, code: str, came: From) -> str:
        """Sign in; returns what the browser's cookie shall hold.

        ``code`` is of the authenticator app or a recovery code; it is not looked at where no app is set up.
        Raises ``NotSignedIn``, and ``TooOften`` after too many failures of this account or from this address.
        """
        email = email.strip().casefold()
        with self._attempts.trying(marks_of(email, came), TOO_OFTEN):
            with self._catalogue.reading() as view:
                found = view.all(Person, email=email)
                person = found[0] if found and found[0].state == "active" else None
                credential = view.find(Credential, person.id) if person else None
            kept = credential.password if credential else None
            if not self._passwords.fits(kept, password) or person is None:
                raise NotSignedIn(_WRONG)
            self._must_be_local(person)
            # One that was changed while it was looked at, which takes a while, lets nobody in any more.
            return self._let_in(
                person, came, proof=lambda known: known.password == kept and self._second_factor(known, code)
            )

    def with_link(self, link: str, came: From, code: str = "") -> str:
        """Sign in by a one-time link, which is used up; returns what the cookie shall hold.

        A password there was is void, so that whoever forgot it may choose another, and every other sign-in ends, for
        somebody else may have begun it; an authenticator app stays, and ``code`` is its code or a recovery code.
        Raises ``CodeNeeded`` without one, and then the link stays good; ``NotSignedIn`` for one that was used, is
        over or never was; ``TooOften`` after too many such.
        """
        # That a code is asked for is no failure: one that was given and is wrong is, of the link as of the account.
        but = () if code else (CodeNeeded,)
        with self._attempts.trying(marks_of("", came), TOO_OFTEN, but=but):
            with self._catalogue.reading() as view:
                found = view.all(Credential, link=rules.digest(link)) if link else []
                person = view.find(Person, found[0].person) if found else None
            if person is None or person.state == "disabled":
                raise NotSignedIn(_VOID_LINK)
            self._must_be_local(person)

            def proof(known: Credential) -> bool:
                usable = (
                    known.link == rules.digest(link) and known.link_until and self._clock.now() < known.link_until
                )
                if usable and not self._second_factor(known, code):
                    raise CodeNeeded(_CODE_TOO)
                known.link = known.link_until = None
                known.password = None
                return bool(usable)

            with self._attempts.trying({f"code {person.id}": rules.MOST_FAILURES["account"]}, TOO_OFTEN, but=but):
                return self._let_in(person, came, proof=proof, wrong=_VOID_LINK, alone=True)

    def known_by(self, person: Person, came: From) -> str:
        """Sign in somebody whom the council's own sign-on vouches for; returns what the cookie shall hold."""

        def proof(known: Credential) -> bool:
            known.signed_on_at = self._clock.now()
            return True

        return self._let_in(person, came, proof=proof, by={"by": "sign-on"})

    def _must_be_local(self, person: Person) -> None:
        if not self._passwords_for_all and "administrator" not in person.roles:
            raise NotSignedIn(
                "In this library only administrators use passwords. Choose the council’s sign-on on the sign-in page."
            )

    def _let_in(
        self, person: Person, came: From, *, proof: Callable[[Credential], bool], wrong: str = _WRONG,
        by: Mapping[str, str] = MappingProxyType({}), alone: bool = False,
    ) -> str:  # fmt: skip
        """Begin a sign-in where ``proof`` says so of the account as it stands now; ``alone`` ends all others."""
        cookie, now = secrets.token_urlsafe(32), self._clock.now()
        with self._catalogue.writing(person.acting("page")) as work:
            # All is looked at again inside the transaction: a code or a link is used once, and nobody comes in by
            # what was true when they began.
            current = work.find(Person, person.id)
            known = work.find(Credential, person.id) or Credential(person=person.id)
            if current is None or current.state == "disabled" or not proof(known):
                raise NotSignedIn(wrong)
            work.save(known, remembered=False)
            if alone:
                end_everything(work, person.id, tokens=False)
            work.save(
                SignIn(
                    key=rules.digest(cookie), id=secrets.token_hex(6), person=person.id, began_at=now,
                    seen_at=now, from_address=came.address, browser=came.browser[:_LONGEST_BROWSER],
                    second_factor=known.totp_since is not None,
                ),
                remembered=False,
            )  # fmt: skip
            forget_failures(work, of_account(current.email))
            if current.state == "invited":
                current.state = "active"
                work.save(current)
            work.record("signed in", about={"person": person.id, **by})
        return cookie

    def _second_factor(self, known: Credential, code: str) -> bool:
        if known.totp is None or known.totp_since is None:
            return True
        step = rules.step_of(known.totp, code, self._clock.now(), after=known.totp_last)
        if step is not None:
            known.totp_last = step
            return True
        kept = rules.digest(code.replace(" ", "").replace("-", "").casefold())
        if kept in known.recovery:
            known.recovery = [one for one in known.recovery if one != kept]
            return True
        return False

    def present(self, cookie: str) -> Present:
        """Return who uses this browser; raises ``NotSignedIn`` when nobody does any more."""
        now = self._clock.now()
        with self._catalogue.reading() as view:
            sign_in = view.find(SignIn, rules.digest(cookie))
            person = view.find(Person, sign_in.person) if sign_in else None
            if sign_in is None or person is None or person.state != "active" or self._limits.is_over(sign_in, now):
                raise NotSignedIn(_OVER)
            found = _present(view, person, "page", sign_in=sign_in.id)
        if rules.is_seen_anew(sign_in, now):
            self._note(lambda: self._note_seen(sign_in, now), now)
        return found

    def with_token(self, token: str) -> Present:
        """Return for whom a program acts; raises ``NotSignedIn`` for a token that is over or was taken back."""
        now = self._clock.now()
        with self._catalogue.reading() as view:
            found = view.all(Token, key=rules.digest(token))
            person = view.find(Person, found[0].person) if found else None
            if not found or person is None or person.state != "active" or now >= found[0].until:
                raise NotSignedIn("This token is not valid, or no more. Make another on the page “Your account”.")
            if person.subject and not _is_vouched_for(view, person, now):
                raise NotSignedIn(
                    f"This token rests: its owner has not signed in for {TOKENS_FOR.days} days. Once they sign in, "
                    "it works again."
                )
            present = _present(view, person, "api", may_write=found[0].scope == "write")
        if found[0].used_at is None or found[0].used_at.date() != now.date():
            self._note(lambda: self._note_used(found[0], person, now), now)
        return present

    def again(self, present: Present) -> Present:
        """Return the same person as they stand now, for work that goes on after a request.

        Raises ``NotSignedIn`` when the account was disabled meanwhile.
        """
        if present.actor.person is None:
            return present
        with self._catalogue.reading() as view:
            person = view.find(Person, present.actor.person)
            if person is None or person.state != "active":
                raise NotSignedIn("This account was disabled meanwhile.")
            return _present(view, person, present.actor.way, sign_in=present.sign_in, may_write=present.may_write)

    def out(self, cookie: str) -> None:
        """Sign this browser out, at once and for good; harmless when it is."""
        with self._catalogue.reading() as view:
            sign_in = view.find(SignIn, rules.digest(cookie))
            person = view.find(Person, sign_in.person) if sign_in else None
        if sign_in and person:
            with self._catalogue.writing(person.acting("page")) as work:
                work.remove(sign_in, remembered=False)
                work.record("signed out", about={"person": person.id})

    def _note(self, note: Callable[[], None], now: datetime) -> None:
        """Write down that somebody came; where nothing can be written now they read all the same.

        Nobody tries that again for a while, for it can take seconds to find out; on either side of that moment, as a
        clock that was wrong may be put right.
        """
        if self._not_noted_at is None or abs(now - self._not_noted_at) >= _NOTE_AGAIN:
            try:
                note()
                self._not_noted_at = None
            except Unavailable:
                self._not_noted_at = now

    def _note_seen(self, sign_in: SignIn, now: datetime) -> None:
        with self._catalogue.reading() as view:
            person = view.find(Person, sign_in.person)
        if person is None:
            return
        with self._catalogue.writing(person.acting("page")) as work:
            current = work.find(SignIn, sign_in.key)
            if current:
                current.seen_at = now
                work.save(current, remembered=False)

    def _note_used(self, token: Token, person: Person, now: datetime) -> None:
        with self._catalogue.writing(person.acting("api")) as work:
            current = work.find(Token, token.id)
            if current:
                current.used_at = now
                work.save(current, remembered=False)


def marks_of(email: str, came: From) -> dict[str, int]:
    """Return what failures are counted under, and how many are too many."""
    marks = {f"address {came.address}": rules.MOST_FAILURES["address"]}
    return marks | ({of_account(email): rules.MOST_FAILURES["account"]} if email else {})


def _is_vouched_for(view: Reading, person: Person, now: datetime) -> bool:
    """Whether the council's sign-on vouched lately enough for somebody who comes in by it."""
    known = view.find(Credential, person.id)
    return bool(known and known.signed_on_at and now - known.signed_on_at <= TOKENS_FOR)


def _present(
    view: Reading, person: Person, way: Way, *, sign_in: str | None = None, may_write: bool = True
) -> Present:
    actor = person.acting(way)
    opened = opened_to(actor.keys, view.columns(Access, "ref", "who"))
    return Present(actor if may_write else actor.as_reader(), opened, sign_in, may_write, lacks_one(view, person))
