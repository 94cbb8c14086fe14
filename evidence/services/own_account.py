"""One's own account: password, authenticator app, recovery codes, sign-ins and tokens."""

import secrets
from base64 import b32encode
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidence.domain import signing_in as rules
from evidence.domain.accounts import TOKEN_SCOPES, Credential, SignIn, Token, TokenScope
from evidence.domain.people import Actor, Person
from evidence.domain.signing_in import Limits
from evidence.errors import Conflict, Invalid, NotFound
from evidence.ports import Catalogue, Clock, Passwords, Reading, Writing
from evidence.services.attempts import Attempts, forget_failures, of_account
from evidence.services.facts import Facts
from evidence.services.people import end_everything

LONGEST_TOKEN_DAYS = 365
_MOST_TOKENS = 20
_WRONG_CODE = "This is not the code that the app shows now. Try the next one."
_TOO_OFTEN = (
    "This account was shown wrong passwords or codes too often. "
    f"Wait {int(rules.FAILURES_COUNT_FOR.total_seconds() // 60)} minutes, then try again."
)


class _WrongSecret(Invalid):
    """Somebody who is signed in did not know what only the owner of the account knows."""


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody sees of how they sign in."""

    person: Person
    has_password: bool
    password_changed_at: datetime | None
    second_factor_since: datetime | None
    recovery_left: int
    sign_ins: tuple[SignIn, ...]
    """The newest first."""
    tokens: tuple[Token, ...]


class OwnAccount:
    """Changes to one's own account. Each raises ``Conflict`` for who has none, such as the command line."""

    def __init__(
        self, catalogue: Catalogue, passwords: Passwords, facts: Facts, clock: Clock, limits: Limits
    ) -> None:
        self._catalogue = catalogue
        self._passwords = passwords
        self._facts = facts
        self._clock = clock
        self._limits = limits
        self._attempts = Attempts(catalogue, clock)

    def look(self, actor: Actor) -> Account:
        """Return one's account."""
        now = self._clock.now()
        with self._catalogue.reading() as view:
            person, known = _own(view, actor)
            sign_ins = [one for one in view.all(SignIn, person=person.id) if not self._limits.is_over(one, now)]
            tokens = [one for one in view.all(Token, person=person.id) if now < one.until]
        sign_ins.sort(key=lambda one: (one.seen_at, one.began_at), reverse=True)
        return Account(
            person, known.password is not None, known.password_changed_at, known.totp_since, len(known.recovery),
            tuple(sign_ins), tuple(tokens),
        )  # fmt: skip

    def choose_password(self, actor: Actor, new: str, *, old: str | None, keep: str | None) -> None:
        """Choose a password; every other sign-in ends at once. ``keep`` is the id of the one that stays.

        ``old`` is asked for where there is one. Raises ``Invalid`` naming the field ``old`` or ``new``.
        Raises ``TooOften`` after too many wrong ones: a browser left open is no place to guess in.
        """
        with self._catalogue.reading() as view:
            person, known = _own(view, actor)
        if person.subject:
            raise Conflict("You sign in with the council’s sign-on, so this account has no password.")
        if known.password is not None:
            self._prove(person, known, old or "", field="old")
        fault = rules.password_fault(new, own_words=(person.name, person.email, self._facts.council()))
        if fault is None and self._passwords.is_common(new):
            fault = "This password is one that people guess first. Choose another."
        if fault:
            raise Invalid(fault, details={"field": "new"})
        kept = self._passwords.kept(new)
        with self._catalogue.writing(actor) as work:
            _, known = _own(work, actor)
            known.password, known.password_changed_at = kept, self._clock.now()
            known.link = known.link_until = None
            work.save(known, remembered=False)
            forget_failures(work, of_account(person.email))
            end_everything(work, person.id, tokens=False, but=keep)
            work.record("own account changed", about={"what": "password"})

    def begin_second_factor(self, actor: Actor, password: str, *, keep: str | None = None) -> tuple[str, str]:
        """Return a new key for an authenticator app, and the address that the app reads; not in force yet.

        ``password`` is the present one, so that nobody who finds a browser signed in can lock its owner out. Every
        other sign-in ends, so that none confirms the app without it; ``keep`` is the id of the one that stays.
        Raises ``Invalid`` naming the field ``password``, and ``TooOften`` as for another password.
        """
        with self._catalogue.reading() as view:
            person, known = _own(view, actor)
        self._prove(person, known, password, field="password")
        with self._catalogue.writing(actor) as work:
            person, known = _own(work, actor)
            if person.subject:
                raise Conflict("You sign in with the council’s sign-on; whether it asks for a code is settled there.")
            if known.totp_since is not None:
                raise Conflict("An authenticator app is set up already. Remove it first.")
            known.totp = b32encode(secrets.token_bytes(20)).decode()
            work.save(known, remembered=False)
            end_everything(work, person.id, tokens=False, but=keep)
        return known.totp, rules.app_address(known.totp, person.email)

    def begun_second_factor(self, actor: Actor) -> tuple[str, str] | None:
        """Return the key and the address of an app that was begun and waits for its first code, or ``None``."""
        with self._catalogue.reading() as view:
            person, known = _own(view, actor)
        if known.totp is None or known.totp_since is not None:
            return None
        return known.totp, rules.app_address(known.totp, person.email)

    def confirm_second_factor(self, actor: Actor, code: str, *, keep: str | None = None) -> list[str]:
        """Put the app in force once it shows the right code; returns recovery codes, shown this once.

        Every other sign-in ends, for it was let in without a code. ``keep`` is the id of the one that stays.
        """
        with self._catalogue.writing(actor) as work:
            person, known = _own(work, actor)
            if known.totp is None or known.totp_since is not None:
                raise Conflict("There is no authenticator app to confirm. Begin anew.")
            step = rules.step_of(known.totp, code, self._clock.now(), after=0)
            if step is None:
                raise Invalid(_WRONG_CODE, details={"field": "code"})
            known.totp_since, known.totp_last = self._clock.now(), step
            codes = _new_codes(work, known)
            end_everything(work, person.id, tokens=False, but=keep)
            work.record("own account changed", about={"what": "second factor set up"})
        return codes

    def new_recovery_codes(self, actor: Actor, code: str) -> list[str]:
        """Return new recovery codes, shown this once; the old ones are void. ``code`` is of the app."""
        with self._coded(actor, code) as (work, known):
            codes = _new_codes(work, known)
            work.record("own account changed", about={"what": "recovery codes"})
        return codes

    def remove_second_factor(self, actor: Actor, code: str, *, keep: str | None = None) -> None:
        """Sign in without an authenticator app from now on, and end every other sign-in. ``code`` is of the app."""
        with self._coded(actor, code) as (work, known):
            known.totp = known.totp_since = None
            known.recovery = []
            work.save(known, remembered=False)
            end_everything(work, known.person, tokens=False, but=keep)
            work.record("own account changed", about={"what": "second factor removed"})

    @contextmanager
    def _coded(self, actor: Actor, code: str) -> Iterator[tuple[Writing, Credential]]:
        """Open a transaction for who shows a code of their app; a wrong one is counted."""
        with self._catalogue.reading() as view:
            person, _ = _own(view, actor)
        with self._counted(person), self._catalogue.writing(actor) as work:
            _, known = _own(work, actor)
            step = None
            if known.totp and known.totp_since:
                step = rules.step_of(known.totp, code, self._clock.now(), after=known.totp_last)
            if step is None:
                raise _WrongSecret(_WRONG_CODE, details={"field": "code"})
            known.totp_last = step
            forget_failures(work, of_account(person.email))
            yield work, known

    def _prove(self, person: Person, known: Credential, password: str, *, field: str) -> None:
        with self._counted(person):
            if not self._passwords.fits(known.password, password):
                raise _WrongSecret("This is not your present password.", details={"field": field})

    def _counted(self, person: Person) -> AbstractContextManager[None]:
        """Count a wrong password or code as signing in does, and refuse more of them unseen."""
        marks = {of_account(person.email): rules.MOST_FAILURES["account"]}
        return self._attempts.trying(marks, _TOO_OFTEN, wrong=_WrongSecret)

    def end_sign_in(self, actor: Actor, sign_in_id: str) -> None:
        """End one of one's sign-ins, such as that of a lost telephone; raises ``NotFound``."""
        with self._catalogue.writing(actor) as work:
            person, _ = _own(work, actor)
            found = work.all(SignIn, person=person.id, id=sign_in_id)
            if not found:
                raise NotFound("This sign-in has ended already.")
            work.remove(found[0], remembered=False)
            work.record("signed out", about={"person": person.id})

    def make_token(self, actor: Actor, name: str, *, scope: str, days: int) -> tuple[Token, str]:
        """Make a token for a program; returns it and its secret, shown this once. Raises ``Invalid``."""
        if not name.strip() or len(name) > 100:  # noqa: PLR2004 - as the field says
            raise Invalid("Say what the token is for, in up to 100 characters.", details={"field": "name"})
        if scope not in TOKEN_SCOPES:
            raise Invalid(f"Choose one of: {', '.join(TOKEN_SCOPES)}.", details={"field": "scope"})
        if not 1 <= days <= LONGEST_TOKEN_DAYS:
            raise Invalid(f"A token lasts from 1 to {LONGEST_TOKEN_DAYS} days.", details={"field": "days"})
        secret, now = "evl_" + secrets.token_urlsafe(32), self._clock.now()
        chosen: TokenScope = "write" if scope == "write" else "read"
        with self._catalogue.writing(actor) as work:
            person, _ = _own(work, actor)
            if work.count(Token, person=person.id) >= _MOST_TOKENS:
                raise Conflict(f"There are {_MOST_TOKENS} tokens already. Take one back first.")
            token = Token(
                id=work.next_id("K"), person=person.id, key=rules.digest(secret), name=name.strip(), scope=chosen,
                made_at=now, until=now + timedelta(days=days),
            )  # fmt: skip
            work.save(token, remembered=False)
            work.record("own account changed", about={"what": "token made", "token": token.id})
        return token, secret

    def take_back_token(self, actor: Actor, token_id: str) -> None:
        """Take a token back: its program is refused at once; raises ``NotFound``."""
        with self._catalogue.writing(actor) as work:
            person, _ = _own(work, actor)
            token = work.find(Token, token_id)
            if token is None or token.person != person.id:
                raise NotFound("This token was taken back already.")
            work.remove(token, remembered=False)
            work.record("own account changed", about={"what": "token taken back", "token": token.id})


def _own(view: Reading, actor: Actor) -> tuple[Person, Credential]:
    person = view.find(Person, actor.person) if actor.person else None
    if person is None:
        raise Conflict("Work by command line has no account of its own. Sign in with yours.")
    return person, view.find(Credential, person.id) or Credential(person=person.id)


def _new_codes(work: Writing, known: Credential) -> list[str]:
    # 120 random bits each: so many that a plain digest of them is as good as a slow one.
    codes = [b32encode(secrets.token_bytes(15)).decode().casefold() for _ in range(rules.RECOVERY_CODES)]
    known.recovery = [rules.digest(code) for code in codes]
    work.save(known, remembered=False)
    return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes]
