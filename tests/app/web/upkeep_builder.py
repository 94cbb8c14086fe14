"""A library with documents that need everything there is, and ways to read the pages that show them."""

from datetime import date
from typing import Any

import lxml.html
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.domain.documents import Document, Version
from evidence.domain.people import folder_owner
from evidence.domain.tags import Tag

ASHA = folder_owner("Asha")
HTML = {"accept": "text/html"}
ODD = 'Ann/Bo O\'Hara & "<b>Čeněk</b>" 100% ?#'


def write(library: Library, **fields: Any) -> str:
    """Write a document straight into the catalogue, read and owned by Asha unless told."""
    tags, version = fields.pop("tags", ("QS1",)), fields.pop("version", {})
    with library.catalogue.writing(ASHA) as work:
        ref = work.next_id("E")
        made = {"added_at": library.clock.now(), "added_by": "Asha"}
        known = {"title": f"Paper {ref}", "owner": "Asha", "kind": "policy", "dated_on": date(2026, 9, 1)}
        work.save(Document(**{"ref": ref, **known, **made, **fields}))
        work.save(
            Version(**{"ref": ref, "number": 1, "text_state": "read", "file_name": f"{ref}.txt", **made, **version})
        )
        for statement in tags:
            tag = work.next_id("T", 5)
            work.save(Tag(id=tag, ref=ref, framework="f", framework_version="1", statement=statement, **made))
        work.record("added", [ref])
    return ref


def library_of(client: TestClient) -> Library:
    """Return the library that the application serves."""
    library: Library = client.app.state.library
    return library


def page(client: TestClient, path: str, status: int = 200) -> lxml.html.HtmlElement:
    """Open a page and return its tree."""
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text[:500]
    return lxml.html.document_fromstring(answer.text)


def send(client: TestClient, path: str, status: int = 200, **fields: Any) -> lxml.html.HtmlElement:
    """Send a form as a browser does, follow where it leads and return the page."""
    files = fields.pop("files", None)
    answer = client.post(path, data=fields, files=files, headers={**HTML, "origin": "http://127.0.0.1:8000"})
    assert answer.status_code == status, answer.text[:500]
    return lxml.html.document_fromstring(answer.text)


def words(tree: lxml.html.HtmlElement, path: str = "//main") -> str:
    """Return the words of a part of a page, white space made one."""
    return " ".join(" ".join(one.text_content() for one in tree.xpath(path)).split())


def listed(tree: lxml.html.HtmlElement) -> list[str]:
    """Return the references of the rows of a list."""
    return [one.text_content() for one in tree.xpath("//main//tbody//th//span[@class='ref']")]
