"""The provider turns its keys, tells little, does not know us, or is not there."""

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from tests.app.web.account_builder import another, come_in, is_in, library_of, main_words, post
from tests.app.web.reading_builder import PAGE
from tests.conftest import LOCAL, sign_in
from tests.sign_on.running_provider import RunningProvider, Walker, needed
from tests.sign_on.test_with_a_provider import BACK, OWNER, begun, person, sign_on

Serve = Callable[..., TestClient]


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProvider]:
    """One that tells nothing of a person in its tokens, and has to be asked again; and that tests may stop."""
    needed()
    running = RunningProvider(tmp_path_factory.mktemp("thin"), [LOCAL], thin_tokens=True)
    running.knows("dev", "Leads", email="dev@example.org")
    running.start()
    yield running
    running.stop()


def with_a_password(client: TestClient) -> None:
    library = library_of(client)
    link = library.people.link(OWNER, person(client, "asha@example.org").id)
    assert post(sign_in(another(client), link), "/you/password", new="four plain words walking").status_code == 303


def test_keys_that_were_turned_are_found_at_the_next_sign_in(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    browser = another(serve())
    assert sign_on(browser, walker, "dev").status_code == 303
    assert person(browser, "dev@example.org").roles == ["reader", "lead"]

    provider.turn_keys()

    assert sign_on(browser, walker, "dev").status_code == 303
    assert is_in(browser)


def test_while_the_provider_is_down_people_are_told_and_passwords_work(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    client = serve()
    with_a_password(client)
    under_way = another(client)
    back = walker.walk(begun(under_way), "dev", back=BACK)
    fresh = another(serve())
    provider.stop()
    try:
        for browser, address in ((fresh, "/sign-on"), (under_way, back), (fresh, "/sign-on/out")):
            answer = browser.get(address, headers=PAGE, follow_redirects=False)
            assert answer.status_code == 422
            assert "it cannot be reached" in main_words(answer)
            assert "Sign in another way" in main_words(answer)
            assert not is_in(browser)
        assert client.get("/sign-in", headers=PAGE).status_code == 200
        assert come_in(another(client), "asha@example.org").status_code == 303
    finally:
        provider.start()


def test_a_library_that_the_provider_does_not_know_says_what_to_do(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    client = serve(sign_on_client_secret_file=None, sign_on_client_secret="wrong")

    answer = sign_on(another(client), walker, "dev")

    assert "does not accept this library" in main_words(answer)
    found = {one.words: one.is_well for one in library_of(client).signing_on.examine(BACK)}
    (wrong,) = [words for words, well in found.items() if not well]
    assert "does not accept the client id with this secret" in wrong


def test_what_is_set_up_well_is_said_to_be(serve: Serve, provider: RunningProvider) -> None:
    found = library_of(serve()).signing_on.examine(BACK)

    assert all(one.is_well for one in found)
    said = " ".join(one.words for one in found)
    for words in (
        provider.issuer,
        "The clocks agree",
        "1 public key",
        "accepts the client id and the secret",
        "4 groups",
    ):
        assert words in said


def test_an_issuer_that_is_none_is_named(serve: Serve, provider: RunningProvider) -> None:
    for issuer, words in (
        (f"{provider.issuer}/", "another issuer than EVIDENCE_SIGN_ON_ISSUER names"),
        (f"{provider.issuer}/elsewhere", "there is no provider (status 404)"),
        ("http://127.0.0.1:9", "it cannot be reached"),
    ):
        (found,) = [
            one for one in library_of(serve(sign_on_issuer=issuer)).signing_on.examine(BACK) if not one.is_well
        ]
        assert words in found.words
