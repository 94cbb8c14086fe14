"""Measure search end to end: building, updating, and queries, beside SQLite FTS5 and Tantivy on the same text.

Run ``python -m bench.search [--documents 600] [--pages 12] [--seed 1]``.
Every number is of this run on this machine; nothing is asserted. Text is synthetic: seeded, with words as
frequent as Zipf's law has them, two passages of 300 words a page.
"""

import argparse
import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from bench.rows import Row, table
from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.domain.frameworks import Category, Framework, Statement, Theme
from evidence.domain.queries import parse
from evidence.domain.vocabulary import Kind, Vocabulary
from evidence.ports import Findable, IndexedDocument, IndexedPassage, PassageText
from evidence.services.finding import Finding

VOCABULARY = 40_000
WORDS = 300
PASSAGES_A_PAGE = 2
TODAY = date(2026, 1, 1)
QUERIES_EACH = 25
_LARGE = 10_000
_AIMS = ((60, 100), (150, 150))
"""Milliseconds at p95: (usual, phrases) in a usual library and in a large one."""


@dataclass
class Corpus:
    """The documents of a bench: their words by number, and their texts."""

    words: list[str]
    texts: list[list[str]]

    def documents(self) -> Iterator[IndexedDocument]:
        """Every document, as the index takes it."""
        for number, passages in enumerate(self.texts):
            yield self.document(number, passages)

    def passage(self, number: int, place: int) -> str:
        """The text of one passage."""
        passages = self.texts[number]
        return passages[place % len(passages)]

    def document(self, number: int, passages: Sequence[str]) -> IndexedDocument:
        """One document with these passages."""
        heading = f"{' '.join(passages[0].split()[:6])} E-{number:04d}"
        return IndexedDocument(f"E-{number:04d}", heading, [IndexedPassage(*entry) for entry in enumerate(passages)])


class Catalogue:
    """A catalogue in memory; what it costs is not part of the measure."""

    def __init__(self, corpus: Corpus, rng: np.random.Generator) -> None:
        self._corpus = corpus
        kinds = rng.integers(0, 12, len(corpus.texts))
        self._findables = [
            Findable(
                f"E-{n:04d}", f"Document {n}", f"kind-{kinds[n]}", "final", "official", team=f"Team {n % 17}",
                dated_on=TODAY - timedelta(days=int(n)), year=2020 + n % 6,
                currency=("in-date", "due", "out-of-date", "unknown")[n % 4], labels=(f"locality:{n % 9}",),
                tags=((f"QS{n % 9 + 1}", "processes"), (f"QS{n % 7 + 1}", "people")),
            )
            for n in range(len(corpus.texts))
        ]  # fmt: skip

    def findable(self, on: date) -> Sequence[Findable]:
        """Every document."""
        del on
        return self._findables

    def passage_texts(self, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], PassageText]:
        """The texts asked for."""
        return {
            (ref, place): PassageText(ref, place, f"p. {place // 2 + 1}", self._corpus.passage(int(ref[2:]), place))
            for ref, place in wanted
        }

    def last_event(self) -> int:
        """One event made it all."""
        return 1


def corpus(documents: int, pages: int, seed: int) -> Corpus:
    """Make a corpus: always the same for one seed."""
    rng = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words = ["".join(rng.choice(letters, rng.integers(3, 11))) for _ in range(VOCABULARY)]
    chances = 1 / np.arange(1, VOCABULARY + 1) ** 1.05
    chances /= chances.sum()
    named = np.array(words)
    each = pages * PASSAGES_A_PAGE
    texts = [
        [" ".join(row) for row in named[rng.choice(VOCABULARY, (each, WORDS), p=chances)]] for _ in range(documents)
    ]
    return Corpus(words, texts)


def queries(corpus: Corpus, seed: int) -> dict[str, list[str]]:
    """Queries of each kind, from the words and texts of the corpus."""
    rng = np.random.default_rng(seed)
    words = corpus.words

    def some(count: int, low: int, high: int) -> list[str]:
        return [" ".join(words[n] for n in rng.integers(low, high, count)) for _ in range(QUERIES_EACH)]

    def phrases(length: int) -> list[str]:
        found = []
        for _ in range(QUERIES_EACH):
            document = corpus.texts[int(rng.integers(len(corpus.texts)))]
            text = document[int(rng.integers(len(document)))].split()
            at = int(rng.integers(len(text) - length))
            found.append('"' + " ".join(text[at : at + length]) + '"')
        return found

    common = some(1, 10, 80)
    return {
        "rare word": some(1, 8_000, 20_000),
        "common word": common,
        "two common words": some(2, 10, 80),
        "four common words": some(4, 10, 80),
        "OR of two common": [query.replace(" ", " OR ") for query in some(2, 10, 80)],
        "phrase of two": phrases(2),
        "phrase of common": [f'"{query}"' for query in some(2, 0, 20)],
        "prefix of three": [f"{query[:3]}*" for query in some(1, 0, VOCABULARY) if len(query) >= 3],
        "filtered": [f"{query} kind:kind-3" for query in common],
    }


def milliseconds(action: Callable[[], object]) -> float:
    """How long ``action`` takes."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1e3


def spread(times: Sequence[float]) -> str:
    """Median and 95th percentile, for the table."""
    return f"{np.percentile(times, 50):8.1f}{np.percentile(times, 95):8.1f}"


def scheme(kinds: int = 12) -> tuple[Framework, Vocabulary]:
    """A framework and a vocabulary for the catalogue."""
    theme = Theme(number=1, ref="one", title="One")
    statements = tuple(Statement(ref=f"QS{n}", title=f"Statement {n}", theme=1, asks="") for n in range(1, 10))
    categories = tuple(Category(ref=ref, title=ref.title()) for ref in ("people", "processes"))
    framework = Framework(
        ref="bench", version="1", title="Bench", dated_on=TODAY, provider="", source_address="", rights="",
        themes=(theme,), statements=statements, categories=categories, scale=(), bands=(),
    )  # fmt: skip
    return framework, Vocabulary(kinds=tuple(Kind(ref=f"kind-{n}", title=f"Kind {n}") for n in range(kinds)))


def fts5(corpus: Corpus) -> tuple[Callable[[str], object], float]:
    """Build SQLite FTS5 in memory; returns how to ask it, with snippets, and the seconds it took."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table p using fts5(ref unindexed, text, tokenize='porter unicode61')")
    rows = [(f"E-{n:04d}", text) for n, passages in enumerate(corpus.texts) for text in passages]
    built = milliseconds(lambda: base.executemany("insert into p values (?, ?)", rows))
    question = "select ref, snippet(p, 1, '', '', '', 30) from p where p match ? order by rank limit 60"
    return lambda text: base.execute(question, (text.split(" kind:")[0],)).fetchall(), built / 1e3


def tantivy(corpus: Corpus, folder: Path) -> tuple[Callable[[str], object], float] | None:
    """Build Tantivy on disk; returns how to ask it, with snippets, and the seconds; ``None`` if absent."""
    try:
        import tantivy as engine
    except ImportError:
        return None
    builder = engine.SchemaBuilder()
    builder.add_text_field("ref", stored=True)
    builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
    schema = builder.build()
    folder.mkdir()
    index = engine.Index(schema, path=str(folder))

    def build() -> None:
        writer = index.writer(128_000_000, num_threads=1)
        for number, passages in enumerate(corpus.texts):
            for text in passages:
                writer.add_document(engine.Document(ref=f"E-{number:04d}", text=text))
        writer.commit()
        writer.wait_merging_threads()

    built = milliseconds(build)
    index.reload()
    searcher = index.searcher()

    def search(text: str) -> object:
        text = text.split(" kind:", maxsplit=1)[0]
        if text.endswith("*"):
            query = engine.Query.regex_query(schema, "text", f"{text[:-1]}.*")
        else:
            query = index.parse_query(text, ["text"], conjunction_by_default=True)
        shown = engine.SnippetGenerator.create(searcher, query, schema, "text")
        found = [searcher.doc(address) for _, address in searcher.search(query, 60).hits]
        return [shown.snippet_from_doc(document).to_html() for document in found]

    return search, built / 1e3


def measure(place: Path, *, documents: int = 600, pages: int = 12, seed: int = 1) -> list[Row]:
    """Measure building, updating and asking an index of ``documents``, beside FTS5 and Tantivy."""
    text = corpus(documents, pages, seed)
    folder = place / f"search-{documents}"
    folder.mkdir()
    index = WhooshIndex(folder / "index", b"bench" * 8)
    built = milliseconds(lambda: index.rebuild(text.documents(), cursor=1)) / 1e3
    passages = sum(map(len, text.texts))
    size = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    updates = [update(index, text, number) for number in range(20)]
    beside = {"FTS5": fts5(text)}
    other = tantivy(text, folder / "tantivy")
    if other is not None:
        beside["Tantivy"] = other
    rates = ", ".join(f"{name} {passages / seconds:,.0f}/s" for name, (_, seconds) in beside.items())
    found = [
        Row(f"index of {documents:,} documents ({passages:,} passages, {size / 1e6:.0f} MB) built",
            f"{passages / built:,.0f} passages/s", rates),
        Row(f"one 20-page document more among {documents:,}", f"p50/p95 {spread(updates)} ms", "", "1 s",
            max(updates) <= 1000),
    ]  # fmt: skip
    framework, vocabulary = scheme()
    finding = Finding(index, Catalogue(text, np.random.default_rng(seed)), vocabulary, lambda: framework)
    finding.search("warm", on=TODAY)
    # As the server does when it starts: the collector need not walk through what stays (here, the corpus too).
    gc.collect()
    gc.freeze()
    asked = {name: ask for name, (ask, _) in beside.items()}
    return found + [
        asking(kind, texts, index, finding, asked, documents) for kind, texts in queries(text, seed).items()
    ]


def asking(
    kind: str, texts: list[str], index: WhooshIndex, finding: Finding, beside: dict[str, Callable[[str], object]],
    documents: int,
) -> Row:  # fmt: skip
    """Measure one kind of query: with snippets and facets, first use of its words and again."""
    index.forget()
    first, again = ([milliseconds(lambda t=text: finding.search(t, on=TODAY)) for text in texts] for _ in range(2))
    parsed = [parse(text).words for text in texts]
    among = frozenset(index.refs())
    bare = [milliseconds(lambda q=query: index.search(q, among=among)) for query in parsed]
    rivals = {name: [milliseconds(lambda t=text, a=ask: a(t)) for text in texts] for name, ask in beside.items()}
    most = _AIMS[documents >= _LARGE][kind.startswith("phrase")]
    worst = float(np.percentile(first, 95))
    return Row(
        f"search of {documents:,}, {kind}: p50/p95 ms", f"first use {spread(first)}, again {spread(again)}",
        ", ".join(f"{name} {spread(times)}" for name, times in rivals.items()), f"p95 {most} ms", worst <= most,
        f"the index itself {spread(bare)}, the rest facets and up to 60 snippets",
    )  # fmt: skip


def update(index: WhooshIndex, corpus: Corpus, number: int) -> float:
    """Milliseconds to take in one document of twenty pages."""
    texts = [text for other in range(4) for text in corpus.texts[number + other]][:40]
    return milliseconds(lambda: index.update([corpus.document(number, texts)], removed=(), cursor=2 + number))


def main() -> None:
    """Read the options and measure."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=600)
    arguments.add_argument("--pages", type=int, default=12)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(table(measure(Path(folder), documents=chosen.documents, pages=chosen.pages, seed=chosen.seed)))


if __name__ == "__main__":
    main()
