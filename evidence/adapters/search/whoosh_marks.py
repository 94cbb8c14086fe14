"""Where in a text the hits of a query stand, by the rules that found them."""

from collections import defaultdict
from collections.abc import Sequence

from evidence.adapters.search.whoosh_plans import Begins, Lookup, Plan, Run, leaves
from evidence.adapters.search.whoosh_words import Unit, joined, placed


class _Text:
    """A text cut into positions, as the index sees it."""

    def __init__(self, text: str) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.terms: defaultdict[str, set[int]] = defaultdict(set)
        self.forms: list[tuple[int, int, tuple[str, ...]]] = []
        before: Unit | None = None
        for start, end, unit in placed(text):
            position = len(self.starts)
            for offset, term in unit.terms:
                self.terms[term].add(position + offset)
            if before is not None and before.joins and (whole := joined(before.joins, unit)) is not None:
                self.terms[whole].update((position - 1, position))
            self.forms.append((start, end, unit.forms or unit.parts))
            self.starts += [start] * unit.advance
            self.ends += [end] * unit.advance
            before = unit

    def spans(self, wanted: Lookup | Run | Begins) -> list[tuple[int, int]]:
        """The character spans of one term, run or prefix."""
        match wanted:
            case Lookup():
                places = sorted(self.terms.get(wanted.term, ()))
                return [(self.starts[place], self.ends[place]) for place in places]
            case Run():
                first, *others = (self.terms.get(term, set()) for term in wanted.terms)
                whole = (p for p in sorted(first) if all(p + n in at for n, at in enumerate(others, 1)))
                return [(self.starts[place], self.ends[place + len(others)]) for place in whole]
            case Begins():
                return [
                    (start, end)
                    for start, end, forms in self.forms
                    if any(form.startswith(wanted.prefix) for form in forms)
                ]


def marks(plans: Sequence[Plan], text: str) -> list[tuple[int, int]]:
    """Return the (start, end) character spans of ``text`` that ``plans`` hit, ascending, none overlapping."""
    cut = _Text(text)
    found = sorted({span for wanted in leaves(plans) for span in cut.spans(wanted)})
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
