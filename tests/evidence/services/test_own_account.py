"""What one changes in one's own account is not guessed at, any more than at the door."""

import pytest

from app.wiring import Library
from evidence.adapters.clock import FixedClock
from evidence.domain import signing_in as rules
from evidence.domain.people import Person, folder_owner
from evidence.errors import Invalid, NotSignedIn, TooOften
from evidence.services.signing_in import CodeNeeded, From

PASSWORD = "four plain words walking"
EMAIL = "dev@example.org"


@pytest.fixture
def dev(library: Library) -> Person:
    """A reader with a password."""
    person, link = library.people.add(folder_owner("Asha"), "Dev", EMAIL, roles=["reader"])
    library.signing_in.with_link(link, From("127.0.0.1"))
    library.own_account.choose_password(person.acting("page"), PASSWORD, old=None, keep=None)
    return library.people.get(person.id)


def come(library: Library, password: str) -> str:
    return library.signing_in.with_password(EMAIL, password, "", From("127.0.0.1"))


def test_too_many_wrong_present_passwords_are_refused_unseen(library: Library, dev: Person) -> None:
    actor = dev.acting("page")
    for _ in range(rules.MOST_FAILURES["account"]):
        with pytest.raises(Invalid, match="not your present password"):
            library.own_account.choose_password(actor, "another good one here", old="wrong", keep=None)

    with pytest.raises(TooOften, match="too often"):
        library.own_account.choose_password(actor, "another good one here", old=PASSWORD, keep=None)
    with pytest.raises(TooOften):
        come(library, PASSWORD)


@pytest.mark.parametrize("asked", ["remove_second_factor", "new_recovery_codes"])
def test_too_many_wrong_codes_are_refused_unseen(
    library: Library, dev: Person, clock: FixedClock, asked: str
) -> None:
    actor, now = dev.acting("page"), int(clock.now().timestamp()) // 30
    key, _ = library.own_account.begin_second_factor(actor, PASSWORD)
    library.own_account.confirm_second_factor(actor, rules.code_at(key, now))
    for _ in range(rules.MOST_FAILURES["account"]):
        with pytest.raises(Invalid, match="not the code"):
            getattr(library.own_account, asked)(actor, "000000")
    right = rules.code_at(key, now + 1)

    with pytest.raises(TooOften):
        getattr(library.own_account, asked)(actor, right)
    clock.at += rules.FAILURES_COUNT_FOR
    getattr(library.own_account, asked)(actor, rules.code_at(key, int(clock.now().timestamp()) // 30))


def test_failures_at_the_door_count_within_until_somebody_proves_who_they_are(library: Library, dev: Person) -> None:
    for _ in range(rules.MOST_FAILURES["account"] - 1):
        with pytest.raises(NotSignedIn):
            come(library, "wrong")
    actor = dev.acting("page")
    library.own_account.choose_password(actor, "another good one here", old=PASSWORD, keep=None)

    with pytest.raises(NotSignedIn):
        come(library, "wrong")
    assert come(library, "another good one here")


def test_wrong_codes_do_not_count_once_an_administrator_took_the_app_away(
    library: Library, dev: Person, clock: FixedClock
) -> None:
    actor, here, asha = dev.acting("page"), From("127.0.0.1"), folder_owner("Asha")
    key, _ = library.own_account.begin_second_factor(actor, PASSWORD)
    library.own_account.confirm_second_factor(actor, rules.code_at(key, int(clock.now().timestamp()) // 30))
    link = library.people.link(asha, dev.id)
    for _ in range(rules.MOST_FAILURES["account"]):
        with pytest.raises(CodeNeeded):
            library.signing_in.with_link(link, here, "000000")
    with pytest.raises(TooOften):
        library.signing_in.with_link(link, here, "000000")

    library.people.without_second_factor(asha, dev.id)

    assert library.signing_in.with_link(library.people.link(asha, dev.id), here)
