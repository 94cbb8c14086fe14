"""Measure how well personal data is spotted, on a seeded sample of fictional texts whose truth is known.

Run ``python -m bench.personal_data [--passages 1200] [--seed 7] [--unseen] [--wrong]``; ``--wrong`` prints what was
missed or wrongly taken. A find counts when it is of the right kind, covers the whole of what it should and at most a
title more. Beside it stand the simple patterns that most people would write first.
"""

import argparse
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bench.council_decoys import DECOYS
from bench.council_phrases import CASES
from bench.council_phrases_unseen import CASES_UNSEEN, DECOYS_UNSEEN
from bench.council_texts import KINDS, Labelled, Truth, passages
from bench.rows import Row, table
from evidence.domain.personal_data import CaseReferences, personal_data

CASE_REFERENCES = CaseReferences(("LAS-#######", "@@######/##"))
AIM = 0.95
_SLACK = 8  # characters more than the truth: a title, a bracket
_NAIVE = {
    "nhs-number": r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b",
    "national-insurance-number": r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Z]\b",
    "date-of-birth": r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{1,2} (?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December) \d{4}\b",
    "postcode": r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b",
    "phone-number": r"(?:\+44 ?|\b0)\d[\d ]{8,11}\d\b",
    "email-address": r"\b[\w.+-]+@[\w-]+\.[\w.]+\b",
    "case-reference": r"\bLAS-\d+\b|\b[A-Z]{2}\d+/\d+\b",
    "name": r"\b[A-Z][a-z]+ [A-Z][a-z]+\b",
}

Spot = Callable[[str], Iterable[Truth]]


def ours(text: str) -> Iterable[Truth]:
    """Spot as the library does."""
    found = personal_data(text, case_references=CASE_REFERENCES)
    return (Truth(one.kind, one.start, one.end) for one in found)


def naive(text: str) -> Iterable[Truth]:
    """Spot with one plain pattern a kind."""
    return (Truth(kind, hit.start(), hit.end()) for kind, rule in _NAIVE.items() for hit in re.finditer(rule, text))


class Tally:
    """Counts finds and truths by kind."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.true: Counter[str] = Counter()
        self.wrong: list[str] = []

    def take(self, passage: Labelled, spotted: Iterable[Truth]) -> None:
        """Count one passage."""
        open_truths = list(passage.truths)
        self.true.update(truth.kind for truth in open_truths)
        for one in spotted:
            self.found[one.kind] += 1
            match = next((truth for truth in open_truths if _covers(one, truth)), None)
            if match is None:
                self.wrong.append(_shown("taken ", one, passage.text))
                continue
            self.right[one.kind] += 1
            open_truths.remove(match)
        self.wrong += [_shown("missed", truth, passage.text) for truth in open_truths]

    def rates(self, kinds: Sequence[str]) -> tuple[float, float]:
        """Return precision and recall over these kinds; 1 where there was nothing to get wrong."""
        right, found, true = (sum(count[kind] for kind in kinds) for count in (self.right, self.found, self.true))
        return (right / found if found else 1.0), (right / true if true else 1.0)


def measure(place: Path, *, count: int, seed: int = 7) -> list[Row]:
    """Measure every kind and all together, then on half as many passages of sentences the rules never saw.

    Nothing is written to ``place``.
    """
    del place
    _, rows = _measured(passages(count, seed), "spotting")
    unseen = passages(count // 2, seed, cases=CASES_UNSEEN, decoys=DECOYS_UNSEEN)
    _, further = _measured(unseen, "spotting, sentences not used to settle the rules")
    return rows + further[-4:-1]


def _measured(sample: Sequence[Labelled], what: str) -> tuple[Tally, list[Row]]:
    mine, plain = Tally(), Tally()
    started = time.perf_counter()
    spotted = [list(ours(passage.text)) for passage in sample]
    seconds = time.perf_counter() - started
    for passage, found in zip(sample, spotted, strict=True):
        mine.take(passage, found)
        plain.take(passage, naive(passage.text))
    kinds = list(dict.fromkeys(KINDS.values()))
    rows = [_row(f"{what}: {kind}", [kind], mine, plain) for kind in kinds]
    rows.append(_row(f"{what}: all but names", [kind for kind in kinds if kind != "name"], mine, plain))
    rows.append(_row(f"{what}: everything", kinds, mine, plain))
    characters = sum(len(passage.text) for passage in sample)
    rows.append(Row(f"{what}: {len(sample):,} passages", f"{characters / seconds / 1e6:.1f} MB/s"))
    return mine, rows


def _row(what: str, kinds: Sequence[str], mine: Tally, plain: Tally) -> Row:
    (precision, recall), (naive_precision, naive_recall) = mine.rates(kinds), plain.rates(kinds)
    number = sum(mine.true[kind] for kind in kinds)
    aimed = kinds != ["name"] and "name" not in kinds
    return Row(
        what,
        f"precision {precision:.3f}, recall {recall:.3f} of {number:,}",
        f"plain patterns: {naive_precision:.3f}, {naive_recall:.3f}",
        f"{AIM}" if aimed else "",
        min(precision, recall) >= AIM if aimed else None,
    )


def _covers(one: Truth, truth: Truth) -> bool:
    more = (truth.start - one.start) + (one.end - truth.end)
    return one.kind == truth.kind and one.start <= truth.start and one.end >= truth.end and more <= _SLACK


def _shown(what: str, one: Truth, text: str) -> str:
    around = (
        f"{text[max(0, one.start - 60) : one.start]}[[{text[one.start : one.end]}]]{text[one.end : one.end + 40]}"
    )
    return f"{what} {one.kind}: {around!r}"


def main() -> None:
    """Print the table, and with ``--wrong`` everything that went wrong."""
    options = argparse.ArgumentParser(prog="python -m bench.personal_data", description=__doc__)
    options.add_argument("--passages", type=int, default=1_200)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument(
        "--unseen", action="store_true", help="The sentences that were not used to settle the rules."
    )
    options.add_argument("--wrong", action="store_true", help="Also print what was missed or wrongly taken.")
    given = options.parse_args()
    cases, decoys = (CASES_UNSEEN, DECOYS_UNSEEN) if given.unseen else (CASES, DECOYS)
    mine, rows = _measured(passages(given.passages, given.seed, cases=cases, decoys=decoys), "spotting")
    print(table(rows))
    if given.wrong:
        print(*sorted(mine.wrong), sep="\n")


if __name__ == "__main__":
    main()
