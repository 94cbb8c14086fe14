"""What tests of the pages about scores, actions and boards share: filing evidence, opening pages, sending forms."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import lxml.html
from fastapi.testclient import TestClient

from evidence.domain.people import folder_owner
from evidence.services.drafts import Draft, TagDraft
from tests.app.web.picking import pick

ASHA = folder_owner("Asha")
PAGE = {"accept": "text/html"}
File = Callable[..., str]
Element = lxml.html.HtmlElement


def filed(client: TestClient, text: str, *tags: TagDraft, **stated: Any) -> str:
    """File a text, read, and tag it; returns its reference."""
    library = client.app.state.library
    stated = {"dated_on": library.clock.today(), **stated}
    ref = library.adding.add(ASHA, Draft(**stated), BytesIO(text.encode()), name="paper.txt").added[0].ref
    client.app.state.background.wake()
    assert client.app.state.background.wait_until_settled(60)
    for tag in tags:
        library.tagging.tag(ASHA, [ref], tag)
    return str(ref)


def shown(client: TestClient, address: str, *, status: int = 200) -> Element:
    """Open a page."""
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == status, answer.text[:500]
    return lxml.html.fromstring(answer.text)


def sent(client: TestClient, address: str, data: dict[str, Any], *, status: int = 303) -> Any:
    """Send a form and return the answer itself."""
    answer = client.post(address, data=data, headers=PAGE, follow_redirects=False)
    assert answer.status_code == status, answer.text[:500]
    return answer


def refused(client: TestClient, address: str, data: dict[str, Any], *, status: int = 422) -> Element:
    """Send a form that is wrong and return the page that says so; its summary leads to fields that are there."""
    page = lxml.html.fromstring(sent(client, address, data, status=status).text)
    assert pick(page, "title")[0].text.startswith("Error: ")
    for link in pick(page, ".govuk-error-summary a"):
        assert page.get_element_by_id(link.get("href").removeprefix("#")) is not None
    return page


def problems(page: Element) -> dict[str, str]:
    """Return field -> what is wrong with it."""
    return {link.get("href").removeprefix("#"): words(link) for link in pick(page, ".govuk-error-summary a")}


def words(element: Element) -> str:
    """Return the words of an element in one line."""
    return " ".join(element.text_content().split())


def part(page: Element, name: str) -> str:
    """Return the words of the element with an id."""
    return words(page.get_element_by_id(name))


def rows(page: Element, selector: str = "") -> list[list[str]]:
    """Return the cells of each row of a table's body."""
    found = pick(page, f"{selector} tbody tr".strip())
    return [[words(cell) for cell in row.xpath("./th|./td")] for row in found]


def undo(client: TestClient, page: Element) -> None:
    """Press Undo beside what the page says was done."""
    event = pick(page, "#said input[name=event]")[0].get("value")
    sent(client, "/undo", {"event": event, "back": "/scores"})
