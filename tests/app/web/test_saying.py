"""What one page leaves for the next to say is taken from a cookie, which anybody can forge."""

import base64
import json

import pytest

from app.web.pages import Said
from app.web.saying import heard, spoken


def test_what_was_said_is_heard() -> None:
    said = Said("Tagged.", 3, "/statements/QS1", "Open QS1")

    assert heard(spoken(said)) == said


@pytest.mark.parametrize("link", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", 3])
def test_no_link_leads_elsewhere(link: object) -> None:
    forged = base64.urlsafe_b64encode(json.dumps({"message": "Hello", "link": link}).encode()).decode()

    assert heard(forged) is None


def test_what_is_nested_deeply_says_nothing() -> None:
    assert heard(base64.urlsafe_b64encode(b"[" * 100_000).decode()) is None
