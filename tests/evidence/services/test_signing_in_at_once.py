"""Signing in while something else happens: what holds when it ends decides, and all at once are no more than one."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest

from app.wiring import Library
from evidence.domain import signing_in as rules
from evidence.domain.accounts import SignIn
from evidence.domain.people import Person, folder_owner
from evidence.errors import NotSignedIn, TooOften
from evidence.ports import Passwords
from evidence.services.signing_in import From, SigningIn

OWNER = folder_owner("Asha")
HERE = From("127.0.0.1", "A browser")
OLD, NEW = "four plain words walking", "quite other words sitting"
EMAIL = "dev@example.org"


@dataclass
class Meanwhile:
    """Passwords that are looked at for so long that something happens meanwhile."""

    passwords: Passwords
    happens: Callable[[], object]

    def kept(self, password: str) -> str:
        return self.passwords.kept(password)

    def is_common(self, password: str) -> bool:
        return self.passwords.is_common(password)

    def fits(self, kept: str | None, password: str) -> bool:
        found = self.passwords.fits(kept, password)
        self.happens()
        return found


@pytest.fixture
def dev(library: Library) -> Person:
    """A lead with a password, beside an administrator."""
    library.people.add(OWNER, "Asha", "asha@example.org", roles=["administrator"])
    person, link = library.people.add(OWNER, "Dev", EMAIL, roles=["lead"])
    choose(library, person, link, None, OLD)
    return library.people.get(person.id)


def choose(library: Library, person: Person, link: str, old: str | None, new: str) -> None:
    if link:
        library.signing_in.with_link(link, HERE)
    library.own_account.choose_password(library.people.get(person.id).acting("page"), new, old=old, keep=None)


def sign_ins(library: Library) -> int:
    with library.catalogue.reading() as view:
        return view.count(SignIn)


def while_it_is_looked_at(library: Library, happens: Callable[[], object]) -> SigningIn:
    return SigningIn(
        library.catalogue,
        Meanwhile(library.ports.passwords, happens),
        library.clock,
        library.ports.settings.sign_in_limits,
    )


def test_a_password_that_is_changed_meanwhile_lets_nobody_in(library: Library, dev: Person) -> None:
    slow = while_it_is_looked_at(library, lambda: choose(library, dev, "", OLD, NEW))

    with pytest.raises(NotSignedIn):
        slow.with_password(EMAIL, OLD, "", HERE)

    assert sign_ins(library) == 0
    assert library.signing_in.with_password(EMAIL, NEW, "", HERE)


def test_somebody_disabled_meanwhile_is_not_let_in(library: Library, dev: Person) -> None:
    slow = while_it_is_looked_at(library, lambda: library.people.disable(OWNER, dev.id))

    with pytest.raises(NotSignedIn):
        slow.with_password(EMAIL, OLD, "", HERE)

    assert (sign_ins(library), library.people.get(dev.id).state) == (0, "disabled")


def test_what_was_changed_meanwhile_of_somebody_invited_stays(library: Library, dev: Person) -> None:
    invited, _ = library.people.add(OWNER, "Ben", "ben@example.org", roles=["lead"])
    library.people.change(OWNER, invited.id, name="Ben", roles=["reader"], teams=[])

    library.signing_in.known_by(invited, HERE)

    after = library.people.get(invited.id)
    assert (after.state, after.roles) == ("active", ["reader"])


def test_many_at_once_are_no_more_guesses_than_one_after_another(library: Library, dev: Person) -> None:
    together = Barrier(24)

    def guess(number: int) -> str:
        together.wait()
        try:
            library.signing_in.with_password(EMAIL, f"guess number {number}", "", HERE)
        except (NotSignedIn, TooOften) as error:
            return type(error).__name__
        return "in"

    with ThreadPoolExecutor(24) as threads:
        told = Counter(threads.map(guess, range(24)))

    most = rules.MOST_FAILURES["account"]
    assert told == {"NotSignedIn": most, "TooOften": 24 - most}


def test_a_link_ends_what_somebody_else_may_have_begun(library: Library, dev: Person) -> None:
    before = library.signing_in.with_password(EMAIL, OLD, "", HERE)
    token = library.own_account.make_token(dev.acting("page"), "Report", scope="read", days=1)[1]

    now = library.signing_in.with_link(library.people.link(OWNER, dev.id), HERE)

    assert library.signing_in.present(now)
    with pytest.raises(NotSignedIn):
        library.signing_in.present(before)
    assert library.signing_in.with_token(token)


def test_a_token_that_reads_sees_what_its_owner_may_see(
    library: Library, dev: Person, put: Callable[..., str]
) -> None:
    ref = put("words")
    library.documents.set(OWNER, ref, {"sensitivity": "restricted"})
    token = library.own_account.make_token(dev.acting("page"), "Report", scope="read", days=1)[1]

    present = library.signing_in.with_token(token)

    assert (present.actor.roles, present.opened) == ({"reader"}, {ref})


def test_a_token_of_somebody_without_a_role_may_do_nothing(library: Library, dev: Person) -> None:
    assert dev.model_copy(update={"roles": []}).acting("api").as_reader().roles == frozenset()
