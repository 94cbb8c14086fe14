"""Whoever is signed in reads on while nothing can be written: the disk is full, or somebody else writes."""

from contextlib import closing
from datetime import timedelta

from app.wiring import Library
from evidence.adapters.clock import FixedClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.domain.accounts import SignIn
from evidence.domain.people import folder_owner
from evidence.services.signing_in import From, SigningIn

OWNER = folder_owner("Asha")


def test_who_is_signed_in_may_read_while_nothing_can_be_written(library: Library, clock: FixedClock) -> None:
    person, link = library.people.first("Asha", "asha@example.org")
    cookie = library.signing_in.with_link(link, From("127.0.0.1"))
    actor = library.signing_in.present(cookie).actor
    token = library.own_account.make_token(actor, "A script", scope="read", days=1)[1]
    clock.at += timedelta(minutes=2)

    with closing(DatabaseCatalogue(library.home / "catalogue.db", clock, patience=0.05)) as hurried:
        doors = SigningIn(hurried, library.ports.passwords, clock, library.ports.settings.sign_in_limits)
        with library.catalogue.writing(OWNER):
            assert doors.present(cookie).actor.person == person.id
            assert doors.with_token(token).actor.person == person.id

        clock.at += timedelta(minutes=2)
        doors.present(cookie)
        with library.catalogue.reading() as view:
            assert [one.seen_at for one in view.all(SignIn)] == [clock.at]
