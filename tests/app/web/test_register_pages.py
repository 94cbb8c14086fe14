"""The register in a browser: read, downloaded, and imported only after a look at what would change."""

import csv
import io
from datetime import date
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient

from evidence.domain.people import role_key
from tests.app.web.account_builder import OWNER, as_somebody
from tests.app.web.upkeep_builder import ASHA, HTML, ODD, library_of, listed, page, send, words, write
from tests.conftest import last_deed


@pytest.fixture
def filled(client: TestClient) -> TestClient:
    library = library_of(client)
    for owner in ("Asha", ODD, "Ben", None):
        write(
            library, owner=owner, tags=("QS1",), note="<i>note</i>", labels=["voice:unpaid carers"], presumed=["kind"]
        )
    return client


def exported(client: TestClient) -> list[dict[str, str]]:
    answer = client.get("/register/download.csv", headers=HTML)
    assert answer.headers["content-disposition"].startswith('attachment; filename="register ')
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def give(client: TestClient, data: bytes, name: str = "edited.csv", status: int = 200) -> Any:
    files = {"file": (name, data)}
    answer = client.post("/register/import", files=files, headers=HTML)
    assert answer.status_code == status, answer.text[:500]
    return answer


def looked_at(client: TestClient, data: bytes) -> tuple[str, lxml.html.HtmlElement]:
    answer = give(client, data)
    return answer.url.path, lxml.html.document_fromstring(answer.text)


def fields(tree: lxml.html.HtmlElement) -> dict[str, str]:
    return {one.get("name"): one.get("value") for one in tree.xpath("//form[@id='import']//input")}


def test_an_empty_register_says_what_to_do_first(client: TestClient) -> None:
    assert page(client, "/register").xpath("//main//a[@href='/add']")


def test_every_field_stands_in_it_as_text(filled: TestClient) -> None:
    tree = page(filled, "/register")

    assert listed(tree) == ["E-0001", "E-0002", "E-0003", "E-0004"]
    row = words(tree, "//tbody/tr[2]")
    assert all(
        said in row for said in (ODD, "<i>note</i>", "voice: unpaid carers", "QS1", "1 September 2026", "E-0002.txt")
    )
    assert "(to confirm)" in row
    assert not tree.xpath("//main//i")


def test_it_is_narrowed_and_paged_as_the_list_is_and_fits_on_one_page_to_print(client: TestClient) -> None:
    for number in range(30):
        write(library_of(client), owner=("Asha", "Ben")[number % 2])

    assert listed(page(client, "/register?owner=Ben&sort=-ref"))[0] == "E-0030"
    assert len(listed(page(client, "/register?page=2"))) == 5
    tree = page(client, "/register")
    whole = tree.xpath("//a[contains(., 'on one page')]/@href")[0]
    assert len(listed(page(client, whole))) == 30


@pytest.mark.parametrize(("kind", "starts"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfReference")])
def test_a_download_is_the_register(filled: TestClient, kind: str, starts: bytes) -> None:
    answer = filled.get(f"/register/download.{kind}", headers=HTML)

    assert answer.content.startswith(starts)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert filled.get("/register/download.pdf", headers=HTML).status_code == 422


def test_what_would_change_is_shown_first_and_then_done_in_one_step(filled: TestClient) -> None:
    library, rows = library_of(filled), exported(filled)
    rows[0] |= {"Owner": "<b>Cleo</b>", "Dated on": "7th March 2025", "Tags": "QS1; QS3"}
    rows[1]["Confirm"] = "yes"

    path, tree = looked_at(filled, as_csv(rows))

    assert "Importing it means: 2 documents changed, 1 guess confirmed and 1 tag added." in words(tree)
    assert "Owner: Asha → becomes <b>Cleo</b>" in words(tree)
    assert "Dated on: 1 September 2026 → becomes 7 March 2025" in words(tree)
    assert library.documents.get("E-0001").owner == "Asha"
    done = send(filled, path, **fields(tree))
    assert library.documents.get("E-0001").dated_on == date(2025, 3, 7)
    assert library.documents.get("E-0002").presumed == []
    assert words(done, "//h1") == "What was imported"
    assert "Documents row 2" in words(done)
    send(filled, "/undo", event=done.xpath("//*[@id='said']//input[@name='event']/@value")[0], back="/register")
    assert library.documents.get("E-0001").owner == "Asha"
    assert library.documents.get("E-0002").presumed == ["kind"]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("Dated on", "03/04/25", "two digits"),
        ("Dated on", "30 February 2026", "no such day"),
        ("Kind", "Polcy", "Did you mean “Policy”?"),
        ("Status", "finished", "none of the choices"),
        ("Tags", "QS77", "no quality statement “QS77”"),
        ("Title", "#REF!", "its formula has no value"),
        ("Title", "", "always has a title"),
        ("Reference", "E-9999", "no document of this reference"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_only_right_rows_are_imported(
    filled: TestClient, column: str, value: str, said: str
) -> None:
    rows = exported(filled)
    rows[2][column] = value
    rows[3]["Owner"] = "Dev"

    path, tree = looked_at(filled, as_csv(rows))

    assert "1 row cannot be taken" in words(tree)
    assert said in words(tree, "//h2[@id='left-out']/following::table[1]//tr[contains(., 'row 4')]")
    assert "Import the 1 right row, leave out 1" in words(tree, "//button")
    done = send(filled, path, **fields(tree))
    assert "1 row left out." in words(done, "//*[@id='said']")
    assert "row 4" in words(done)
    assert library_of(filled).documents.get("E-0004").owner == "Dev"


def test_without_the_word_for_it_nothing_is_imported_beside_wrong_rows(filled: TestClient) -> None:
    rows = exported(filled)
    rows[0]["Owner"], rows[1]["Kind"] = "Dev", "Nonsense"
    path, tree = looked_at(filled, as_csv(rows))
    sent = fields(tree)
    del sent["only_right"]

    tree = send(filled, path, 422, **sent)

    assert "1 row is wrong, so nothing was changed" in words(tree)
    assert library_of(filled).documents.get("E-0001").owner == "Asha"


def test_an_unknown_column_is_told_and_a_file_without_any_is_refused(filled: TestClient) -> None:
    rows = [{**row, "Colour": "red"} for row in exported(filled)]
    _, tree = looked_at(filled, as_csv(rows))
    assert "The register has no such column" in words(tree)

    answer = give(filled, b"Colour,Taste\nred,sweet\n", status=422)
    tree = lxml.html.document_fromstring(answer.text)
    assert "there is no column Reference" in words(tree, "//*[@id='file-error']")
    assert "evidence " not in words(tree, "//*[@id='file-error']").replace("evidence library", "")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 nothing", b"PK\x03\x04 broken", b"Reference,Title\n"])
def test_what_is_no_register_is_refused_beside_the_field(filled: TestClient, data: bytes) -> None:
    tree = lxml.html.document_fromstring(give(filled, data, status=422).text)

    assert tree.xpath("//a[@href='#file']")
    assert tree.xpath("//title")[0].text.startswith("Error:")


def test_no_file_is_asked_for(filled: TestClient) -> None:
    assert "Choose the register" in words(send(filled, "/register/import", 422, files={"file": ("", b"")}))


def test_a_register_without_a_difference_changes_nothing(filled: TestClient) -> None:
    _, tree = looked_at(filled, as_csv(exported(filled)))

    assert "Nothing would change" in words(tree)
    assert not tree.xpath("//form[@id='import']//button")


def test_what_somebody_changed_since_the_look_stops_the_import(filled: TestClient) -> None:
    library, rows = library_of(filled), exported(filled)
    rows[0]["Owner"] = "Dev"
    path, tree = looked_at(filled, as_csv(rows))
    library.documents.set(ASHA, "E-0001", {"owner": "Zoë"})

    tree = send(filled, path, 422, **fields(tree))

    assert "The library was changed after you looked at this import, so nothing was imported" in words(tree)
    assert "E-0001 was changed after this register was made: Asha changed Owner" in words(tree)
    assert library.documents.get("E-0001").owner == "Zoë"


def test_values_of_the_file_can_be_taken_instead_of_theirs(filled: TestClient) -> None:
    library, rows = library_of(filled), exported(filled)
    rows[0]["Owner"] = "Dev"
    library.documents.set(ASHA, "E-0001", {"owner": "Zoë"})
    path, tree = looked_at(filled, as_csv(rows))

    assert "somebody changed the document since the download" in words(tree)
    anyway = page(filled, f"{path}?anyway=1")
    assert "Owner: Zoë → becomes Dev" in words(anyway)
    send(filled, path, **fields(anyway))
    assert library.documents.get("E-0001").owner == "Dev"


def test_sending_the_same_import_twice_changes_nothing_more(filled: TestClient) -> None:
    rows = exported(filled)
    rows[0]["Owner"] = "Dev"
    path, tree = looked_at(filled, as_csv(rows))
    send(filled, path, **fields(tree))
    before = last_deed(library_of(filled))

    send(filled, path, 422, **fields(tree))

    assert last_deed(library_of(filled)) == before


@pytest.mark.parametrize("name", ["0" * 64, "nonsense", "..%2f..%2fcatalogue.db", "0" * 300])
def test_an_upload_that_is_not_kept_is_asked_for_again(filled: TestClient, name: str) -> None:
    answer = filled.get(f"/register/import/{name}", headers=HTML)

    assert answer.status_code in {404, 422}
    assert filled.post(f"/register/import/{'0' * 64}", headers=HTML).status_code == 404


def test_names_of_files_are_only_shown(filled: TestClient) -> None:
    rows = exported(filled)
    rows[0]["Owner"] = "Dev"

    answer = give(filled, as_csv(rows), name="../../<b>evil</b>" + "x" * 300 + ".csv")

    tree = lxml.html.document_fromstring(answer.text)
    assert not tree.xpath("//main//p//b")
    assert "row read" not in words(tree)
    assert "4 rows read" in words(tree)
    home = library_of(filled).home
    assert [path for path in home.parent.rglob("*evil*") if home / "staging" not in path.parents] == []


def test_a_long_preview_is_turned_in_pages(client: TestClient) -> None:
    for _ in range(120):
        write(library_of(client))
    rows = exported(client)
    for row in rows:
        row["Team"] = "Reablement"

    path, tree = looked_at(client, as_csv(rows))

    assert len(tree.xpath("//h2[@id='changes']/following::table[1]//tbody/tr")) == 100
    assert tree.xpath("//a[@rel='next']/@href") == [f"{path}?page=2#changes"]
    assert len(page(client, f"{path}?page=2").xpath("//tbody/tr")) == 20


def imported(client: TestClient) -> str:
    """Import a register with one change; returns the address of what it did."""
    rows = exported(client)
    rows[0]["Title"] = "Another title"
    path, tree = looked_at(client, as_csv(rows))
    answer = client.post(path, data=fields(tree), headers=HTML)
    assert "done=" in str(answer.url), answer.text[:500]
    return f"{path}?{answer.url.query.decode()}"


def test_nobody_else_sees_an_upload_or_what_it_did(filled: TestClient) -> None:
    address = imported(filled)
    assert "Another title" in filled.get(address, headers=HTML).text

    somebody = as_somebody(filled, "lead", email="somebody@example.org")

    for path in (address, address.partition("?")[0]):
        answer = somebody.get(path, headers=HTML)
        assert answer.status_code == 404
        assert "Another title" not in answer.text


def test_what_an_import_did_is_not_told_after_access_ended(filled: TestClient) -> None:
    somebody = as_somebody(filled, "lead", email="somebody@example.org")
    address = imported(somebody)
    assert "Another title" in somebody.get(address, headers=HTML).text

    library_of(filled).documents.set(ASHA, "E-0001", {"sensitivity": "restricted"})
    library_of(filled).restricting.take(OWNER, "E-0001", role_key("lead"))

    answer = somebody.get(address, headers=HTML)
    assert answer.status_code == 404
    assert "Another title" not in answer.text
