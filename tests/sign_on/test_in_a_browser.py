"""Signing in by a real provider in a real browser: with scripts and without, joining, leaving, and what one sees."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Server, free_port, watched
from tests.browser.markup import faults
from tests.browser.test_every_page import NARROW, RULES, examined, no_wider_than, told
from tests.sign_on.running_provider import CLIENT, SECRET, RunningProvider, needed


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, RunningProvider]]:
    """A library of its own process, and the provider that it signs people in by."""
    needed()
    port = free_port()
    provider = RunningProvider(tmp_path_factory.mktemp("provider"), [f"http://127.0.0.1:{port}"])
    provider.knows("ann", "Leads", email="ann@example.org")
    provider.knows("eve", "Something else", email="eve@example.org")
    provider.knows("dev")
    provider.start()
    server = Server(
        tmp_path_factory.mktemp("home") / "library", port=port, EVIDENCE_SIGN_ON_ISSUER=provider.issuer,
        EVIDENCE_SIGN_ON_CLIENT_ID=CLIENT, EVIDENCE_SIGN_ON_CLIENT_SECRET=SECRET, EVIDENCE_SIGN_ON_NAME="Council",
        EVIDENCE_SIGN_ON_ROLES="Leads=lead; Leads=reader", EVIDENCE_SIGN_ON_ADDS_PEOPLE="yes",
    )  # fmt: skip
    yield server, provider
    server.stop()
    provider.stop()


def at_the_provider(page: Page, who: str) -> None:
    """Say who one is, as the provider asks."""
    page.get_by_label("Who are you?").fill(who)
    page.get_by_role("button", name="Go on").click()


def looked_at(page: Page) -> None:
    """Everybody can use this page, at both widths."""
    assert told(examined_of(page)) == []
    assert faults(page.content()) == ()


def examined_of(page: Page) -> list[dict[str, object]]:
    class Seen:
        """What the checks of every page ask for."""

    seen = Seen()
    seen.page = page  # type: ignore[attr-defined]  # stands in for a Visit
    for width in (1280, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        no_wider_than(seen, width)  # type: ignore[arg-type]  # stands in for a Visit
    found = examined(seen, RULES)["violations"]  # type: ignore[arg-type]  # stands in for a Visit
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_somebody_signs_in_reads_and_leaves(
    chromium: Browser,
    served: tuple[Server, RunningProvider],
    *,
    scripts: bool,
) -> None:
    server, provider = served
    context = chromium.new_context(java_script_enabled=scripts, base_url=server.address)
    seen = watched(context, server)
    page = seen.page
    page.goto("/packs")
    page.get_by_role("button", name="Sign in with Council").click()
    at_the_provider(page, "ann")
    page.wait_for_url(f"{server.address}/packs")
    page.goto("/you")
    page.get_by_text("With the council’s sign-on.").wait_for()
    if scripts:
        looked_at(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    assert seen.console == []
    assert all(one.startswith(provider.issuer) for one in seen.strangers)
    page.get_by_role("link", name="sign out of Council too").click()
    page.wait_for_url(f"{provider.issuer}/session/end**")
    context.close()


def test_who_may_not_come_in_reads_why(
    chromium: Browser,
    served: tuple[Server, RunningProvider],
) -> None:
    server, _ = served
    context = chromium.new_context(base_url=server.address)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with Council").click()
    at_the_provider(page, "eve")
    page.get_by_role("heading", name="You were not signed in").wait_for()
    page.get_by_text("none of your groups may use this library").wait_for()
    looked_at(page)
    context.close()


def test_a_link_joins_an_account_in_a_browser(
    chromium: Browser,
    served: tuple[Server, RunningProvider],
) -> None:
    server, provider = served
    administrator = chromium.new_context(base_url=server.address)
    server.sign_in(administrator)
    page = administrator.new_page()
    page.goto("/administration/people/add")
    page.get_by_label("Name", exact=True).fill("Dev Moss")
    page.get_by_label("E-mail address").fill("dev@example.org")
    page.get_by_role("button", name="Add them").click()
    link = page.get_by_label("Link for").input_value()
    provider.knows("dev", "Leads")
    context = chromium.new_context(base_url=server.address)
    theirs = context.new_page()

    theirs.goto(link)
    theirs.get_by_role("button", name="Use Council from now on").click()
    at_the_provider(theirs, "dev")

    theirs.wait_for_url(f"{server.address}/")
    page.goto("/administration/people")
    row = page.get_by_role("row", name="Dev Moss")
    assert "council’s sign-on" in row.inner_text()
    page.get_by_role("link", name="Dev Moss").click()
    page.get_by_text("Roles come from the groups").wait_for()
    looked_at(page)
    for one in (administrator, context):
        one.close()


def test_nothing_of_a_sign_in_is_written_down(served: tuple[Server, RunningProvider]) -> None:
    """After the others: no token, code or secret lies in the library's folder, nor was printed."""
    server, _ = served
    held = b"".join(path.read_bytes() for path in Path(server.home).rglob("*") if path.is_file())

    assert b"person added" in held
    for secret in (SECRET.encode(), b"eyJ", b"code_verifier", b"id_token", b"access_token"):
        assert secret not in held
