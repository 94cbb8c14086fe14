"""What the search index promises to whoever asks it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.adapters.search.whoosh_plans import plan
from evidence.adapters.search.whoosh_ranking import Ranking
from evidence.domain.queries import Expanded, Phrase, Query, Word, parse
from evidence.errors import Unavailable
from evidence.ports import IndexedDocument

Make = Callable[..., IndexedDocument]


def refs(index: WhooshIndex, text: str, among: set[str] | None = None) -> list[str]:
    return [match.ref for match in index.search(parse(text), among=index.refs() if among is None else among)]


class TestMatching:
    @pytest.mark.parametrize(
        ("text", "typed"),
        [
            ("carers wait", "carer"),
            ("the carer’s view", "carers"),
            ("THE CARERS' VIEW", "carer"),
            ("co-production", "coproduction"),
            ("co-production", "co production"),
            ("coproduction", "co-production"),
            ("coproduction", "co production"),
            ("co production", "coproduction"),
            ("co production", "co-production"),
            ("our co‑production plan", '"coproduction plan"'),
            ("our coproduction plan", '"co-production plan"'),
            ("re-ablement", "reablement"),
            ("long term support", "long-term"),
            ("60.7% of people", "60.7%"),
            ("60.7% of people", "60.7"),
            ("1,234 people", "1234"),
            ("on 12/03/2024", "12/03/2024"),
            ("on 12/03/2024", "2024"),
            ("the 2023-24 plan", "2023-24"),
            ("café", "cafe"),
            ("cafe", "café"),
            ("under s.42", "S42"),
            ("organization", "organisations"),
            ("safeguarding adults", "safeguard*"),
            ("safeguarding adults", "safeguarding*"),
            ("an assessment", "assessm*"),
            ("Waiting_list_2024.pdf", "waiting"),
            ("what is the policy", "the policy of them"),
            ("terms of reference", '"terms of reference"'),
            ("two\nlines", '"two lines"'),
        ],
    )
    def test_passage_is_found(self, index: WhooshIndex, document: Make, text: str, typed: str) -> None:
        index.rebuild([document("E-0001", "", text)], cursor=1)
        assert refs(index, typed) == ["E-0001"]

    @pytest.mark.parametrize(
        ("text", "typed"),
        [
            ("direct big payments", '"direct payments"'),
            ("payments direct", '"direct payments"'),
            ("carers wait", "carers policy"),
            ("carers wait", "-carers wait"),
            ("60.7% of people", "60.8%"),
            ("carers", "car"),
            ("carers", ""),
            ("carers", "..."),
            ("carers", "kind:policy"),
        ],
    )
    def test_passage_is_not_found(self, index: WhooshIndex, document: Make, text: str, typed: str) -> None:
        index.rebuild([document("E-0001", "", text)], cursor=1)
        assert refs(index, typed) == []

    def test_words_of_one_passage_come_before_scattered_ones(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild(
            [document("E-0001", "x", "carers", "waiting"), document("E-0002", "x", "other", "carers waiting")],
            cursor=1,
        )
        found = index.search(parse("carers waiting"), among=index.refs())
        assert [(m.ref, m.places, m.scattered) for m in found] == [("E-0002", (1,), False), ("E-0001", (0, 1), True)]

    def test_heading_is_found_without_passages(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "Scanned letter.pdf E-0001")], cursor=1)
        assert [(m.ref, m.places) for m in index.search(parse("letter"), among=index.refs())] == [("E-0001", ())]

    def test_title_word_counts_more_than_a_passage_word(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild(
            [
                document("E-0001", "Other", "carers live here"),
                document("E-0002", "Carers policy", "other things here"),
            ],
            cursor=1,
        )
        assert refs(index, "carers") == ["E-0002", "E-0001"]

    def test_excluded_word_excludes_the_whole_document(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "x", "carers", "draft"), document("E-0002", "x", "carers")], cursor=1)
        assert refs(index, "carers -draft") == ["E-0002"]

    def test_word_in_capitals_is_told_from_the_plain_one(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "", "does it work"), document("E-0002", "", "the IT strategy")], cursor=1)
        assert [m.ref for m in index.search(Query((Word("IT", cased=True),)), among=index.refs())] == ["E-0002"]

    def test_best_way_of_saying_it_scores(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "", "section 42"), document("E-0002", "", "S42 here")], cursor=1)
        query = Query((Expanded(Word("S42"), ((Phrase("section 42"), 0.1),)),))
        assert [m.ref for m in index.search(query, among=index.refs())] == ["E-0002", "E-0001"]

    def test_equal_scores_are_in_order_of_reference_then_place(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document(f"E-{n:04d}", "", "carers", "carers") for n in (3, 1, 2)], cursor=1)
        found = index.search(parse("carers"), among=index.refs())
        assert [(m.ref, m.places) for m in found] == [("E-0001", (0, 1)), ("E-0002", (0, 1)), ("E-0003", (0, 1))]

    def test_marks_show_what_was_found(self, index: WhooshIndex) -> None:
        text = "The council’s co-production of Direct\nPayments"
        (spans,) = index.marks(parse('coproduction "direct payment" counc* -the'), [text])
        assert [text[start:end] for start, end in spans] == ["council’s", "co-production", "Direct\nPayments"]


class TestAmong:
    def test_only_documents_named_are_found(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "", "carers"), document("E-0002", "", "carers")], cursor=1)
        assert refs(index, "carers", {"E-0002", "E-0099"}) == ["E-0002"]

    def test_units_of_others_are_never_scored(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "", "carers"), document("E-0002", "", "carers")], cursor=1)
        ranking = Ranking(index._snapshot(), {"E-0002"})
        assert set(ranking.unit_scores(plan(parse("carers")))) == {("E-0002", 0)}

    def test_words_of_others_are_never_suggested(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "", "safeguarding"), document("E-0002", "", "policy")], cursor=1)
        assert index.near_words("safegaurding", among={"E-0001"}) == ["safeguarding"]
        assert index.near_words("safegaurding", among={"E-0002"}) == []

    def test_inflections_of_others_are_never_suggested(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "", "smithing"), document("E-0002", "", "smith")], cursor=1)
        assert index.near_words("smithin", among={"E-0002"}) == ["smith"]

    def test_documents_alike_are_among_those_named_and_never_itself(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document(f"E-000{n}", "", "carers waiting for breaks") for n in (1, 2, 3)], cursor=1)
        assert [m.ref for m in index.similar("E-0001", among={"E-0001", "E-0003"}, limit=5)] == ["E-0003"]

    def test_nothing_is_like_a_document_that_is_not_held(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "", "carers")], cursor=1)
        assert index.similar("E-0009", among=index.refs(), limit=5) == []


class TestChanging:
    def test_changed_document_is_found_by_its_new_words_only(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "old", "before"), document("E-0002", "x", "before")], cursor=1)
        index.update([document("E-0001", "new", "after")], removed=(), cursor=2)
        assert (refs(index, "before"), refs(index, "old"), refs(index, "after")) == (["E-0002"], [], ["E-0001"])

    def test_removed_document_is_not_found(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "x", "carers")], cursor=1)
        index.update([], removed={"E-0001"}, cursor=2)
        assert (refs(index, "carers"), index.refs(), index.cursor()) == ([], set(), 2)

    def test_other_instance_sees_an_update(
        self, index: WhooshIndex, reopened: Callable[[], WhooshIndex], document: Make
    ) -> None:
        index.rebuild([document("E-0001", "x", "carers")], cursor=1)
        other = reopened()
        assert other.cursor() == 1
        index.update([document("E-0002", "x", "carers")], removed=(), cursor=2)
        assert (refs(other, "carers"), other.cursor()) == (["E-0001", "E-0002"], 2)

    def test_updates_give_the_answers_of_a_rebuild(self, index: WhooshIndex, tmp_path: Path, document: Make) -> None:
        final = [
            document(f"E-{n:04d}", f"title {n % 3}", *(f"carers {w} wait" for w in range(n % 4))) for n in range(9)
        ]
        index.rebuild([document(d.ref, "gone", "carers gone carers") for d in final], cursor=1)
        for number, changed in enumerate(final):
            index.update([changed], removed=(), cursor=2 + number)
        rebuilt = WhooshIndex(tmp_path / "other", b"key")
        rebuilt.rebuild(final, cursor=1)
        asked = [parse(text) for text in ("carers", "title", "carers wait", '"carers 1"', "tit*", "gone")]
        answers = [index.search(query, among=index.refs()) for query in asked]
        assert answers == [rebuilt.search(query, among=rebuilt.refs()) for query in asked]
        assert index.compact()
        assert answers == [index.search(query, among=index.refs()) for query in asked]
        assert not index.compact()

    def test_many_updates_keep_the_number_of_segments_bounded(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([], cursor=1)
        for number in range(60):
            index.update([document(f"E-{number:04d}", "x", "carers")], removed=(), cursor=2 + number)
        assert len(refs(index, "carers")) == 60
        assert len(index._snapshot().segments) <= 49

    def test_compacting_leaves_no_deleted_text_on_the_disk(
        self, index: WhooshIndex, folder: Path, document: Make
    ) -> None:
        index.rebuild([document("E-0001", "x", "xylophone"), document("E-0002", "x", "carers")], cursor=1)
        index.update([], removed={"E-0001"}, cursor=2)
        index.compact()
        assert not any(b"xylophon" in path.read_bytes() for path in folder.rglob("*") if path.is_file())

    def test_folder_is_private(self, index: WhooshIndex, folder: Path) -> None:
        index.rebuild([], cursor=1)
        assert folder.stat().st_mode & 0o777 == 0o700

    def test_empty_library_is_a_usable_index(self, index: WhooshIndex) -> None:
        index.rebuild([], cursor=7)
        assert (index.cursor(), refs(index, "carers", {"E-0001"})) == (7, [])

    def test_without_an_index_the_cursor_is_zero_and_questions_are_refused(self, index: WhooshIndex) -> None:
        assert (index.cursor(), index.refs(), index.intact()) == (0, set(), False)
        with pytest.raises(Unavailable):
            index.search(parse("carers"), among={"E-0001"})
        with pytest.raises(Unavailable):
            index.update([], removed=(), cursor=1)

    def test_words_beyond_the_last_position_are_found(self, index: WhooshIndex, document: Make) -> None:
        index.rebuild([document("E-0001", "x", "word " * 70_000 + "carers")], cursor=1)
        assert refs(index, "carers") == ["E-0001"]
