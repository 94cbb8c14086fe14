"""The accessibility statement: open to everybody, and reached from every page."""

import pytest
from fastapi.testclient import TestClient

from tests.app.web.account_builder import another, page_of
from tests.app.web.picking import pick
from tests.app.web.reading_builder import PAGE, shown, words


def test_it_is_open_to_who_is_not_signed_in(client: TestClient) -> None:
    page = shown(another(client), "/accessibility")

    headings = [words(one) for level in ("h1", "h2", "h3") for one in pick(page, f"main {level}")]
    assert headings[0] == "Accessibility statement"
    for needed in (
        "Compliance status", "Content that is not accessible", "Enforcement", "How this statement was prepared",
    ):  # fmt: skip
        assert needed in headings, "the model statement asks for this part"


def test_it_says_what_no_person_has_tested(client: TestClient) -> None:
    told = words(pick(shown(client, "/accessibility"), "main")[0])

    assert "no person with a disability has used it" in told
    assert "no screen reader has been run on it" in told
    assert "fully compliant" not in told


@pytest.mark.parametrize("path", ["/", "/documents", "/you", "/sign-in", "/there-is-nothing-here"])
def test_every_page_leads_to_it(client: TestClient, path: str) -> None:
    for browser in (client, another(client)):
        page = page_of(browser.get(path, headers=PAGE))
        assert "/accessibility" in [link.get("href") for link in pick(page, "footer a")], path
