"""A small library to search in, kept in memory, and an index of it on disk."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.domain.frameworks import Category, Framework, Statement, Theme
from evidence.domain.vocabulary import Abbreviation, Kind, Vocabulary
from evidence.ports import Findable, IndexedDocument, IndexedPassage, PassageText
from evidence.services.finding import Finding

ON = date(2026, 1, 1)


class Shelf:
    """A catalogue in memory: what one person may see."""

    def __init__(self, held: Sequence[tuple[Findable, Sequence[str]]], *, last: int = 1) -> None:
        self._findables = [findable for findable, _ in held]
        self._texts = {findable.ref: texts for findable, texts in held}
        self._last = last

    def findable(self, on: date) -> Sequence[Findable]:
        del on
        return self._findables

    def passage_texts(self, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], PassageText]:
        return {
            (ref, place): PassageText(ref, place, f"p. {place + 1}", self._texts[ref][place]) for ref, place in wanted
        }

    def behind(self, cursor: int) -> int:
        return max(0, self._last - cursor)


def doc(ref: str, title: str, **facts: Any) -> Findable:
    return Findable(ref, title, **{"kind": "other", "status": "final", "sensitivity": "internal", **facts})


HELD: list[tuple[Findable, list[str]]] = [
    (
        doc("E-0001", "Waiting list report", kind="report", team="Front door", dated_on=date(2025, 5, 1), year=2025,
            currency="in-date", labels=("locality:North",), tags=(("QS1", "people"), ("QS1", "processes"))),
        ["carers want breaks", "The waiting list <b> fell by 60.7%."],
    ),
    (
        doc("E-0002", "Carers policy", kind="policy", status="draft", owner="Asha Rao", dated_on=date(2024, 5, 1),
            year=2024, tags=(("QS2", None),)),
        ["carers and their support"],
    ),
    (doc("E-0003", "Scanned letter", text_reason="pictures only."), []),
    (
        doc("E-0042", "Audit", kind="audit", sensitivity="sensitive", currency="out-of-date",
            dated_on=date(2023, 1, 1)),
        ["under section 42 of the Act", "what carers said"],
    ),
]  # fmt: skip
FRAMEWORK = Framework(
    ref="test", version="1", title="Test", dated_on=ON, provider="", source_address="", rights="", scale=(), bands=(),
    themes=(Theme(number=1, ref="working", title="Working with people"),),
    statements=(
        Statement(ref="QS1", title="Assessing needs", theme=1, asks=""),
        Statement(ref="QS2", title="Supporting people", theme=1, asks=""),
    ),
    categories=(Category(ref="people", title="People"), Category(ref="processes", title="Processes")),
)  # fmt: skip
VOCABULARY = Vocabulary(
    kinds=tuple(Kind(ref=ref, title=ref.title()) for ref in ("report", "policy", "audit", "other")),
    abbreviations=(Abbreviation(short="S42", expansions=("section 42",)),),
)

Make = Callable[..., Finding]


def make_finding(
    folder: Path, held: Sequence[tuple[Findable, Sequence[str]]], *, shown: int | None = None, last: int = 1
) -> Finding:
    index = WhooshIndex(folder, b"key")
    index.rebuild(
        [
            IndexedDocument(f.ref, f"{f.title}\n{f.ref}", [IndexedPassage(*entry) for entry in enumerate(texts)])
            for f, texts in held
        ],
        cursor=1,
    )
    return Finding(index, Shelf(held[:shown], last=last), VOCABULARY, lambda: FRAMEWORK)
