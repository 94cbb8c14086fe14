"""The page on which an administrator sees whether sign-on works, and what to do where it does not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from evidence.domain.people import folder_owner
from tests.app.web.account_builder import library_of, main_words
from tests.app.web.reading_builder import PAGE
from tests.conftest import LOCAL, sign_in, sign_in_first
from tests.sign_on.running_provider import SECRET, RunningProvider

Serve = Callable[..., TestClient]
ADDRESS = "/administration/sign-on"
OWNER = folder_owner("Asha")


def as_asha(client: TestClient) -> TestClient:
    library = library_of(client)
    return sign_in(client, library.people.link(OWNER, library.people.by_email("asha@example.org").id))


def checked(client: TestClient) -> str:
    answer = client.post(f"{ADDRESS}/check", headers=PAGE)
    assert answer.status_code == 200
    assert SECRET not in answer.text
    return main_words(answer)


def test_what_works_is_said_to_and_how_it_is_set_up(serve: Serve, provider: RunningProvider) -> None:
    client = as_asha(serve(sign_on_domains="example.org"))

    before = main_words(client.get(ADDRESS, headers=PAGE))
    said = checked(client)

    assert "Check it now" in before
    assert "Sign-on works" not in before
    assert "Sign-on works, and is set up well." in said
    for words in (
        f"{LOCAL}/sign-on/back", provider.issuer, "0 of 1 account", "LeadsReader, assurance lead",
        "with an address of example.org", "No group gives contributor.", "accepts the client id and the secret",
    ):  # fmt: skip
        assert words in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"sign_on_client_secret_file": None, "sign_on_client_secret": "wrong"}, "Make a new secret at the provider"),
        ({"sign_on_client_secret_file": Path("/nowhere/secret")}, "check that the library may read it"),
        ({"sign_on_issuer": "http://127.0.0.1:9"}, "it cannot be reached"),
    ],
    ids=["another secret", "no secret to read", "unreachable"],
)
def test_what_is_wrong_is_said_with_what_to_do(
    serve: Serve, provider: RunningProvider, wrong: dict[str, Any], words: str
) -> None:
    said = checked(as_asha(serve(**wrong)))

    assert "1 thing to put right" in said
    assert words in said.partition("Put right ")[2]
    assert "works" not in said


def test_where_there_is_none_it_says_how_there_could_be(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(home=tmp_path / "library", actor="Asha")), base_url=LOCAL) as client:
        sign_in_first(client)
        for answer in (client.get(ADDRESS, headers=PAGE), client.post(f"{ADDRESS}/check", headers=PAGE)):
            assert answer.status_code == 200
            said = main_words(answer)
            assert "It is not set up" in said
            assert "EVIDENCE_SIGN_ON_ISSUER" in said
            assert f"{LOCAL}/sign-on/back" in said


def test_it_is_for_administrators_alone(serve: Serve, provider: RunningProvider) -> None:
    client = serve()
    _, link = library_of(client).people.add(OWNER, "Lee", "lee@example.org", roles=["lead", "governance"])
    sign_in(client, link)

    assert client.get(ADDRESS, headers=PAGE).status_code == 403
    assert client.post(f"{ADDRESS}/check", headers=PAGE).status_code == 403
    assert ADDRESS not in client.get("/administration", headers=PAGE).text
