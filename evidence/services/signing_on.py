"""Single sign-on: from the button on the sign-in page to the provider and back, and to an account with its roles."""

import secrets
from dataclasses import dataclass

from evidence.domain import signing_in as local
from evidence.domain.accounts import Credential
from evidence.domain.people import LIBRARY, Person, Role
from evidence.domain.sign_on import UNDER_WAY, Identity, SignOnRules, SpentState, identity_in, no_role_words, roles_of
from evidence.domain.sign_on_attempts import SignOnAttempt
from evidence.errors import EvidenceError, NotFound, NotSignedIn, Unavailable
from evidence.ports import Catalogue, Clock, Examined, Provider, Writing
from evidence.services.attempts import NOBODY, Attempts
from evidence.services.people import end_everything, keep_an_administrator, new_person
from evidence.services.signing_in import TOO_OFTEN, From, SigningIn, marks_of

_BEGIN_AGAIN = (
    "This sign-in was begun in another browser, was used already, or took too long. Nobody was signed in. Begin "
    "again."
)
_NOT_FINISHED = (
    "The council’s sign-on did not let you in ({}). Nobody was signed in here. Begin again, or ask whoever keeps the "
    "council’s accounts."
)
_NO_ACCOUNT = (
    "The council’s sign-on knows you, but no account of this library belongs to you yet. Ask an administrator of the "
    "library. If you have an account here, they give you a link that joins the two."
)
_DISABLED = "Your account in this library was disabled. Ask an administrator of the library."
_VOID_LINK = "The link that would have joined your account was used already, or is over. Ask for another."
_CODE_FIRST = (
    "This account asks for a code of an authenticator app, which a link alone must not get round. Ask an "
    "administrator to take the app away from the account, then open the link again."
)
_LONGEST_REASON = 40
_MOST_SPENT = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider sent a browser back with."""

    state: str
    code: str = ""
    error: str = ""
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class CameIn:
    """Somebody whom the provider let in."""

    cookie: str
    """What the browser's cookie shall hold."""
    next_page: str


class SigningOn:
    """Lets people in whom the council's own sign-on vouches for. There is none until the settings name one."""

    def __init__(
        self, catalogue: Catalogue, clock: Clock, signing_in: SigningIn, rules: SignOnRules | None,
        provider: Provider | None,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._clock = clock
        self._signing_in = signing_in
        self._provider = provider
        self._attempts = Attempts(catalogue, clock)
        self.rules = rules
        """What the council settled; ``None`` where there is no sign-on."""

    def begin(self, back: str, *, next_page: str, link: str = "") -> tuple[str, str]:
        """Return what a cookie shall hold and where the browser goes; nothing is written down.

        ``back`` is our own address that the provider sends the browser to. Raises ``NotFound`` where there is no
        sign-on, ``Unavailable`` when the provider cannot be asked.
        """
        _, provider = self._set_up()
        attempt = SignOnAttempt.begin(secrets.token_urlsafe(32), self._clock.now(), next_page=next_page, link=link)
        address = provider.address(back=back, state=attempt.state, nonce=attempt.nonce, challenge=attempt.challenge)
        return attempt.cookie(), address

    def finish(self, cookie: str, answer: Answer, back: str, came: From) -> CameIn:
        """Sign in by what the provider answered; its groups decide roles anew.

        Raises ``NotSignedIn`` saying why not, ``Unavailable`` when the provider cannot be asked, ``Conflict`` when
        nobody could come in without it any more, ``TooOften``.
        """
        rules, provider = self._set_up()
        now = self._clock.now()
        attempt = SignOnAttempt.read(cookie)
        if attempt is None or not attempt.is_answered_by(answer.state, now):
            raise NotSignedIn(_BEGIN_AGAIN)
        if answer.error or not answer.code:
            raise NotSignedIn(_NOT_FINISHED.format(_reason(answer.error)))
        if not provider.answers_as(answer.issuer):
            raise NotSignedIn(_NOT_FINISHED.format("another service answered in its place"))
        with self._attempts.trying(marks_of("", came), TOO_OFTEN):
            self._spend(attempt)
            claims = provider.claims(code=answer.code, verifier=attempt.verifier, back=back)
            identity = identity_in(claims, rules, nonce=attempt.nonce, now=now)
        person = self._account(identity, rules, attempt.link)
        return CameIn(self._signing_in.known_by(person, came), attempt.next_page)

    def sign_out_address(self, back: str) -> str | None:
        """Return where a browser ends its session at the provider too, if that can be; raises ``Unavailable``."""
        return self._set_up()[1].sign_out_address(back)

    def examine(self, back: str) -> list[Examined]:
        """Look at how sign-on is set up, asking the provider; raises ``NotFound`` where there is none."""
        rules, provider = self._set_up()
        told = provider.examine(back, self._clock.now())
        groups = len(rules.roles) if rules.roles is not None else 0
        said = f"{groups} group{'' if groups == 1 else 's'} or app roles give roles here."
        told.append(Examined(is_well=True, words=said if groups else "Roles are kept here: no group gives any."))
        with self._catalogue.reading() as view:
            people = [one for one in view.all(Person) if one.state != "disabled" and "administrator" in one.roles]
        if any(one.subject is None for one in people):
            told.append(Examined(is_well=True, words="An administrator can come in without it, should it fail."))
        else:
            told.append(Examined(is_well=False, words=(
                "No administrator can come in without it. Add one who signs in with a password: evidence user add "
                "EMAIL --name NAME --role administrator."
            )))  # fmt: skip
        return told

    def _set_up(self) -> tuple[SignOnRules, Provider]:
        if self.rules is None or self._provider is None:
            raise NotFound("This library has no single sign-on. Sign in with your password.")
        return self.rules, self._provider

    def _spend(self, attempt: SignOnAttempt) -> None:
        """Take the answer to this attempt, once."""
        now = self._clock.now()
        with self._catalogue.writing(NOBODY) as work:
            if work.find(SpentState, local.digest(attempt.state)):
                raise NotSignedIn(_BEGIN_AGAIN)
            for old in work.all(SpentState):
                if now >= old.until:
                    work.remove(old, remembered=False)
            if work.count(SpentState) >= _MOST_SPENT:
                raise Unavailable("Very many people are signing in at this moment. Try again in a few minutes.")
            work.save(SpentState(key=local.digest(attempt.state), until=now + 2 * UNDER_WAY), remembered=False)

    def _account(self, identity: Identity, rules: SignOnRules, link: str) -> Person:
        roles = roles_of(identity, rules)
        with self._catalogue.writing(LIBRARY) as work:
            known = work.all(Person, subject=identity.subject)
            if known and known[0].state == "disabled":
                raise NotSignedIn(_DISABLED)
            if not known and roles == []:
                raise NotSignedIn(no_role_words(identity))
            person = known[0] if known else self._bound(work, identity, rules, link, roles)
            self._give(work, person, roles)
        if not person.roles:
            raise NotSignedIn(no_role_words(identity))
        return person

    def _bound(
        self, work: Writing, identity: Identity, rules: SignOnRules, link: str, roles: list[Role] | None
    ) -> Person:
        """Return the account that from now on is this identity's: joined, or made."""
        if link:
            return self._joined(work, identity, self._person_of(work, link))
        same = work.all(Person, email=identity.email) if identity.email else []
        if same and same[0].subject is None and rules.joins_by_email and identity.email_is_verified:
            return self._joined(work, identity, same[0])
        may_be_added = rules.adds_people and roles and identity.email and work.count(Person)
        if same or not (may_be_added and roles):
            raise NotSignedIn(_NO_ACCOUNT)
        domain = identity.email.rpartition("@")[2]
        if rules.domains and domain not in rules.domains:
            raise NotSignedIn(_NO_ACCOUNT)
        try:
            person = new_person(
                work, identity.name[:100] or identity.email[:100], identity.email, roles=roles, now=self._clock.now()
            )
        except EvidenceError as error:
            raise NotSignedIn(_NO_ACCOUNT) from error
        person.subject, person.state = identity.subject, "active"
        work.save(person)
        work.record("person added", about={"person": person.id, "by": "sign-on"})
        return person

    def _person_of(self, work: Writing, link: str) -> Person:
        found = work.all(Credential, link=local.digest(link))
        person = work.find(Person, found[0].person) if found else None
        in_time = found and found[0].link_until and self._clock.now() < found[0].link_until
        if not (person and in_time) or person.state == "disabled" or person.subject:
            raise NotSignedIn(_VOID_LINK)
        if found[0].totp_since is not None:
            raise NotSignedIn(_CODE_FIRST)
        return person

    def _joined(self, work: Writing, identity: Identity, person: Person) -> Person:
        """Join an account to an identity: from now on it comes in by the provider alone."""
        if person.state == "disabled":
            raise NotSignedIn(_DISABLED)
        person.subject, person.state = identity.subject, "active"
        keep_an_administrator(work, person)
        person.revision += 1
        work.save(person)
        work.save(Credential(person=person.id), remembered=False)
        end_everything(work, person.id, tokens=False)
        work.record("person changed", about={"person": person.id, "what": "joined to sign-on"})
        return person

    def _give(self, work: Writing, person: Person, roles: list[Role] | None) -> None:
        """Give the roles that the groups of today give; with none of them left, everything ends."""
        if roles is None:
            return
        if person.roles != roles:
            person.roles = roles
            person.revision += 1
            work.save(person)
            work.record("person changed", about={"person": person.id, "what": "roles from groups"})
        if not roles:
            end_everything(work, person.id)


def _reason(error: str) -> str:
    known = {"access_denied": "it refused, or you stopped", "login_required": "it wants you to sign in"}
    plain = error.isascii() and error.replace("_", "").isalnum() and len(error) <= _LONGEST_REASON
    return known.get(error) or (error.replace("_", " ") if plain else "it gave no reason")
