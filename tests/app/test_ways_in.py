"""What the controls promise about coming in, and about what a browser is given and keeps."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from evidence.adapters.clock import FixedClock
from evidence.adapters.passwords import NOBODYS, ArgonPasswords
from tests.app.web.account_builder import (
    EMAIL,
    PASSWORD,
    added,
    another,
    as_somebody,
    come_in,
    is_in,
    library_of,
    page_of,
    post,
    with_password,
)
from tests.app.web.picking import pick
from tests.app.web.reading_builder import PAGE, filed, shown
from tests.conftest import LOCAL, REPOSITORY
from tests.evidence.extractors.making_pdf import pdf

COMMON = REPOSITORY / "schemas" / "passwords" / "common.txt"


def test_where_somebody_comes_from_is_not_theirs_to_say(client: TestClient) -> None:
    with_password(client)
    guarded = ProxyHeadersMiddleware(client.app, trusted_hosts="127.0.0.1")
    says = {"x-forwarded-for": "192.0.2.66", "x-forwarded-proto": "https", "x-real-ip": "192.0.2.66", **PAGE}
    seen = {}
    for peer in ("10.0.0.5", "127.0.0.1"):
        browser = TestClient(guarded, base_url=LOCAL, client=(peer, 50_000))
        form = {"email": EMAIL, "password": PASSWORD}
        assert browser.post("/sign-in", data=form, headers=says, follow_redirects=False).status_code == 303
        person = library_of(client).people.by_email(EMAIL).acting("page")
        seen[peer] = [one.from_address for one in library_of(client).own_account.look(person).sign_ins]

    assert "10.0.0.5" in seen["10.0.0.5"]
    assert "192.0.2.66" not in seen["10.0.0.5"], "a stranger's word is not taken"
    assert "192.0.2.66" in seen["127.0.0.1"], "that of the proxy on this machine is"


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("run.bat", "echo People wait for a review.", ".txt"), ("page.hta", "<html><p>Carers</p></html>", ".html"),
        ("notes.txt", "Carers wait.", ".txt"), ('a"; filename="b.exe', "Carers wait.", ".txt"),
        ("Wälder €.txt", "Carers wait.", ".txt"),
    ],
)  # fmt: skip
def test_a_file_is_handed_out_under_an_ending_of_its_kind(
    client: TestClient, name: str, content: str, ending: str
) -> None:
    ref = filed(client, content, name=name)

    for path in (f"/documents/{ref}/original", f"/api/v1/documents/{ref}/file"):
        told = client.get(path).headers["content-disposition"]
        assert told.startswith("attachment; filename")
        assert told.rstrip('"').endswith(ending), told
        assert told.isascii()
        assert told.count('"') in {0, 2}


def test_a_browser_keeps_no_picture_of_what_is_sensitive(client: TestClient) -> None:
    ref = filed(client, pdf([["Carers wait."]]), name="a.pdf")
    kept = {}
    for sensitivity in ("internal", "sensitive"):
        client.patch(f"/api/v1/documents/{ref}", json={"sensitivity": sensitivity})
        kept[sensitivity] = client.get(f"/documents/{ref}/picture/1?version=1").headers["cache-control"]

    assert kept["internal"].startswith("private, max-age=")
    assert kept["sensitive"] == "no-store"


def test_the_list_of_common_passwords_is_long() -> None:
    listed = [line for line in COMMON.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]

    assert len(set(listed)) > 3_000


def test_passwords_are_kept_slowly() -> None:
    kept = ArgonPasswords(Path(COMMON)).kept(PASSWORD)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert NOBODYS.startswith("$argon2id$v=19$m=19456,t=2,p=1$"), "an unknown address takes as long as a known one"
    assert kept != ArgonPasswords(Path(COMMON)).kept(PASSWORD), "each with a salt of its own"


def test_passwords_are_masked_and_password_managers_welcome(client: TestClient) -> None:
    with_password(client)
    pages = {
        "/sign-in": (another(client), ["password"]), "/you/password": (with_password(client, email="e@example.org"),
        ["old", "new"]),
    }  # fmt: skip
    for path, (browser, names) in pages.items():
        for field in (pick(shown(browser, path), f"#{name}")[0] for name in names):
            assert field.get("type") == "password", path
            assert field.get("autocomplete") in {"current-password", "new-password"}, path
            assert not {"readonly", "maxlength", "onpaste"} & set(field.keys()), path
    assert "question" not in page_of(another(client).get("/sign-in/help", headers=PAGE)).text_content().casefold()


def test_a_long_password_lasts_for_years(client: TestClient, clock: FixedClock) -> None:
    long = "ninety-six characters of a sentence that nobody but me would ever think of, not even on Mondays"
    assert len(long) >= 64
    assert post(as_somebody(client), "/you/password", new=long).status_code == 303

    clock.at += timedelta(days=5 * 365)

    assert come_in(another(client), password=long).headers["location"] == "/"


def test_what_signs_in_is_long_and_never_the_same(client: TestClient) -> None:
    with_password(client)
    links = {added(client, email=f"a{number}@example.org") for number in range(5)}
    cookies = set()
    for _ in range(5):
        browser = another(client)
        come_in(browser)
        cookies.add(browser.cookies["evidence"])
    actor = library_of(client).people.by_email(EMAIL).acting("page")
    tokens = {
        library_of(client).own_account.make_token(actor, "A", scope="read", days=1)[1].removeprefix("evl_")
        for _ in range(5)
    }

    for drawn in (links, cookies, tokens, {client.app.state.first_key.key}):
        assert len(drawn) in {1, 5}
        assert all(len(one) * 6 >= 256 for one in drawn), "six bits a character"


@pytest.mark.parametrize("path", ["/", "/documents", "/search", "/you", "/administration", "/there-is-nothing"])
def test_every_page_offers_to_sign_out(client: TestClient, path: str) -> None:
    assert pick(page_of(client.get(path, headers=PAGE)), "header form[action='/sign-out'] button")


def test_nothing_that_signs_in_is_taken_from_an_address(client: TestClient) -> None:
    browser = with_password(client)
    nobody, secrets = another(client), {"email": EMAIL, "password": PASSWORD}
    actor = library_of(client).people.by_email(EMAIL).acting("page")
    token = library_of(client).own_account.make_token(actor, "A", scope="read", days=1)[1]

    assert nobody.post("/sign-in", params=secrets, headers=PAGE).status_code == 422
    assert nobody.get("/sign-in", params=secrets, headers=PAGE).status_code == 200
    for name in ("token", "access_token", "authorization", "evidence", "session"):
        for value in (token, browser.cookies["evidence"]):
            assert nobody.get("/api/v1/documents", params={name: value}).status_code == 401
    assert not is_in(nobody)


def test_signing_out_empties_the_browser(client: TestClient) -> None:
    answer = post(with_password(client), "/sign-out")

    assert answer.headers["clear-site-data"] == '"cache"'
    assert answer.headers["cache-control"] == "no-store"
