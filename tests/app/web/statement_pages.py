"""What tests of a statement's pages share: opening pages, reading and sending them."""

from collections.abc import Callable
from typing import Any

import lxml.html
from fastapi.testclient import TestClient

from evidence.domain.people import folder_owner

ASHA = folder_owner("Asha")
PAGE = {"accept": "text/html"}
File = Callable[..., str]


def shown(client: TestClient, address: str, *, status: int = 200) -> lxml.html.HtmlElement:
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == status, answer.text[:500]
    return lxml.html.fromstring(answer.text)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def part(page: lxml.html.HtmlElement, name: str) -> str:
    return words(page.get_element_by_id(name))


def sent(client: TestClient, address: str, data: dict[str, str], *, status: int = 303) -> Any:
    answer = client.post(address, data=data, headers=PAGE, follow_redirects=False)
    assert answer.status_code == status, answer.text[:500]
    return answer
