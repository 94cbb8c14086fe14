"""Marks agree with what the index finds: a passage that is found has a mark, one that is not has none."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.adapters.search.whoosh_marks import Marker, read
from evidence.adapters.search.whoosh_plans import Lookup, leaves, plan
from evidence.adapters.search.whoosh_words import term_positions
from evidence.domain.queries import Query, Word, parse

_WORDS = ["carers", "Carer’s", "co-production", "co", "production", "coproduction", "s.42", "S42", "60.7%", "1,234",
          "dying", "IT", "it", "organization", "café", "e.g.", "state-of-the-art", "2023-24", "x"]  # fmt: skip


@settings(max_examples=1_000, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=9), st.sampled_from(_WORDS))
def test_a_word_is_marked_where_its_term_stands(text: list[str], asked: str) -> None:
    shown = " ".join(text)
    plans = plan(parse(asked))
    positions, _, _ = term_positions(shown)
    lookups = [item for item in plans if isinstance(item, Lookup)]
    if len(lookups) == len(plans) == 1:
        assert bool(Marker(plans).spans(shown)) == (lookups[0].term in positions)


@settings(max_examples=1_000, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab1 -.,'’é\n"), max_size=60), st.text(alphabet="ab1-.'* \"", max_size=12))
def test_marks_are_within_the_text_and_apart(text: str, asked: str) -> None:
    spans = Marker(plan(parse(asked))).spans(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)


_PIECES = [*_WORDS, "re", "view", "review", "re-view", "pre", "payment", "prepayment", "“direct", "payment”",
           "direct", "60.7km", "s.42abc", "a_b", "N.H.S.", "nhs", "NHS", "NHS’s", "c.o.", "c'o", "soft\u00adly",
           "İ", "ß", "ﬁnal", "final", "cafe\u0301", "K", "K\u00a0co", "-view", "re-", "–", "lying", "lie", "(carers)",
           "care"]  # fmt: skip
_GAPS = [" ", " ", " ", "\n", "\t", ", ", "  ", "\u00a0", ".", "-", "/", " – ", ""]
_ASKED = st.one_of(
    st.sampled_from(_PIECES),
    st.builds(lambda word, length: f"{word[:length]}*", st.sampled_from(_PIECES), st.integers(1, 4)),
    st.builds(lambda words: f'"{" ".join(words)}"', st.lists(st.sampled_from(_PIECES), min_size=2, max_size=3)),
)


@settings(max_examples=3_000, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(_PIECES), st.sampled_from(_GAPS)), max_size=20),
    st.lists(_ASKED, min_size=1, max_size=3),
    st.sampled_from(["", "IT", "NHS", "CO"]),
)
def test_marks_are_those_of_the_whole_text_cut(text: list[tuple[str, str]], asked: list[str], cased: str) -> None:
    shown = "".join(piece for pair in text for piece in pair)
    parts = (*parse(" ".join(asked)).parts, *([Word(cased, cased=True)] if cased else []))
    plans = plan(Query(parts))
    marker = Marker(plans)
    assert marker.spans(shown) == read(shown, list(dict.fromkeys(leaves(plans))), marker.wanted)


def test_a_word_without_end_ends() -> None:
    text = "a" * 200_000 + " a.b-" * 20_000 + "-a" * 100_000
    assert Marker(plan(parse('"a b" re a*'))).spans(text)


def test_marks_need_no_index(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "nothing here", b"key")
    assert index.marks(parse("carer"), ["the carers", "nobody"]) == [[(4, 10)], []]
