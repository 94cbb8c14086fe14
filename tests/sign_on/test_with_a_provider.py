"""Signing in by a real OpenID provider: who comes in, with which roles, and who does not."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.web.signing_in.sign_on import SIGN_ON
from evidence.domain.people import Person, folder_owner
from evidence.errors import NotSignedIn
from evidence.services.signing_in import From
from tests.app.web.account_builder import another, come_in, is_in, library_of, main_words, post
from tests.app.web.reading_builder import PAGE, shown, words
from tests.conftest import LOCAL, sign_in
from tests.sign_on.running_provider import RunningProvider, Walker

Serve = Callable[..., TestClient]
HERE = From("127.0.0.1")
OWNER = folder_owner("Asha")
BACK = f"{LOCAL}{SIGN_ON}/back"


def begun(browser: TestClient, query: str = "") -> str:
    """Press the button; returns where the browser is sent."""
    answer = browser.get(f"{SIGN_ON}{query}", headers=PAGE, follow_redirects=False)
    assert answer.status_code == 303, main_words(answer)
    return str(answer.headers["location"])


def sign_on(browser: TestClient, walker: Walker, who: str | None, query: str = "") -> Any:
    """Go all the way; returns the last answer of ours."""
    back = walker.walk(begun(browser, query), who, back=BACK)
    return browser.get(back, headers=PAGE, follow_redirects=False)


def person(client: TestClient, email: str) -> Person:
    return library_of(client).people.by_email(email)


def events(client: TestClient, verb: str) -> list[dict[str, Any]]:
    with library_of(client).catalogue.reading() as view:
        return [event.about for event in view.events(limit=1_000) if event.verb == verb]


def test_somebody_new_comes_in_with_the_roles_of_their_groups(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    provider.knows("dev", "Leads", "Something else", email="Dev@Example.org")
    browser = another(serve())

    answer = sign_on(browser, walker, "dev", "?next=/packs")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/packs"
    assert is_in(browser)
    made = person(browser, "dev@example.org")
    assert (made.name, made.roles, made.state) == ("Dev Reed", ["reader", "lead"], "active")
    assert made.subject == f"{provider.issuer} dev"
    assert events(browser, "signed in")[-1] == {"person": made.id, "by": "sign-on"}
    account = words(shown(browser, "/you"))
    assert "With the council’s sign-on." in account
    assert "Choose a password first" not in account


def test_each_sign_in_is_a_new_one_that_ends_by_the_rules_of_all(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    provider.knows("dev", "Readers", email="dev@example.org")
    browser = another(serve())
    sign_on(browser, walker, "dev")
    first = browser.cookies["evidence"]

    sign_on(browser, walker, "dev")

    assert browser.cookies["evidence"] != first
    answer = post(browser, "/sign-out")
    assert answer.headers["location"] == "/sign-in?out=1"
    assert not is_in(browser)
    page = browser.get("/sign-in?out=1", headers=PAGE)
    assert "sign out of Council too" in main_words(page)
    leaving = browser.get("/sign-on/out", headers=PAGE, follow_redirects=False)
    assert leaving.headers["location"].startswith(f"{provider.issuer}/session/end?client_id=the%20library&")


def test_roles_are_taken_anew_at_each_sign_in_and_the_history_says_so(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    provider.knows("dev", "Readers", email="dev@example.org")
    browser = another(serve())
    sign_on(browser, walker, "dev")
    provider.knows("dev", "Guards", email="dev@example.org")

    sign_on(browser, walker, "dev")

    made = person(browser, "dev@example.org")
    assert made.roles == ["governance"]
    assert events(browser, "person changed")[-1] == {"person": made.id, "what": "roles from groups"}


def test_who_lost_all_groups_is_refused_and_everything_of_theirs_ends(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    provider.knows("dev", "Leads", email="dev@example.org")
    browser, elsewhere = another(serve()), None
    sign_on(browser, walker, "dev")
    elsewhere = another(browser)
    sign_on(elsewhere, walker, "dev")
    library = library_of(browser)
    dev = person(browser, "dev@example.org")
    _, token = library.own_account.make_token(dev.acting("page"), "a program", scope="read", days=30)
    library.signing_in.with_token(token)
    provider.knows("dev", "Something else", email="dev@example.org")

    answer = sign_on(browser, walker, "dev")

    assert answer.status_code == 422
    assert "none of your groups may use this library" in main_words(answer)
    assert not is_in(browser)
    assert not is_in(elsewhere)
    assert person(browser, "dev@example.org").roles == []
    with pytest.raises(NotSignedIn):
        library.signing_in.with_token(token)


def test_who_never_had_a_group_gets_no_account(serve: Serve, provider: RunningProvider, walker: Walker) -> None:
    provider.knows("eve", "Something else", email="eve@example.org")
    browser = another(serve())

    answer = sign_on(browser, walker, "eve")

    assert "none of your groups may use this library" in main_words(answer)
    assert [one.name for one in library_of(browser).people.all()] == ["Asha"]


def test_in_too_many_groups_one_is_told_so_unless_an_app_role_is_given(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    provider.knows("dev", email="dev@example.org", roles=["Readers"])
    browser = another(serve())
    assert sign_on(browser, walker, "dev").status_code == 303

    assert person(browser, "dev@example.org").roles == ["reader"]


def test_who_was_disabled_here_stays_refused(serve: Serve, provider: RunningProvider, walker: Walker) -> None:
    provider.knows("dev", "Leads", email="dev@example.org")
    browser = another(serve())
    sign_on(browser, walker, "dev")
    library_of(browser).people.disable(OWNER, person(browser, "dev@example.org").id)
    assert not is_in(browser)

    answer = sign_on(browser, walker, "dev")

    assert "was disabled" in main_words(answer)
    assert not is_in(browser)
    assert person(browser, "dev@example.org").state == "disabled"


@pytest.mark.parametrize(
    "more", [{"sign_on_adds_people": False}, {"sign_on_domains": "example.gov.uk"}], ids=["nobody", "domain"]
)
def test_unknown_people_get_an_account_only_as_the_settings_say(
    serve: Serve, provider: RunningProvider, walker: Walker, more: dict[str, Any]
) -> None:
    provider.knows("dev", "Leads", email="dev@example.org")
    browser = another(serve(**more))

    assert "no account of this library belongs to you yet" in main_words(sign_on(browser, walker, "dev"))
    assert [one.name for one in library_of(browser).people.all()] == ["Asha"]


# An account that somebody has already


@pytest.mark.parametrize(("verified", "joins"), [(True, True), (True, False), (False, True)])
def test_an_address_alone_joins_nobody_to_an_account(
    serve: Serve, provider: RunningProvider, walker: Walker, *, verified: bool, joins: bool
) -> None:
    provider.knows("dev", "Leads", email="dev@example.org", email_verified=verified)
    browser = another(serve(sign_on_joins_by_email=joins))
    library_of(browser).people.add(OWNER, "Dev", "dev@example.org", roles=["reader"])

    answer = sign_on(browser, walker, "dev")

    known = person(browser, "dev@example.org")
    if verified and joins:
        assert answer.status_code == 303
        assert (known.subject, known.roles) == (f"{provider.issuer} dev", ["reader", "lead"])
    else:
        assert "no account of this library belongs to you yet" in main_words(answer)
        assert (known.subject, known.roles) == (None, ["reader"])


def test_a_link_joins_an_account_to_the_provider_once_and_voids_its_password(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    provider.knows("dev", "Leads")
    provider.knows("eve", "Leads")
    browser = another(serve(sign_on_adds_people=False))
    library = library_of(browser)
    dev, link = library.people.add(OWNER, "Dev", "dev@example.org", roles=["reader"])
    sign_in(browser, link)
    post(browser, "/you/password", new="four plain words walking")
    link = library.people.link(OWNER, dev.id)
    page = browser.get(f"/sign-in/link?key={link}", headers=PAGE)
    assert "Use Council from now on" in main_words(page)

    answer = sign_on(browser, walker, "dev", f"?key={quote(link)}")

    assert answer.status_code == 303
    joined = person(browser, "dev@example.org")
    assert (joined.subject, joined.roles) == (f"{provider.issuer} dev", ["reader", "lead"])
    assert come_in(another(browser)).status_code == 422
    assert post(browser, "/you/password", new="four plain words walking").status_code == 422
    other = another(browser)
    assert "used already" in main_words(sign_on(other, walker, "eve", f"?key={quote(link)}"))
    assert not is_in(other)
    assert sign_on(another(browser), walker, "dev").status_code == 303


def test_the_last_administrator_with_a_password_is_not_joined(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    provider.knows("asha", "Admins")
    browser = another(serve())
    library = library_of(browser)
    asha = person(browser, "asha@example.org")
    link = library.people.link(OWNER, asha.id)

    answer = sign_on(browser, walker, "asha", f"?key={quote(link)}")

    assert "Every administrator would need the council’s sign-on" in main_words(answer)
    assert person(browser, "asha@example.org").subject is None
    assert sign_in(browser, link) is browser
    assert is_in(browser)


def test_an_administrator_separates_an_account_and_sees_who_signs_in_by_what(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    provider.knows("dev", "Leads", email="dev@example.org")
    client = serve()
    library = library_of(client)
    sign_in(client, library.people.link(OWNER, person(client, "asha@example.org").id))
    browser = another(client)
    sign_on(browser, walker, "dev")
    dev = person(client, "dev@example.org")
    assert "council’s sign-on" in words(shown(client, "/administration/people"))
    assert "Roles come from the groups" in words(shown(client, f"/administration/people/{dev.id}"))
    assert post(client, f"/administration/people/{dev.id}/link").status_code == 409

    assert post(client, f"/administration/people/{dev.id}/separate").status_code == 303

    assert not is_in(browser)
    assert person(client, "dev@example.org").subject is None
    assert post(client, f"/administration/people/{dev.id}/link").status_code == 200
    assert "by the council’s sign-on" in words(shown(client, "/administration/history"))


def test_passwords_may_be_left_to_administrators(serve: Serve) -> None:
    client = serve(sign_on_passwords="administrators")
    library = library_of(client)
    for name in ("Dev", "Ann"):
        one, link = library.people.add(OWNER, name, f"{name.lower()}@example.org", roles=["administrator"])
        assert (
            post(sign_in(another(client), link), "/you/password", new="four plain words walking").status_code == 303
        )
        if name == "Dev":
            library.people.change(OWNER, one.id, name="Dev", roles=["reader"], teams=[])

    with pytest.raises(NotSignedIn, match="only administrators use passwords"):
        library.signing_in.with_link(library.people.link(OWNER, person(client, "dev@example.org").id), HERE)
    assert "only administrators use passwords" in main_words(come_in(another(client)))
    assert come_in(another(client), "ann@example.org").status_code == 303
