"""Tagging from a document's page: what is offered, what is refused in place, and taking it back."""

import pytest
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.services.drafts import TagDraft
from tests.app.web.picking import pick
from tests.app.web.reading_builder import ASHA, PAGE, filed, problems, said, sent, settled, shown, undone, words

QUOTE = "People wait too long for a review"


def test_a_passage_link_opens_the_form_with_its_words_to_be_shortened(client: TestClient) -> None:
    ref = filed(client)
    (link,) = pick(shown(client, f"/documents/{ref}"), "#passage-0 [data-tag-passage]")

    page = shown(client, link.get("href"))

    assert page.get_element_by_id("tag-form").get("open") is not None
    assert QUOTE in page.get_element_by_id("quote").text
    assert page.get_element_by_id("place").get("value") == "0"


def test_words_are_tagged_and_the_tag_can_be_taken_back(client: TestClient, library: Library) -> None:
    ref = filed(client)

    page = sent(client, f"/documents/{ref}/tags", quote=QUOTE.lower(), place="0", statement="QS1", stance="gap",
                sub_topic="QS1/timeliness", proof="practice", source="people", impact="They lose hope.")  # fmt: skip

    (tag,) = library.tagging.of(ref)
    assert (tag.quote, tag.statement, tag.sub_topic, tag.stance) == (QUOTE, "QS1", "timeliness", "gap")
    assert (tag.proof, tag.source, tag.impact) == ("practice", "people", "They lose hope.")
    assert f"{ref} is now tagged to QS1" in said(page)
    assert QUOTE in words(pick(page, "#document-text mark")[0])
    assert "Area for improvement" in words(page.get_element_by_id("tags"))
    undone(client, page)
    assert library.tagging.of(ref) == []


def test_without_words_the_whole_document_is_tagged(client: TestClient, library: Library) -> None:
    ref = filed(client)

    page = sent(client, f"/documents/{ref}/tags", statement="QS7", stance="strength")

    assert library.tagging.of(ref)[0].quote is None
    assert "The whole document" in words(page.get_element_by_id("tags"))


def test_the_very_same_tag_again_changes_nothing_and_offers_no_undo(client: TestClient, library: Library) -> None:
    ref = filed(client)
    sent(client, f"/documents/{ref}/tags", statement="QS7")

    page = sent(client, f"/documents/{ref}/tags", statement="QS7")

    assert "already" in said(page)
    assert not pick(page, "#said form")
    assert len(library.tagging.of(ref)) == 1


@pytest.mark.parametrize(
    ("fields", "field", "said_of_it"),
    [
        ({"statement": ""}, "statement", "Choose the quality statement"),
        ({"statement": "QS99"}, "statement", "Choose one of the answers"),
        ({"statement": "QS7", "sub_topic": "QS1/timeliness"}, "sub_topic", "belongs to QS1"),
        ({"statement": "QS7", "quote": "These words are nowhere at all"}, "quote", "do not stand in"),
        ({"statement": "QS7", "quote": "x" * 1_001}, "quote", "1,001 characters"),
        ({"statement": "QS7", "stance": "proud"}, "stance", "Choose one of the answers"),
        ({"statement": "QS7", "tag_covers_from__day": "31", "tag_covers_from__month": "2",
          "tag_covers_from__year": "2026"}, "tag_covers_from", "real date"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_place_and_what_was_typed_is_kept(
    client: TestClient, library: Library, fields: dict[str, str], field: str, said_of_it: str
) -> None:
    ref = filed(client)

    page = sent(client, f"/documents/{ref}/tags", expect=422, **{"quote": QUOTE, "impact": "Kept <i>", **fields})

    assert said_of_it in problems(page)[0]
    assert words(pick(page, "title")[0]).startswith("Error:")
    assert pick(page, f".govuk-error-summary a[href='#{field}']")
    assert page.get_element_by_id("impact").text.strip() == "Kept <i>"
    assert page.get_element_by_id("tag-form").get("open") is not None
    assert library.tagging.of(ref) == []


def test_words_copied_from_elsewhere_are_found_though_the_form_began_in_another_passage(
    client: TestClient, library: Library
) -> None:
    ref = filed(client, "\n\n".join(f"{'word ' * 250}number{n} ends." for n in range(4)))

    sent(client, f"/documents/{ref}/tags", quote="number3 ends", place="0", statement="QS7")

    assert library.tagging.of(ref)[0].place == 3


def test_words_that_stand_in_several_passages_are_tagged_where_they_were_selected(
    client: TestClient, library: Library
) -> None:
    ref = filed(client, "\n\n".join(f"Same words. {'word ' * 250}{n}." for n in range(4)))

    sent(client, f"/documents/{ref}/tags", quote="Same words", place="2", statement="QS7")

    assert library.tagging.of(ref)[0].place == 2


def test_statements_that_its_words_point_to_come_first_with_the_reason(client: TestClient) -> None:
    ref = filed(client, "Safeguarding adults board: section 42 enquiries and making safeguarding personal.")

    page = shown(client, f"/documents/{ref}")

    (first, *_) = pick(page, "#statement optgroup")
    assert first.get("label") == "Suggested by its words"
    assert pick(first, "option")[0].get("value") == "QS7"
    assert "It says “" in words(pick(page, ".reading-suggested li")[0])
    (link, *_) = pick(page, ".reading-suggested a")
    assert pick(shown(client, link.get("href")), "#statement option[selected]")[0].get("value") == "QS7"


def test_a_tag_is_removed_and_put_back(client: TestClient, library: Library) -> None:
    ref = filed(client)
    (tag,) = library.tagging.tag(ASHA, [ref], TagDraft("QS7"))

    page = sent(client, f"/documents/{ref}/tags/{tag.id}/remove")

    assert library.tagging.of(ref) == []
    assert "removed" in said(page)
    undone(client, page)
    assert [one.id for one in library.tagging.of(ref)] == [tag.id]
    assert client.post(f"/documents/{ref}/tags/T-99999/remove", headers=PAGE).status_code == 404
    other = filed(client, b"Another paper about waiting")
    assert client.post(f"/documents/{other}/tags/{tag.id}/remove", headers=PAGE).status_code == 404
    assert [one.id for one in library.tagging.of(ref)] == [tag.id]


@pytest.mark.parametrize(
    ("newer", "told"),
    [("Wholly other words about parks.", "not in the newer version"),
     ("People wait very long for a review of care.", "changed in the newer version")],
)  # fmt: skip
def test_words_that_a_newer_version_lost_or_changed_are_said_so(
    client: TestClient, library: Library, newer: str, told: str
) -> None:
    ref = filed(client, "People wait too long for a review of their care.")
    library.tagging.tag(ASHA, [ref], TagDraft("QS1", quote="People wait too long for a review of their care"))
    client.post(f"/documents/{ref}/versions", files={"file": ("new.txt", newer.encode())})
    settled(client)

    assert told in words(shown(client, f"/documents/{ref}").get_element_by_id("tags"))
    assert client.get(f"/documents/{ref}?tag=T-00001", headers=PAGE).status_code == 200


def test_a_form_of_another_site_tags_nothing(client: TestClient, library: Library) -> None:
    ref = filed(client)

    answer = client.post(
        f"/documents/{ref}/tags", data={"statement": "QS7"}, headers={**PAGE, "origin": "https://elsewhere.example"}
    )

    assert answer.status_code == 403
    assert library.tagging.of(ref) == []
