"""Reading a document: what is shown of each form and format, at which place, and what may be marked."""

import re
from io import BytesIO

import pytest
from fastapi.testclient import TestClient

from app.answering import SANDBOXED
from app.wiring import Library
from evidence.services.drafts import Draft, TagDraft
from tests.app.web.picking import pick
from tests.app.web.reading_builder import ASHA, PAGE, TEXT, filed, settled, shown, words
from tests.evidence.services.viewing_builder import PAGES, paper, workbook


def test_other_spellings_lead_to_the_reference_with_the_rest_of_the_address(client: TestClient) -> None:
    ref = filed(client, paper(*PAGES), "paper.pdf")

    answer = client.get("/documents/e1/p/2?q=direct", headers=PAGE, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/documents/{ref}/p/2?q=direct")
    assert client.get("/documents/e9", headers=PAGE).status_code == 404
    assert client.get("/documents/%3Cscript%3E", headers=PAGE).status_code == 404


def test_what_users_wrote_is_escaped_everywhere(client: TestClient, library: Library) -> None:
    evil = "<script>alert(1)</script>"
    ref = filed(client, f"{TEXT}\n\n{evil}", f"{evil}.txt", title=evil)
    library.documents.set(ASHA, ref, {"owner": evil, "note": evil, "team": evil})
    library.tagging.tag(ASHA, [ref], TagDraft("QS7", quote="Bold & free", impact=evil))

    for address in ("", f"?q={evil}", "?tagging=0", "?tag=T-00001", "/edit", "/discard"):
        answer = client.get(f"/documents/{ref}{address}", headers=PAGE)
        assert answer.status_code == 200
        assert evil not in answer.text
        assert "<b>Bold" not in answer.text


def test_a_page_is_shown_with_its_picture_its_words_and_ways_on(client: TestClient) -> None:
    ref = filed(client, paper(*PAGES), "paper.pdf")

    page = shown(client, f"/documents/{ref}/p/2")

    (picture,) = pick(page, ".reading-picture img")
    assert client.get(picture.get("src")).headers["content-type"] in {"image/webp", "image/png"}
    assert "Direct payments" in words(page.get_element_by_id("document-text"))
    assert "waited too long" not in words(page.get_element_by_id("document-text"))
    assert page.get_element_by_id("page-previous").get("href") == f"/documents/{ref}/p/1"
    assert not page.xpath("//*[@id='page-next']")
    assert f"Cite as {ref}, p. 2" in words(page)


def test_a_typed_page_number_leads_to_that_page_or_the_nearest_there_is(client: TestClient) -> None:
    ref = filed(client, paper(*PAGES), "paper.pdf")

    def lead(typed: str) -> str:
        return client.get(f"/documents/{ref}?page={typed}", follow_redirects=False).headers.get("location", "")

    assert lead("2") == lead("99") == f"/documents/{ref}/p/2"
    assert lead("0") == f"/documents/{ref}/p/1"
    assert lead("two") == ""
    assert client.get(f"/documents/{ref}/p/3", headers=PAGE).status_code == 404


def test_words_are_marked_by_their_stems_on_the_picture_and_in_the_text(client: TestClient) -> None:
    ref = filed(client, paper(*PAGES), "paper.pdf")

    page = shown(client, f"/documents/{ref}?q=payment")

    assert [words(mark) for mark in pick(page, "#document-text mark")] == ["payments"]
    boxes = pick(page, "svg rect.reading-box")
    assert boxes
    assert all(0 <= float(box.get(side)) <= 1 for box in boxes for side in ("x", "y", "width", "height"))
    assert [link.get("href") for link in pick(page, "#hits .reading-chips a")] == [
        f"/documents/{ref}/p/2?q=payment#document"
    ]
    assert "page 2" in words(pick(page, "title")[0]), "it opens at the first page that has the words"


def test_words_that_are_not_there_are_said_to_be_absent(client: TestClient) -> None:
    ref = filed(client)

    assert "does not stand in the text" in words(shown(client, f"/documents/{ref}?q=zebra").get_element_by_id("hits"))


def test_a_tag_leads_to_its_quote(client: TestClient, library: Library) -> None:
    ref = filed(client, paper(*PAGES), "paper.pdf")
    (tag,) = library.tagging.tag(ASHA, [ref], TagDraft("QS7", quote="Safeguarding adults is everybody's business"))

    page = shown(client, f"/documents/{ref}?tag={tag.id}")

    assert "page 2" in words(pick(page, "title")[0])
    assert words(pick(page, "#document-text mark")[0]).startswith("Safeguarding adults")
    assert pick(page, "svg rect.reading-box")
    assert "reading-tag--chosen" in page.get_element_by_id(tag.id).get("class")


def test_a_place_opens_the_right_part_of_a_long_text(client: TestClient) -> None:
    text = "\n\n".join(f"{'word ' * 250}number{n}." for n in range(60))
    ref = filed(client, text)

    page = shown(client, f"/documents/{ref}?place=45#passage-45")

    chosen = pick(page, ".reading-passage--chosen")
    assert [one.get("id") for one in chosen] == ["passage-45"]
    assert len(pick(page, ".reading-passage")) <= 20
    (current,) = pick(page, ".govuk-pagination [aria-current=page]")
    assert words(current) == "3"
    assert pick(shown(client, f"/documents/{ref}?part=99"), ".reading-passage"), "past the end is the end"


def test_a_workbook_is_shown_as_tables_sheet_by_sheet(client: TestClient) -> None:
    ref = filed(client, workbook(), "book.xlsx")

    page = shown(client, f"/documents/{ref}?view=table")

    assert "zebrafinch 0" in words(pick(page, "table.reading-grid")[0])
    assert [words(one) for one in pick(page, "nav[aria-label=Sheets] li")] == ["Teams", "Workings (hidden)"]
    (after,) = [link for link in pick(page, "#document a") if words(link) == "Rows after these"]
    assert "zebrafinch 599" in words(pick(shown(client, after.get("href")), "table.reading-grid")[0])
    assert "Hidden workings" in words(shown(client, f"/documents/{ref}?view=table&sheet=2"))
    assert client.get(f"/documents/{ref}?view=table&sheet=9", headers=PAGE).status_code == 404


def test_words_in_a_workbook_are_shown_where_they_can_be_marked_and_tagged(client: TestClient) -> None:
    ref = filed(client, workbook(), "book.xlsx")

    page = shown(client, f"/documents/{ref}?q=zebrafinch")

    assert pick(page, "#document-text mark")
    assert pick(shown(client, f"/documents/{ref}?q=workings&view=table&sheet=2"), "table mark")


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(client: TestClient) -> None:
    ref = filed(client, b"%PDF-1.7\nnothing of use", "broken.pdf")

    document = shown(client, f"/documents/{ref}").get_element_by_id("document")

    assert "could not be read" in words(document)
    assert "title" in words(document)
    assert document.xpath(f".//a[starts-with(@href, '/documents/{ref}/original')]")


def test_a_text_that_is_still_being_read_says_so_and_looks_again(client: TestClient, library: Library) -> None:
    client.app.state.background.stop()
    ref = library.adding.add(ASHA, Draft(), BytesIO(TEXT.encode()), name="a.txt").added[0].ref

    document = shown(client, f"/documents/{ref}").get_element_by_id("document")

    assert "being read" in words(document)
    assert document.get("hx-get") == f"/documents/{ref}"
    assert list(library.texts.read_pending())
    assert shown(client, f"/documents/{ref}").get_element_by_id("document").get("hx-get") is None


@pytest.mark.parametrize(
    ("name", "content", "disposition"),
    [("paper.pdf", paper(*PAGES), "inline"), ("page.html", "<p>hello there</p><script>1</script>", "attachment")],
)
def test_only_pdf_and_pictures_open_in_the_browser(
    client: TestClient, name: str, content: str | bytes, disposition: str
) -> None:
    ref = filed(client, content, name)

    answer = client.get(f"/documents/{ref}/original")

    assert answer.headers["content-disposition"].startswith(disposition)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == SANDBOXED
    assert ("html" in answer.headers["content-type"]) is False


def test_a_file_that_was_changed_on_disk_is_not_handed_out(client: TestClient, library: Library) -> None:
    ref = filed(client)
    library.files.path(library.cards.version(ref).sha256 or "").chmod(0o600)
    library.files.path(library.cards.version(ref).sha256 or "").write_bytes(b"changed")

    assert client.get(f"/documents/{ref}/original", headers=PAGE).status_code == 500


def test_an_earlier_version_can_be_read_and_says_that_it_is_not_in_use(client: TestClient) -> None:
    ref = filed(client)
    client.post(f"/documents/{ref}/versions", files={"file": ("new.txt", b"Wholly other words stand here.")})
    settled(client)

    page = shown(client, f"/documents/{ref}?version=1")

    assert "not the one in use" in words(page)
    assert "wait too long" in words(page.get_element_by_id("document-text"))
    assert not pick(page, "[data-tag-passage]"), "only the version in use can be tagged"
    assert client.get(f"/documents/{ref}?version=7", headers=PAGE).status_code == 404


def test_every_button_of_the_page_is_named_and_every_id_is_there_once(client: TestClient, library: Library) -> None:
    ref = filed(client, paper(*PAGES), "paper.pdf")
    library.tagging.tag(ASHA, [ref], TagDraft("QS7", quote="Direct payments were offered"))

    page = shown(client, f"/documents/{ref}/p/2?q=payments")

    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(words(button) for button in pick(page, "main button"))
    assert not re.search(r"\bgap\b|\bproof\b|\bstance\b", words(pick(page, "main")[0]))
