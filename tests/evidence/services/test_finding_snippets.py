"""The piece of a passage that is shown: around the hits, escaped, and never long."""

from html.parser import HTMLParser
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.services.finding.snippets import snippet


class TestSnippets:
    def test_is_around_the_densest_hits(self) -> None:
        text = "hit " + "filler " * 100 + "hit hit hit " + "filler " * 100
        at = [n for n in range(len(text)) if text.startswith("hit", n)]
        shown = snippet(text, [(n, n + 3) for n in at])
        assert shown.startswith("… ")
        assert shown.count("<mark>hit</mark>") == 3

    def test_white_space_reads_on(self) -> None:
        assert snippet("a\n\n b\tc", [(4, 5)]) == "a <mark>b</mark> c"

    @settings(max_examples=400, deadline=None)
    @given(st.text(alphabet=st.sampled_from("ab <>&\"'\n…é"), max_size=900), st.data())
    def test_is_always_escaped_and_bounded(self, text: str, data: Any) -> None:
        edges = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12, unique=True)))
        marks = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if b - a < 60]
        tags = Tags()
        tags.feed(snippet(text, marks))
        assert tags.names in ([], ["mark"]) or set(tags.names) == {"mark"}
        assert len(tags.text) < 420


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.names: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag if not attrs else f"{tag} with attributes")

    def handle_data(self, data: str) -> None:
        self.text += data
