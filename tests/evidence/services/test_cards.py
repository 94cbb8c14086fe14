"""Everything known about one document."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.errors import Invalid, NotFound
from evidence.services.drafts import Draft, TagDraft

ASHA = folder_owner("Asha")
Put = Callable[..., str]
PLAN = "Carers plan\n\nWe assess unpaid carers in their own right and offer every carer an assessment of their needs."


def test_card_tells_everything_with_its_history(library: Library, put: Put) -> None:
    ref, other = put(PLAN, kind="minutes", dated_on=date(2026, 3, 4)), put("other")
    library.tagging.tag(ASHA, [ref], TagDraft("QS9"))
    library.documents.relate(ASHA, other, "refers-to", ref)
    library.documents.add_version(ASHA, ref, BytesIO(b"Second"), name="b.txt")

    card = library.cards.card("e1")

    assert (card.document.ref, card.kind.ref, card.currency, card.in_date_until) == (
        ref, "minutes", "in-date", date(2027, 3, 4),
    )  # fmt: skip
    assert ([v.number for v in card.versions], card.version.number) == ([1, 2], 2)
    assert [tag.statement for tag in card.tags] == ["QS9"]
    assert [(r.ref, r.to_ref) for r in card.relations] == [(other, ref)]
    assert [event.verb for event in card.history] == ["added", "text read", "tagged", "related", "version added"]


def test_statements_are_suggested_with_their_passage_until_tagged(library: Library, put: Put) -> None:
    ref = put(PLAN)
    first = library.cards.card(ref).suggestions[0]

    library.tagging.tag(ASHA, [ref], TagDraft(first.statement))

    assert first.quote in library.cards.passages(ref)[first.place].text
    assert first.statement not in [suggestion.statement for suggestion in library.cards.card(ref).suggestions]
    assert library.tagging.of(ref)[0].statement == first.statement


def test_suggestion_is_never_a_tag_by_itself(library: Library, put: Put) -> None:
    ref = put(PLAN)

    assert (library.cards.suggestions([ref])[ref] != [], library.tagging.of(ref)) == (True, [])


def test_documents_are_listed_by_what_is_to_do(library: Library, put: Put) -> None:
    tagged, plain = put("one", tags=(TagDraft("QS1"),)), put("two", owner="Ben")
    library.documents.confirm(ASHA, plain)
    library.documents.set(ASHA, tagged, {"status": "draft"})

    def refs(**narrowed: object) -> list[str]:
        return [document.ref for document in library.cards.documents(**narrowed)]

    assert refs() == [tagged, plain]
    assert (refs(untagged=True), refs(presumed=True)) == ([plain], [tagged])
    assert (refs(status="draft"), refs(owner="Ben"), refs(status="draft", owner="Ben")) == ([tagged], [plain], [])
    with pytest.raises(Invalid, match="“lost” is not a status"):
        refs(status="lost")


def test_version_that_is_not_there_is_not_found(library: Library, put: Put) -> None:
    ref = put("one")

    assert library.cards.version(ref).number == library.cards.version(ref, 1).number == 1
    with pytest.raises(NotFound, match="has no version 2"):
        library.cards.version(ref, 2)


def test_counts_and_titles(library: Library, put: Put) -> None:
    ref = put("one", title="First", tags=(TagDraft("QS1"), TagDraft("QS2")))
    library.adding.want(ASHA, Draft(), title="Second")

    assert library.cards.counts() == (2, 2)
    assert library.cards.titles([ref, "E-0002", "E-0099"]) == {ref: "First", "E-0002": "Second"}
