"""The answers on arrays are those of Whoosh's own searcher, with the same scores."""

import math
import random
from pathlib import Path
from typing import Any

import pytest
from whoosh import query as own
from whoosh.index import FileIndex
from whoosh.scoring import BM25F
from whoosh.util.numeric import byte_to_length, length_to_byte

from evidence.adapters.search.sealed import SealedFolder
from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.adapters.search.whoosh_plans import Begins, Every, Lookup, Plan, Run, Some
from evidence.adapters.search.whoosh_ranking import Ranking
from evidence.adapters.search.whoosh_reading import Storage
from evidence.adapters.search.whoosh_schema import LAYOUT, schema
from evidence.adapters.search.whoosh_snapshot import HEADING_BOOST
from evidence.adapters.search.whoosh_writing import NAME
from evidence.ports import IndexedDocument, IndexedPassage

KEY = b"key"
WORDS = ["zebra", "zinc", "moss", "mint", "oak", "elm", "fern", "reed", "ash", "yew"]


class FieldStatistics(BM25F):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's BM25F, with statistics over the units that have the field, and their lengths as coded."""

    def __init__(self, counts: dict[str, int], lengths: dict[str, int]) -> None:
        super().__init__()
        self._counts = counts
        self._lengths = lengths

    def idf(self, searcher: Any, fieldname: str, text: bytes) -> float:
        parent = searcher.get_parent()
        return math.log(self._counts[fieldname] / (parent.doc_frequency(fieldname, text) + 1)) + 1

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> Any:
        scorer = super().scorer(searcher, fieldname, text, qf)
        scorer.avgfl = self._lengths[fieldname] / self._counts[fieldname]
        return scorer


def to_own(plan: Plan, field: str) -> Any:
    match plan:
        case Lookup():
            return own.Term(field, plan.term)
        case Run():
            return own.Phrase(field, list(plan.terms))
        case Begins():
            return own.Prefix(field, plan.prefix, constantscore=False)
        case Every():
            return own.And([to_own(inner, field) for inner in plan.plans])
        case Some():
            return own.Or([to_own(inner, field) for inner in plan.plans])
        case _:
            raise AssertionError(plan)


PLANS: list[Plan] = [
    *(Lookup(word) for word in WORDS[:4]),
    Every((Lookup("zebra"), Lookup("oak"))),
    Every((Lookup("zebra"), Lookup("oak"), Lookup("moss"))),
    Some((Lookup("zebra"), Lookup("oak"))),
    Some((Lookup("fern"), Every((Lookup("reed"), Lookup("ash"))))),
    Run(("zebra", "oak")),
    Run(("moss", "mint", "oak")),
    Every((Run(("elm", "fern")), Lookup("yew"))),
    Begins("z"),
    Begins("mi"),
    Every((Begins("m"), Lookup("ash"))),
]


@pytest.mark.parametrize("seed", range(12))
def test_answers_are_those_of_whooshs_own_searcher(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a corpus, not a secret
    documents = [
        IndexedDocument(
            f"E-{n:04d}",
            " ".join(rng.choices(WORDS, k=rng.randint(1, 5))),
            [IndexedPassage(p, " ".join(rng.choices(WORDS, k=rng.randint(1, 30)))) for p in range(rng.randint(0, 4))],
        )
        for n in range(40)
    ]
    index = WhooshIndex(tmp_path, KEY)
    index.rebuild(documents[:25], cursor=1)
    index.update(documents[25:], removed=(), cursor=2)
    ranking = Ranking(index._snapshot(), index.refs())
    searcher = own_searcher(tmp_path, documents)
    for plan in PLANS:
        assert ranking.unit_scores([plan]) == pytest.approx(theirs(searcher, plan), abs=1e-4), plan


def own_searcher(folder: Path, documents: list[IndexedDocument]) -> Any:
    manifest = SealedFolder(folder, KEY, layout=LAYOUT).read()
    storage = Storage(str(folder / manifest.generation))
    counts = {"heading": len(documents), "text": sum(len(document.passages) for document in documents)}
    lengths = {
        "heading": sum(coded(document.heading) for document in documents),
        "text": sum(coded(passage.text) for document in documents for passage in document.passages),
    }
    return FileIndex(storage, schema(), NAME).searcher(weighting=FieldStatistics(counts, lengths))


def coded(text: str) -> int:
    return int(byte_to_length(length_to_byte(len(text.split()))))


def theirs(searcher: Any, plan: Plan) -> dict[tuple[str, int], float]:
    found: dict[tuple[str, int], float] = {}
    refs, places = searcher.reader().column_reader("ref"), searcher.reader().column_reader("place")
    for field, boost in (("heading", HEADING_BOOST), ("text", 1.0)):
        for hit in searcher.search(to_own(plan, field), limit=None, optimize=False):
            found[refs[hit.docnum].decode(), places[hit.docnum]] = hit.score * boost
    return found
