"""Who is let in, who is not, and that it ends when it should."""

from base64 import b32encode
from datetime import timedelta

import pytest

from app.wiring import Library
from evidence.adapters.clock import FixedClock
from evidence.domain import signing_in as rules
from evidence.domain.accounts import SignIn
from evidence.domain.events import Event
from evidence.domain.people import Person, folder_owner
from evidence.errors import Conflict, Invalid, NotFound, NotSignedIn, StaleEdit, TooOften
from evidence.services.signing_in import From, Present

OWNER = folder_owner("Asha")
HERE = From("127.0.0.1", "A browser")
PASSWORD = "four plain words walking"
EMAIL = "dev@example.org"


@pytest.fixture
def dev(library: Library) -> Person:
    """A reader with a password, beside an administrator."""
    library.people.add(OWNER, "Asha", "asha@example.org", roles=["administrator"])
    person, link = library.people.add(OWNER, "Dev", EMAIL, roles=["reader"], teams=["Hospital Discharge"])
    present = come(library, link)
    library.own_account.choose_password(present.actor, PASSWORD, old=None, keep=present.sign_in)
    return library.people.get(person.id)


def come(library: Library, link: str) -> Present:
    return library.signing_in.present(library.signing_in.with_link(link, HERE))


def cookie(library: Library, code: str = "", password: str = PASSWORD) -> str:
    return library.signing_in.with_password(EMAIL, password, code, HERE)


def here(library: Library, code: str = "") -> Present:
    return library.signing_in.present(cookie(library, code))


def second_factor(library: Library) -> tuple[str, list[str]]:
    """Set up an app; returns its key and the recovery codes."""
    actor = here(library).actor
    key, _ = library.own_account.begin_second_factor(actor, PASSWORD)
    now = int(library.clock.now().timestamp()) // 30
    return key, library.own_account.confirm_second_factor(actor, rules.code_at(key, now), keep=None)


def test_the_first_account_leads_and_administers_and_there_is_one_first(library: Library) -> None:
    assert not library.people.are_any()
    person, link = library.people.first("Asha", "Asha@Example.org")

    assert (person.email, set(person.roles)) == ("asha@example.org", {"administrator", "lead"})
    assert come(library, link).actor.person == person.id
    with pytest.raises(Conflict):
        library.people.first("Ben", "ben@example.org")


class TestLinks:
    def test_a_link_lets_in_once(self, library: Library) -> None:
        _, link = library.people.add(OWNER, "Dev", EMAIL, roles=["reader"])
        assert come(library, link).actor.name == "Dev"
        with pytest.raises(NotSignedIn):
            come(library, link)

    def test_a_newer_link_voids_the_older_one(self, library: Library) -> None:
        person, old = library.people.add(OWNER, "Dev", EMAIL, roles=["reader"])
        new = library.people.link(OWNER, person.id)
        with pytest.raises(NotSignedIn):
            come(library, old)
        assert come(library, new)

    def test_a_link_is_over_after_a_day(self, library: Library, clock: FixedClock) -> None:
        _, link = library.people.add(OWNER, "Dev", EMAIL, roles=["reader"])
        clock.at += rules.LINK_LASTS
        with pytest.raises(NotSignedIn):
            come(library, link)

    @pytest.mark.parametrize("link", ["", "x", "None"])
    def test_nothing_is_no_link(self, library: Library, dev: Person, link: str) -> None:
        with pytest.raises(NotSignedIn):
            library.signing_in.with_link(link, HERE)


class TestPasswords:
    def test_it_lets_in_whatever_the_case_of_the_address(self, library: Library, dev: Person) -> None:
        assert library.signing_in.with_password(f" {EMAIL.upper()} ", PASSWORD, "", HERE)

    def test_unknown_disabled_and_wrong_are_told_the_same(self, library: Library, dev: Person) -> None:
        told = set()
        for email, password in ((EMAIL, "wrong"), ("nobody@example.org", PASSWORD), ("asha@example.org", "")):
            with pytest.raises(NotSignedIn) as refused:
                library.signing_in.with_password(email, password, "", HERE)
            told.add(refused.value.message)
        library.people.disable(OWNER, dev.id)
        with pytest.raises(NotSignedIn) as refused:
            cookie(library)
        assert told == {refused.value.message}

    @pytest.mark.parametrize(
        "password",
        ["short", "aaaaaaaaaaaaaa", "abababababab", "password1234", "Passw0rd1234!!", "x" * 201, "Dev-Dev-Dev-Dev",
         "welcomewelcome", "qwertyuiopqwertyuiop", "12345678901234"],
    )  # fmt: skip
    def test_what_people_guess_first_is_refused(self, library: Library, dev: Person, password: str) -> None:
        present = here(library)
        with pytest.raises(Invalid) as refused:
            library.own_account.choose_password(present.actor, password, old=PASSWORD, keep=None)
        assert refused.value.details["field"] == "new"

    @pytest.mark.parametrize(
        "password", ["correct horse kettle", "żółw na moście 7", "thirty grey pigeons", "🦆 pond at dusk 12"]
    )
    def test_any_characters_do_when_there_are_enough(self, library: Library, dev: Person, password: str) -> None:
        present = here(library)
        library.own_account.choose_password(present.actor, password, old=PASSWORD, keep=None)
        assert cookie(library, password=password)

    def test_the_old_one_is_asked_for(self, library: Library, dev: Person) -> None:
        present = here(library)
        with pytest.raises(Invalid) as refused:
            library.own_account.choose_password(present.actor, "another good one here", old="wrong", keep=None)
        assert refused.value.details["field"] == "old"

    def test_a_new_one_ends_every_other_sign_in(self, library: Library, dev: Person) -> None:
        elsewhere, cookie_here = cookie(library), cookie(library)
        present = library.signing_in.present(cookie_here)
        library.own_account.choose_password(
            present.actor, "another good one here", old=PASSWORD, keep=present.sign_in
        )

        assert library.signing_in.present(cookie_here)
        with pytest.raises(NotSignedIn):
            library.signing_in.present(elsewhere)

    def test_nothing_that_signs_in_is_in_the_history_or_kept_as_typed(self, library: Library, dev: Person) -> None:
        token, secret = library.own_account.make_token(here(library).actor, "A script", scope="read", days=1)
        raw = (library.home / "catalogue.db").read_bytes() + (library.home / "catalogue.db-wal").read_bytes()
        for plain in (PASSWORD, secret):
            assert plain.encode() not in raw
        assert token.key.encode() in raw


class TestTooMany:
    def test_an_account_is_not_guessed_at_for_long(self, library: Library, dev: Person, clock: FixedClock) -> None:
        for _ in range(rules.MOST_FAILURES["account"]):
            with pytest.raises(NotSignedIn):
                cookie(library, password="wrong")
        with pytest.raises(TooOften):
            cookie(library)
        clock.at += rules.FAILURES_COUNT_FOR
        assert cookie(library)

    def test_signing_in_forgets_the_failures_of_the_account(self, library: Library, dev: Person) -> None:
        for _ in range(3):
            for _ in range(rules.MOST_FAILURES["account"] - 1):
                with pytest.raises(NotSignedIn):
                    cookie(library, password="wrong")
            assert cookie(library)

    def test_an_address_is_stopped_that_tries_many_accounts(self, library: Library, dev: Person) -> None:
        for number in range(rules.MOST_FAILURES["address"]):
            with pytest.raises(NotSignedIn):
                library.signing_in.with_link(f"guess {number}", HERE)
        with pytest.raises(TooOften):
            cookie(library)
        assert library.signing_in.with_password(EMAIL, PASSWORD, "", From("10.0.0.1"))


class TestSecondFactor:
    def test_the_code_is_asked_for_and_used_once(self, library: Library, dev: Person, clock: FixedClock) -> None:
        key, _ = second_factor(library)
        clock.at += timedelta(seconds=30)
        code = rules.code_at(key, int(clock.now().timestamp()) // 30)

        with pytest.raises(NotSignedIn):
            cookie(library)
        assert cookie(library, code)
        with pytest.raises(NotSignedIn):
            cookie(library, code)

    def test_a_clock_may_be_half_a_minute_off_and_no_more(
        self, library: Library, dev: Person, clock: FixedClock
    ) -> None:
        key, _ = second_factor(library)
        clock.at += timedelta(minutes=10)
        step = int(clock.now().timestamp()) // 30
        for off, lets_in in ((-2, False), (2, False), (1, True)):
            try:
                cookie(library, rules.code_at(key, step + off))
            except NotSignedIn:
                assert not lets_in
            else:
                assert lets_in

    def test_each_recovery_code_lets_in_once(self, library: Library, dev: Person) -> None:
        _, codes = second_factor(library)
        assert len(set(codes)) == rules.RECOVERY_CODES
        assert all(len(code.replace("-", "")) * 5 >= 112 for code in codes), "bits enough for a plain digest"
        assert cookie(library, codes[0].upper())
        with pytest.raises(NotSignedIn):
            cookie(library, codes[0])
        assert library.own_account.look(here(library, codes[1]).actor).recovery_left == rules.RECOVERY_CODES - 2

    def test_an_app_that_was_lost_is_taken_away_by_an_administrator(self, library: Library, dev: Person) -> None:
        second_factor(library)
        library.people.without_second_factor(OWNER, dev.id)
        assert cookie(library)

    def test_an_app_that_was_not_confirmed_is_not_asked_for(self, library: Library, dev: Person) -> None:
        library.own_account.begin_second_factor(here(library).actor, PASSWORD)
        assert cookie(library)

    def test_codes_are_those_of_the_standard(self) -> None:
        """RFC 6238, appendix B, the last six of its eight figures."""
        key = b32encode(b"12345678901234567890").decode()
        for seconds, code in (
            (59, "287082"),
            (1111111109, "081804"),
            (1234567890, "005924"),
            (20000000000, "353130"),
        ):
            assert rules.code_at(key, seconds // 30) == code


class TestEnding:
    def test_it_ends_without_use_and_after_a_day_of_use(
        self, library: Library, dev: Person, clock: FixedClock
    ) -> None:
        limits = library.ports.settings.sign_in_limits
        unused, used = cookie(library), cookie(library)
        began = clock.now()
        while clock.now() - began <= limits.idle:
            clock.at += limits.idle / 3
            assert library.signing_in.present(used)
        with pytest.raises(NotSignedIn):
            library.signing_in.present(unused)
        while clock.now() - began <= limits.whole - limits.idle / 2:
            clock.at += limits.idle / 2
            assert library.signing_in.present(used)
        clock.at = began + limits.whole + timedelta(seconds=1)
        with pytest.raises(NotSignedIn):
            library.signing_in.present(used)

    def test_a_clock_set_back_ends_it(self, library: Library, dev: Person, clock: FixedClock) -> None:
        kept = cookie(library)
        clock.at -= timedelta(days=10)
        with pytest.raises(NotSignedIn):
            library.signing_in.present(kept)

    def test_it_is_dead_at_once_when_signed_out_ended_or_disabled(self, library: Library, dev: Person) -> None:
        out, ended, kept = cookie(library), cookie(library), cookie(library)
        library.signing_in.out(out)
        present = library.signing_in.present(ended)
        assert present.sign_in
        library.own_account.end_sign_in(present.actor, present.sign_in)
        for dead in (out, ended):
            with pytest.raises(NotSignedIn):
                library.signing_in.present(dead)
        token = library.own_account.make_token(library.signing_in.present(kept).actor, "x", scope="write", days=1)[1]
        library.people.disable(OWNER, dev.id)
        with pytest.raises(NotSignedIn):
            library.signing_in.present(kept)
        with pytest.raises(NotSignedIn):
            library.signing_in.with_token(token)
        library.people.enable(OWNER, dev.id)
        with pytest.raises(NotSignedIn):
            library.signing_in.with_token(token)

    def test_nobody_ends_anothers(self, library: Library, dev: Person) -> None:
        other = come(library, library.people.link(OWNER, "P-0001"))
        mine = here(library)
        assert mine.sign_in
        with pytest.raises(NotFound):
            library.own_account.end_sign_in(other.actor, mine.sign_in)

    def test_using_it_writes_once_a_minute_and_tells_no_event(
        self, library: Library, dev: Person, clock: FixedClock
    ) -> None:
        kept, last = cookie(library), library.shelf.last_event()
        seen = []
        for _ in range(5):
            clock.at += timedelta(seconds=25)
            library.signing_in.present(kept)
            with library.catalogue.reading() as view:
                found = view.find(SignIn, rules.digest(kept))
                assert found
                seen.append(found.seen_at)
        assert len(set(seen)) == 2
        assert library.shelf.last_event() == last


class TestRoles:
    def test_what_was_taken_away_is_gone_at_the_next_request(self, library: Library, dev: Person) -> None:
        kept = cookie(library)
        library.people.change(OWNER, dev.id, name="Dev", roles=["lead"], teams=[])
        assert library.signing_in.present(kept).actor.roles == {"lead"}
        library.people.change(OWNER, dev.id, name="Dev", roles=["reader"], teams=[])
        assert library.signing_in.present(kept).actor.roles == {"reader"}

    def test_a_token_that_reads_has_no_role_that_writes(self, library: Library, dev: Person) -> None:
        library.people.change(OWNER, dev.id, name="Dev", roles=["lead", "reader"], teams=[])
        token = library.own_account.make_token(here(library).actor, "x", scope="read", days=1)[1]
        present = library.signing_in.with_token(token)
        assert (present.actor.roles, present.may_write) == ({"reader"}, False)

    def test_a_token_is_over_when_it_says(self, library: Library, dev: Person, clock: FixedClock) -> None:
        token = library.own_account.make_token(here(library).actor, "x", scope="read", days=2)[1]
        clock.at += timedelta(days=2) - timedelta(seconds=1)
        assert library.signing_in.with_token(token)
        clock.at += timedelta(seconds=1)
        with pytest.raises(NotSignedIn):
            library.signing_in.with_token(token)

    def test_the_last_administrator_stays(self, library: Library, dev: Person) -> None:
        with pytest.raises(Conflict, match="administrator"):
            library.people.disable(OWNER, "P-0001")
        with pytest.raises(Conflict, match="administrator"):
            library.people.change(OWNER, "P-0001", name="Asha", roles=["lead"], teams=[])

    def test_the_second_of_two_who_change_an_account_is_told(self, library: Library, dev: Person) -> None:
        library.people.change(OWNER, dev.id, name="Dev L", roles=["reader"], teams=[], revision=dev.revision)
        with pytest.raises(StaleEdit):
            library.people.change(OWNER, dev.id, name="D", roles=["reader"], teams=[], revision=dev.revision)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"name": " "}, "name"), ({"name": "x" * 101}, "name"), ({"email": "no address"}, "email"),
         ({"email": EMAIL.upper()}, "email"), ({"roles": []}, "roles"), ({"roles": ["king"]}, "roles"),
         ({"teams": ["t"] * 1 + [f"t{n}" for n in range(30)]}, "teams")],
    )  # fmt: skip
    def test_a_wrong_account_is_refused(
        self, library: Library, dev: Person, changes: dict[str, object], field: str
    ) -> None:
        given = {"name": "Ben", "email": "ben@example.org", "roles": ["reader"], "teams": [], **changes}
        with pytest.raises((Invalid, Conflict)) as refused:
            library.people.add(OWNER, given.pop("name"), given.pop("email"), **given)
        assert refused.value.details["field"] == field

    def test_every_change_is_an_event_that_names_the_account(self, library: Library, dev: Person) -> None:
        library.people.disable(OWNER, dev.id)
        with library.catalogue.reading() as view:
            events = [event for event in view.all(Event) if event.about.get("person") == dev.id]
        assert [event.verb for event in events] == ["person added", "signed in", "person changed"]
        assert [event.person for event in events] == [None, dev.id, None]
