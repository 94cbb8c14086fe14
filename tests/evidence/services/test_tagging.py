"""Tagging documents and passages: only the statement is obligatory, words must stand in the document."""

from collections.abc import Callable
from datetime import date

import pytest

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.domain.tags import Tag
from evidence.errors import Invalid, NotFound
from evidence.services.drafts import TagDraft

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
Put = Callable[..., str]
TEXT = (
    "The board met.\n\nPeople wait too long for a review – some for a year. We “must” do better.\n\nIt ended at five."
)


def tag(library: Library, ref: str, statement: str = "QS1", **fields: object) -> Tag:
    return library.tagging.tag(ASHA, [ref], TagDraft(statement, **fields))[0]


class TestOneTag:
    def test_only_the_statement_is_needed(self, library: Library, put: Put) -> None:
        made = tag(library, put(TEXT))

        assert (made.id, made.statement, made.framework) == ("T-00001", "QS1", "cqc-local-authority")
        assert (made.stance, made.category, made.proof, made.source, made.quote) == (
            "strength",
            None,
            None,
            None,
            None,
        )
        assert made.added_by == "Asha"

    def test_everything_that_is_stated_is_kept(self, library: Library, put: Put) -> None:
        ref = put(TEXT)
        tag(
            library, ref, "assessing needs", category="Processes", sub_topic="timeliness", proof="outcome",
            stance="gap", source="people", impact="People are safer", covers_from=date(2026, 1, 1),
            covers_to=date(2026, 3, 31),
        )  # fmt: skip

        (kept,) = library.tagging.of(ref)
        assert (kept.statement, kept.category, kept.sub_topic, kept.proof) == (
            "QS1",
            "processes",
            "timeliness",
            "outcome",
        )
        assert (kept.stance, kept.source, kept.impact) == ("gap", "people", "People are safer")
        assert (kept.covers_from, kept.covers_to) == (date(2026, 1, 1), date(2026, 3, 31))

    def test_category_is_presumed_when_read_so_that_a_mended_kind_mends_it(self, library: Library, put: Put) -> None:
        ref = put(TEXT, kind="policy")
        tag(library, ref)
        today = library.clock.today()
        before = library.shelf.evidence(today)[0]

        library.documents.set(ASHA, ref, {"kind": "case-study", "source": "people"})

        after = library.shelf.evidence(today)[0]
        assert (before.category, before.proof, before.category_presumed) == ("processes", "policy", True)
        assert (after.category, after.proof, after.category_presumed) == ("people-experience", "practice", True)

    def test_the_very_same_tag_is_one(self, library: Library, put: Put) -> None:
        ref = put(TEXT)
        first = tag(library, ref, category="processes")
        last = library.shelf.last_event()

        second = tag(library, ref, category="processes")

        assert (second.id, library.shelf.last_event(), len(library.tagging.of(ref))) == (first.id, last, 1)

    @pytest.mark.parametrize("other", [{"stance": "gap"}, {"category": "partners"}, {"quote": "The board met"}])
    def test_tag_that_differs_is_another(self, library: Library, put: Put, other: dict[str, str]) -> None:
        ref = put(TEXT)
        tag(library, ref)
        tag(library, ref, **other)

        assert len(library.tagging.of(ref)) == 2

    def test_untagged_tag_is_gone(self, library: Library, put: Put) -> None:
        ref = put(TEXT)
        made = tag(library, ref)

        library.tagging.untag(ASHA, f" {made.id.lower()} ")

        assert library.tagging.of(ref) == []
        with pytest.raises(NotFound, match="no tag T-00001"):
            library.tagging.untag(ASHA, made.id)


class TestManyAtOnce:
    def test_many_documents_are_tagged_in_one_step(self, library: Library, put: Put) -> None:
        refs = [put("one"), put("two"), put("three")]
        last = library.shelf.last_event()

        made = library.tagging.tag(ASHA, [*refs, refs[0], "e2"], TagDraft("QS3"))

        assert sorted({one.ref for one in made}) == refs
        assert [len(library.tagging.of(ref)) for ref in refs] == [1, 1, 1]
        assert library.shelf.last_event() == last + 1

    def test_one_wrong_reference_tags_nothing(self, library: Library, put: Put) -> None:
        ref = put("one")

        with pytest.raises(NotFound, match="E-0099"):
            library.tagging.tag(ASHA, [ref, "E-0099"], TagDraft("QS3"))

        assert library.tagging.of(ref) == []

    def test_quote_must_stand_in_every_document(self, library: Library, put: Put) -> None:
        one, other = put(TEXT), put("Nothing of the kind.")

        with pytest.raises(Invalid, match=f"do not stand in {other}"):
            library.tagging.tag(ASHA, [one, other], TagDraft("QS1", quote="The board met"))

        assert library.tagging.of(one) == []


class TestPassages:
    @pytest.mark.parametrize(
        "typed",
        [
            "People wait too long for a review",
            "  people WAIT too\nlong for a review - some for a year ",
            '"We "must" do better."',
        ],
    )
    def test_quote_is_found_as_people_type_it_and_kept_as_it_stands(
        self, library: Library, put: Put, typed: str
    ) -> None:
        made = tag(library, put(TEXT), quote=typed)

        assert made.quote in TEXT
        assert made.number == 1
        assert made.locator == library.cards.passages(made.ref)[made.place].locator

    def test_words_around_a_quote_are_kept_to_find_it_again(self, library: Library, put: Put) -> None:
        made = tag(library, put(TEXT), quote="too long")

        assert made.before.endswith("People wait ")
        assert made.after.startswith(" for a review")

    def test_passage_is_tagged_by_its_locator(self, library: Library, put: Put) -> None:
        ref = put(TEXT)
        passage = library.cards.passages(ref)[0]

        made = tag(library, ref, passage=f"  {passage.locator.upper()} ")

        assert (made.locator, made.place, made.quote) == (passage.locator, 0, passage.text)

    def test_long_passage_is_anchored_by_its_beginning(self, library: Library, put: Put) -> None:
        ref = put("word " * 280)
        made = tag(library, ref, passage=library.cards.passages(ref)[0].locator)

        assert 900 < len(made.quote) <= 1000
        assert made.quote.endswith("word")

    def test_wrong_quote_names_the_nearest_words(self, library: Library, put: Put) -> None:
        ref = put(TEXT)

        with pytest.raises(Invalid) as refused:
            tag(library, ref, quote="People weight too long for the review")

        assert "The nearest words are: “People wait too long for a review" in refused.value.message
        assert refused.value.details["near"]

    def test_wrong_quote_like_nothing_is_refused_without_advice(self, library: Library, put: Put) -> None:
        with pytest.raises(Invalid, match=r"do not stand in E-0001\. Copy them"):
            tag(library, put(TEXT), quote="zzz qqq xxx")

    def test_unknown_locator_names_those_there_are(self, library: Library, put: Put) -> None:
        ref = put(TEXT)

        with pytest.raises(Invalid) as refused:
            tag(library, ref, passage="p. 99")

        assert refused.value.details["known"] == [library.cards.passages(ref)[0].locator]
        assert library.cards.passages(ref)[0].locator in refused.value.message

    def test_passage_of_a_document_without_text_cannot_be_tagged(self, library: Library, put: Put) -> None:
        with pytest.raises(Invalid, match="Tag the whole document"):
            tag(library, put(" \n "), quote="anything")

    def test_quote_outside_the_passage_named_is_refused(self, library: Library, put: Put) -> None:
        ref = put("first " * 250 + "\n\n" + "second " * 250 + "\n\nclosing words")
        first = library.cards.passages(ref)[0]

        with pytest.raises(Invalid, match="do not stand"):
            tag(library, ref, passage=first.locator, quote="closing words")


class TestWrongWords:
    @pytest.mark.parametrize(
        ("fields", "said", "known"),
        [
            ({"statement": "QS10"}, "no quality statement “QS10”", "QS9"),
            ({"category": "rumour"}, "no evidence category “rumour”", "processes"),
            ({"sub_topic": "aliens"}, "QS1 has no sub-topic “aliens”", "timeliness"),
            ({"stance": "meh"}, "“meh” is not a stance", "planned"),
            ({"proof": "vibes"}, "“vibes” is not a what it shows", "outcome"),
            ({"source": "cat"}, "“cat” is not a source", "unpaid-carers"),
        ],
    )
    def test_wrong_word_names_those_there_are(
        self, library: Library, put: Put, fields: dict[str, str], said: str, known: str
    ) -> None:
        ref = put(TEXT)

        with pytest.raises(Invalid, match=said) as refused:
            tag(library, ref, **{"statement": "QS1", **fields})

        assert known in refused.value.message
        assert known in refused.value.details["known"]
        assert library.tagging.of(ref) == []


class TestShortForm:
    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("QS7", ("QS7", None, None)),
            ("QS7/processes", ("QS7", "processes", None)),
            (" QS7 / processes / practice ", ("QS7", "processes", "practice")),
            ("QS7//practice", ("QS7", None, "practice")),
        ],
    )
    def test_short_form_is_read(self, text: str, read: tuple[str | None, ...]) -> None:
        draft = TagDraft.short(text)

        assert (draft.statement, draft.category, draft.proof) == read

    @pytest.mark.parametrize("text", ["", "/processes", "QS7/processes/practice/more"])
    def test_wrong_short_form_is_refused(self, text: str) -> None:
        with pytest.raises(Invalid, match="is not a tag"):
            TagDraft.short(text)
