"""Five real council papers: their text comes out clean, whole, and under the headings that readers see."""

import re
from pathlib import Path

import pytest

from tests.evidence.extractors.samples import Read

_PAPERS = Path(__file__).resolve().parents[4] / "shared" / "data" / "council-papers"
_FOUND = sorted(_PAPERS.glob("*.txt")) if _PAPERS.is_dir() else []
_WORDS = re.compile(r"[A-Za-z']{4,}")

pytestmark = [
    pytest.mark.council_papers,
    pytest.mark.skipif(not _FOUND, reason="the council papers of the shared folder are not here"),
]
_EACH = pytest.mark.parametrize("paper", _FOUND, ids=lambda paper: paper.stem)


@_EACH
def test_no_tag_is_left_and_no_word_is_lost(paper: Path, read: Read) -> None:
    original = paper.read_text("utf-8")
    passages = read(paper.read_bytes(), paper.name).passages
    together = "\n".join(passage.text for passage in passages)
    assert not re.search(r"</?[a-z]+[ >]|\*\*", together)
    plain = re.sub(r"<[^<>\n]*>", " ", original)
    assert set(_WORDS.findall(plain)) <= set(_WORDS.findall(together))


@_EACH
def test_passages_are_bounded_and_located(paper: Path, read: Read) -> None:
    for passage in read(paper.read_bytes(), paper.name).passages:
        assert len(passage.text.split()) <= 400
        assert re.match(r"section \S|lines? \d", passage.locator)


@pytest.mark.parametrize(
    ("name", "locator", "words"),
    [
        ("plymouth-2025-improvement-journey", "section Areas to improve", "Reduce waiting times for assessments"),
        ("plymouth-2009-10-performance-assessment", "section Leadership", "People from all communities"),
        ("rotherham-2024-peer-review-minutes", "section Minutes", "The Chair welcomed Councillor"),
        ("sefton-2025-cabinet-member-update", "section Workforce", "A key enabler"),
        ("southampton-2019-scrutiny-report", "section LEGAL IMPLICATIONS", "LEGAL IMPLICATIONS"),
    ],
)
def test_words_are_under_their_heading(name: str, locator: str, words: str, read: Read) -> None:
    passages = read((_PAPERS / f"{name}.txt").read_bytes(), f"{name}.txt").passages
    assert any(words in passage.text for passage in passages if passage.locator == locator)
