"""What the tests of a document's page share: filing a document, and reading its page."""

from io import BytesIO
from typing import Any

import lxml.html
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.services.drafts import Draft
from tests.app.web.picking import pick

ASHA = folder_owner("Asha")
BEN = folder_owner("Ben")
PAGE = {"accept": "text/html"}
TEXT = "Minutes of the board.\n\nPeople wait too long for a review of their care.\n\n<b>Bold & free</b> words."


def filed(client: TestClient, content: str | bytes = TEXT, name: str = "paper.txt", **stated: Any) -> str:
    """File a document, have it read, and return its reference."""
    library: Library = client.app.state.library
    data = content.encode() if isinstance(content, str) else content
    ref = library.adding.add(ASHA, Draft(**stated), BytesIO(data), name=name).added[0].ref
    settled(client)
    return ref


def settled(client: TestClient) -> None:
    """Have everything read and searchable."""
    client.app.state.background.wake()
    assert client.app.state.background.wait_until_settled(60)


def shown(client: TestClient, address: str, *, status: int = 200) -> lxml.html.HtmlElement:
    """Open a page."""
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == status, answer.text[:2000]
    return lxml.html.fromstring(answer.text)


def sent(client: TestClient, address: str, *, expect: int = 200, **fields: Any) -> lxml.html.HtmlElement:
    """Send a form and open the page that answers; fields with ``__`` in their name have ``-`` there."""
    data = {name.replace("__", "-"): value for name, value in fields.items()}
    answer = client.post(address, data=data, headers=PAGE)
    assert answer.status_code == expect, answer.text[:2000]
    return lxml.html.fromstring(answer.text)


def words(element: lxml.html.HtmlElement) -> str:
    """The text of an element, with single spaces."""
    return " ".join(element.text_content().split())


def said(page: lxml.html.HtmlElement) -> str:
    """What the page says was done."""
    return words(page.get_element_by_id("said"))


def problems(page: lxml.html.HtmlElement) -> list[str]:
    """What the error summary says; each line must lead to something on the page."""
    links = pick(page, ".govuk-error-summary a")
    ids = set(page.xpath("//@id"))
    assert {link.get("href")[1:] for link in links} <= ids
    return [words(link) for link in links]


def undone(client: TestClient, page: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """Press Undo, and open the page that answers."""
    (form,) = pick(page, "#said form")
    return sent(client, "/undo", **{field.get("name"): field.get("value") for field in pick(form, "input")})
