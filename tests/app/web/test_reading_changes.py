"""What changes a document as a whole: newer versions, relations, withdrawing and discarding, and the history."""

import lxml.html
import pytest
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.services.drafts import TagDraft
from tests.app.web.picking import pick
from tests.app.web.reading_builder import ASHA, PAGE, filed, problems, said, sent, settled, shown, undone, words
from tests.conftest import last_deed


def test_a_document_is_renewed_in_one_step(client: TestClient, library: Library) -> None:
    ref = filed(client)
    library.tagging.tag(ASHA, [ref], TagDraft("QS7"))

    answer = client.post(f"/documents/{ref}/versions", files={"file": ("newer.txt", b"Newer words.")}, headers=PAGE)
    settled(client)

    assert f"{ref} now has version 2" in answer.text
    page = shown(client, f"/documents/{ref}")
    versions = words(page.get_element_by_id("versions"))
    assert "Version 2, in use newer.txt" in versions
    assert "paper.txt" in versions
    assert "Newer words" in words(page.get_element_by_id("document-text"))
    assert len(library.tagging.of(ref)) == 1
    assert client.get(f"/documents/{ref}/original?version=1").content != b"Newer words."


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (None, "Choose one file"),
        ([("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))], "one file only"),
        ([("file", ("empty.txt", b""))], ""),
        ([("file", ("same.txt", b"The same words."))], "holds this file already, as E-0001"),
    ],
)
def test_a_version_that_cannot_be_taken_is_refused_beside_its_field(
    client: TestClient, library: Library, files: object, told: str
) -> None:
    ref = filed(client, "The same words.")

    answer = client.post(f"/documents/{ref}/versions", files=files, data={"x": "y"}, headers=PAGE)

    assert answer.status_code == 422
    page = lxml.html.fromstring(answer.text)
    assert told in problems(page)[0]
    assert page.get_element_by_id("renew").get("open") is not None
    assert len(library.cards.card(ref).versions) == 1


def test_a_relation_is_shown_from_both_sides_and_taken_back(client: TestClient, library: Library) -> None:
    one, other = filed(client, "One paper."), filed(client, "Another paper.")

    page = sent(client, f"/documents/{one}/relations", relation="supersedes", to_ref=other.lower())

    assert f"supersedes {other}" in words(page.get_element_by_id("related"))
    assert f"is superseded by {one}" in words(shown(client, f"/documents/{other}").get_element_by_id("related"))
    undone(client, page)
    assert library.cards.card(one).relations == ()


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"relation": "supersedes", "to_ref": ""}, "to_ref", "Enter the reference"),
        ({"relation": "supersedes", "to_ref": "E-0099"}, "to_ref", "no document E-0099"),
        ({"relation": "supersedes", "to_ref": "E-0001"}, "to_ref", "related to itself"),
        ({"relation": "", "to_ref": "E-0001"}, "relation", "Choose how it stands"),
        ({"relation": "loves", "to_ref": "E-0001"}, "relation", "Choose one of the answers"),
    ],
)
def test_a_relation_that_makes_no_sense_is_refused_beside_its_field(
    client: TestClient, fields: dict[str, str], field: str, told: str
) -> None:
    ref = filed(client)

    page = sent(client, f"/documents/{ref}/relations", expect=422, **fields)

    assert told in problems(page)[0]
    assert "evidence list" not in problems(page)[0], "pages name no commands"
    assert pick(page, f".govuk-error-summary a[href='#{field}']")
    assert page.get_element_by_id("relate").get("open") is not None


def test_withdrawing_and_reinstating(client: TestClient, library: Library) -> None:
    ref = filed(client)

    page = sent(client, f"/documents/{ref}/withdraw")

    assert f"{ref} is withdrawn" in said(page)
    assert "Withdrawn" in words(pick(page, ".reading-marks")[0])
    assert client.post(f"/documents/{ref}/withdraw", headers=PAGE).status_code == 409
    assert "back in use" in said(sent(client, f"/documents/{ref}/reinstate"))
    assert library.documents.get(ref).status == "final"


def test_discarding_asks_first_and_says_what_goes(client: TestClient, library: Library) -> None:
    ref = filed(client)
    library.tagging.tag(ASHA, [ref], TagDraft("QS7"))

    page = shown(client, f"/documents/{ref}/discard")

    asked = words(pick(page, "main")[0])
    assert "cannot be undone" in asked
    assert "1 version" in asked
    assert "1 tag" in asked
    assert library.documents.get(ref), "asking changes nothing"
    answer = client.post(f"/documents/{ref}/discard", headers=PAGE, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/documents")
    assert client.get(f"/documents/{ref}", headers=PAGE).status_code == 404
    assert client.get(f"/documents/{ref}/original").status_code == 404


def test_nothing_is_changed_by_opening_an_address(client: TestClient, library: Library) -> None:
    ref = filed(client)
    before = last_deed(library)

    for address in ("tags", "withdraw", "reinstate", "confirm", "versions", "relations"):
        assert client.get(f"/documents/{ref}/{address}", headers=PAGE).status_code in {404, 405}
    for address in ("", "/edit", "/discard", "/original"):
        client.get(f"/documents/{ref}{address}", headers=PAGE)

    assert last_deed(library) == before


def test_the_history_says_who_did_what_newest_first(client: TestClient, library: Library) -> None:
    ref, other = filed(client), filed(client, "Another paper.")
    library.tagging.tag(ASHA, [ref], TagDraft("QS7"))
    library.documents.set(ASHA, ref, {"owner": "Ben", "dated_on": "2026-03-04"})
    library.documents.relate(ASHA, other, "refers-to", ref)
    library.undoing.undo(ASHA)

    lines = [words(line) for line in pick(shown(client, f"/documents/{ref}"), ".reading-history li")]

    assert [line.partition("Asha ")[2] for line in lines if "Asha " in line] == [
        f"took back: noted that it is referred to by {other}",
        f"noted that it is referred to by {other}",
        "changed date of the document and owner",
        "tagged it to QS7",
        "added the document",
    ]


def test_a_long_history_is_cut_and_can_be_had_whole(client: TestClient, library: Library) -> None:
    ref = filed(client)
    for number in range(30):
        library.documents.set(ASHA, ref, {"owner": f"Owner {number}"})

    page = shown(client, f"/documents/{ref}")

    assert len(pick(page, ".reading-history li")) == 20
    (more,) = [link for link in pick(page, "#history a") if words(link).startswith("Show all")]
    assert len(pick(shown(client, more.get("href")), ".reading-history li")) == 32
