"""Packs in the browser: choose, see exactly what goes and stays, make, fetch, check."""

import io
import re
import threading
import zipfile
from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient

from evidence.services.clearing import Grounds

PAGE = {"accept": "text/html"}
FOR = {"recipient": "CQC", "purpose": "Information return"}
SENT = "recipient=CQC&purpose=Information+return"
PACK = re.compile(r"/packs/[0-9a-f]{32}")


def read(answer: Any) -> Any:
    return lxml.html.document_fromstring(answer.text)


def words(answer: Any) -> str:
    return " ".join(read(answer).text_content().split())


@pytest.fixture
def held(client: TestClient, upload: Callable[..., Any], settled: Callable[[], None]) -> None:
    """Three final documents that are public, all tagged to QS7."""
    for name, text in (("report.txt", "A report on enquiries."), ("plan.txt", "A plan for enquiries.")):
        assert upload((name, text), tag="QS7/processes").status_code == 201
    answer = upload(("draft.txt", "Not ready <b>yet</b>."), tag="QS7/processes", title="A <b>draft</b>")
    assert answer.status_code == 201
    settled()
    for ref in ("E-0001", "E-0002", "E-0003"):
        assert (
            client.patch(f"/api/v1/documents/{ref}", json={"sensitivity": "public", "kind": "plan"}).status_code
            == 200
        )


@pytest.fixture
def drafted(client: TestClient, held: None) -> None:
    assert client.patch("/api/v1/documents/E-0003", json={"status": "draft"}).status_code == 200


def wait_for_packs() -> None:
    for thread in threading.enumerate():
        if thread.name == "pack":
            thread.join(60)


def made(client: TestClient, **choice: Any) -> str:
    answer = client.post("/packs", data={**FOR, **choice}, headers=PAGE, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    wait_for_packs()
    return str(answer.headers["location"])


def test_an_empty_list_says_how_to_begin(client: TestClient) -> None:
    assert "No pack was made yet" in words(client.get("/packs", headers=PAGE))


def test_the_form_is_filled_from_the_address(client: TestClient, held: None) -> None:
    page = read(client.get("/packs/new?statement=QS7&ref=E-0001&ref=E-0002", headers=PAGE))

    assert page.xpath("//input[@name='statement'][@checked]/@value") == ["QS7"]
    assert page.xpath("string(//textarea[@name='refs'])") == "E-0001, E-0002"


def test_choosing_nothing_is_said_at_the_field(client: TestClient, held: None) -> None:
    answer = client.get("/packs/preview?recipient=CQC", headers=PAGE)

    assert answer.status_code == 422
    assert read(answer).xpath("string(//title)").startswith("Error: ")
    assert read(answer).xpath("//div[contains(@class,'error-summary')]//a/@href") == ["#statement"]
    assert read(answer).xpath("//input[@name='recipient']/@value") == ["CQC"]


def test_an_unknown_document_is_named(client: TestClient, held: None) -> None:
    answer = client.get("/packs/preview?refs=E-0001,E-0999", headers=PAGE)

    assert answer.status_code == 422
    assert "E-0999" in words(answer)
    assert "`" not in words(answer)


def test_the_preview_shows_what_goes_and_what_stays_and_why(client: TestClient, drafted: None) -> None:
    answer = client.get(f"/packs/preview?statement=QS7&{SENT}", headers=PAGE)

    page = read(answer)
    goes, held = page.get_element_by_id("going"), page.get_element_by_id("held")
    assert goes is not None
    assert "A <b>draft</b>" in held.xpath("string(following-sibling::table)")
    assert "It is a draft" in words(answer)
    making = page.xpath("//form[@action='/packs']/input[@type='hidden']")
    assert [one.get("value") for one in making] == ["QS7", "CQC", "Information return", "E-0003"]
    assert not PACK.search(client.get("/packs", headers=PAGE).text), "a preview records nothing"


def test_a_pack_where_nothing_may_go_cannot_be_made(client: TestClient, drafted: None) -> None:
    answer = client.get(f"/packs/preview?refs=E-0003&{SENT}", headers=PAGE)

    assert "there is no pack to make" in words(answer)
    assert read(answer).xpath("//main//form[@method='post']") == []
    assert client.post("/packs", data={**FOR, "refs": "E-0003"}, headers=PAGE).status_code == 422


def test_a_pack_is_made_checked_and_fetched(client: TestClient, drafted: None) -> None:
    address = made(client, statement="QS7", without="E-0003", recipient="Care Quality Commission")

    page = words(client.get(address, headers=PAGE))
    assert "Every one of" in page
    assert "for Care Quality Commission" in page
    assert "It is a draft" in page
    with zipfile.ZipFile(io.BytesIO(client.get(f"{address}/file").content)) as pack:
        assert len([name for name in pack.namelist() if name.startswith("evidence/QS7/")]) == 2
    assert address in client.get("/packs", headers=PAGE).text


def test_what_the_preview_showed_is_what_is_made(client: TestClient, drafted: None) -> None:
    shown = read(client.get(f"/packs/preview?statement=QS7&{SENT}", headers=PAGE))
    paths = {cell.text.strip() for cell in shown.xpath("//td[@data-label='In the pack']")}

    address = made(client, statement="QS7", without="E-0003")

    with zipfile.ZipFile(io.BytesIO(client.get(f"{address}/file").content)) as pack:
        assert {name for name in pack.namelist() if name.startswith("evidence/")} == paths


def test_the_page_of_a_pack_that_may_not_leave_any_more_says_why(client: TestClient, drafted: None) -> None:
    address = made(client, statement="QS7", without="E-0003")
    assert not read(client.get(address, headers=PAGE)).xpath("//a[@download]"), "what is asked first is a page"

    client.patch("/api/v1/documents/E-0001", json={"status": "draft"})

    page = client.get(address, headers=PAGE)
    assert "may not leave any more" in words(page)
    assert "E-0001: It is a draft" in words(page)
    assert not read(page).xpath("//a[contains(., 'Download')]")


def test_a_pack_can_be_compared_again_and_a_change_is_named(client: TestClient, drafted: None) -> None:
    address = made(client, statement="QS7", without="E-0003")
    path = client.app.state.library.packs.file(address.removeprefix("/packs/"))
    with zipfile.ZipFile(path) as pack:
        entry = next(one for one in pack.infolist() if "E-0001" in one.filename)
    data = bytearray(path.read_bytes())
    data[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2] ^= 0xFF
    path.chmod(0o600)
    path.write_bytes(data)

    answer = client.post(f"{address}/check", headers=PAGE)

    assert "Not as it was made" in words(answer)
    assert "E-0001" in words(answer)


def test_a_pack_someone_hands_over_is_checked_and_not_kept(client: TestClient, drafted: None) -> None:
    address = made(client, statement="QS7", without="E-0003")
    content = client.get(f"{address}/file").content
    library = client.app.state.library
    digest = str(library.packs.get(address.removeprefix("/packs/")).digest)

    plain = client.post("/packs/check", files={"file": ("a.zip", content)}, headers=PAGE)
    proven = client.post("/packs/check", files={"file": ("a.zip", content)}, data={"digest": digest}, headers=PAGE)
    other = client.post("/packs/check", files={"file": ("a.zip", content)}, data={"digest": "0" * 64}, headers=PAGE)

    assert "not that it is the pack that was sent" in words(plain)
    assert "Its digest is the one you were given" in words(proven)
    assert "This pack is not as it was made" in words(other)
    assert list((library.home / "staging").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "said"), [(b"PK not a zip", "zip"), (b"", "zip")], ids=["no zip", "an empty file"]
)
def test_what_is_no_pack_is_refused_in_words(client: TestClient, content: bytes, said: str) -> None:
    answer = client.post("/packs/check", files={"file": ("a.zip", content)}, headers=PAGE)

    assert answer.status_code == 422
    assert said in words(answer)


def test_a_wrong_digest_is_said_at_its_field(client: TestClient) -> None:
    answer = client.post("/packs/check", data={"digest": "abc"}, files={"file": ("a.zip", b"PK")}, headers=PAGE)

    assert "#digest" in read(answer).xpath("//div[contains(@class,'error-summary')]//a/@href")


def test_an_unknown_pack_is_a_page_not_found(client: TestClient) -> None:
    answer = client.get(f"/packs/{'0' * 32}", headers=PAGE)

    assert answer.status_code == 404
    assert "evidence pack" not in words(answer)


def test_a_later_document_stays_when_the_pack_is_as_at_an_earlier_day(client: TestClient, held: None) -> None:
    earlier = "as_at-day=1&as_at-month=2&as_at-year=2020"

    assert "added after the time that the pack is as at" in words(
        client.get(f"/packs/preview?refs=E-0001&{SENT}&{earlier}", headers=PAGE)
    )
    assert client.get("/packs/preview?refs=E-0001&as_at-day=31&as_at-month=2", headers=PAGE).status_code == 422


def test_recipients_and_purposes_named_before_are_offered_each_once(client: TestClient, held: None) -> None:
    for ref, recipient, purpose in (
        ("E-0001", "Northshire Council", "Peer  review"),
        ("E-0002", "northshire council", "peer review"),
        ("E-0001", "the CQC", "Information return"),
    ):
        asked = {"recipient": recipient, "purpose": purpose}
        assert client.post(f"/documents/{ref}/clearances", data=asked, headers=PAGE).status_code == 200
    made(client, statement="QS7", recipient="The board", purpose="Assurance", use="internal")

    for address in ("/packs/new", "/packs/preview", "/documents/E-0001/clearances"):
        page = read(client.get(address, headers=PAGE))
        for name, offered in (
            ("recipient", {"The board", "the CQC", "northshire council"}),
            ("purpose", {"Assurance", "Information return", "peer review"}),
        ):
            (field,) = page.xpath(f"//input[@name='{name}']")
            assert set(page.xpath(f"//datalist[@id='{field.get('list')}']/option/@value")) == offered


def test_the_regulator_is_offered_before_anybody_was_named(client: TestClient) -> None:
    page = read(client.get("/packs/new", headers=PAGE))
    assert page.xpath("//datalist[@id='recipients']/option/@value") == ["Care Quality Commission"]


def test_the_preview_says_for_whom_and_what_a_held_document_is_cleared(client: TestClient, held: None) -> None:
    library = client.app.state.library
    assert client.patch("/api/v1/documents/E-0001", json={"sensitivity": "internal"}).status_code == 200
    client.post("/documents/E-0001/clearances", data={"recipient": "CQC", "purpose": "Site visit"}, headers=PAGE)
    library.clearing.clear(library.actor, [one.id for one in library.clearing.known()], Grounds("public-task"))

    assert "It is cleared for CQC (Site visit)." in words(client.get(f"/packs/preview?refs=E-0001&{SENT}"))


def test_what_is_restricted_in_a_pack_is_opened_with_a_reason_before_it_is_fetched(
    client: TestClient, held: None
) -> None:
    library = client.app.state.library
    assert client.patch("/api/v1/documents/E-0001", json={"sensitivity": "restricted"}).status_code == 200
    client.post("/documents/E-0001/clearances", data=FOR, headers=PAGE)
    library.clearing.clear(library.actor, [one.id for one in library.clearing.known()], Grounds("public-task"))
    file = f"{made(client, refs='E-0001')}/file"

    told = client.get(f"/api/v1{file}")
    asked = client.get(file, headers=PAGE)
    back = client.post(
        "/documents/E-0001/open",
        data={"because": "To send it to the regulator", "next": read(asked).xpath("//input[@name='next']/@value")[0]},
        headers=PAGE,
    )

    assert (told.status_code, told.json()["code"]) == (403, "not-opened")
    assert "open" in str(asked.url)
    assert (back.url.path, back.headers["content-type"]) == (file, "application/zip")
    with library.catalogue.reading() as view:
        reading = next(event for event in view.events(newest_first=True, limit=9) if event.verb == "read")
    assert (reading.refs, reading.about["what"].startswith("the file of version 1, in pack ")) == (["E-0001"], True)
