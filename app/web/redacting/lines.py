"""What can be taken out of a version, and what was taken out of a copy, in words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.web import wording
from app.web.findings.lines import CERTAINTY_TITLES
from evidence.domain.findings import DECISION_TITLES, KIND_NAMES
from evidence.domain.redactions import Taken
from evidence.services.found_words import Found
from evidence.services.redacting import Made

_PLACES_SHOWN = 6
_LONGEST_SHOWN = 300
"""Characters of words that were taken out: a story may be a page long."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Words that were found, once however often they stand there; ``place`` is the number of the first finding."""

    place: int
    words: str
    before: str
    after: str
    where: str
    reason: str
    certainty: str
    decided: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    kind: str
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """One thing that was taken out of a copy."""

    what: str
    where: str
    kind: str
    times: str


def choices(found: Iterable[Found], most: int) -> tuple[tuple[Group, ...], int]:
    """Return what stands in the text, by kind, each words once, and how many more there are than ``most``."""
    alike: dict[tuple[str, str], list[Found]] = {}
    for one in found:
        if one.finding.part == "text":
            alike.setdefault((one.finding.kind, _plain(one.words)), []).append(one)
    order = list(KIND_NAMES)
    shown = sorted(alike.items(), key=lambda item: order.index(item[0][0]))[:most]
    by_kind: dict[str, list[Choice]] = {}
    for (kind, _), places in shown:
        by_kind.setdefault(kind, []).append(_choice(places))
    return tuple(Group(kind, _title(kind), tuple(lines)) for kind, lines in by_kind.items()), len(alike) - len(shown)


def always_gone(found: Iterable[Found]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return what of a version no copy has, in words, and the numbers of those findings."""
    hidden = [one.finding for one in found if one.finding.part in {"hidden", "file-name"}]
    kinds = Counter(one.kind for one in hidden if one.part == "hidden")
    names = sum(one.part == "file-name" for one in hidden)
    words = [f"{KIND_NAMES[kind]}: {count:,}" for kind, count in kinds.items()]
    return (*words, *(["what stands in the name of its file"] if names else [])), tuple(one.place for one in hidden)


def gone(made: Made, found: Sequence[Found]) -> tuple[Gone, ...]:
    """Return what was taken out of a copy; ``found`` are the findings of the version that it was made from."""
    by_place = {one.finding.place: one for one in found}
    by_words: dict[str, list[Found]] = {}
    for one in found:
        by_words.setdefault(_plain(one.words), []).append(one)
    return tuple(_gone(one, made.words, by_place, by_words) for one in made.redaction.taken)


def _gone(
    one: Taken, words: Mapping[int, str], by_place: Mapping[int, Found], by_words: Mapping[str, Sequence[Found]]
) -> Gone:
    if one.page is not None:
        return Gone(f"All of page {one.page}", f"p. {one.page}", "Covered whole", "")
    times = wording.many(one.times, "time") if one.times else "Only where no copy has anything"
    if one.phrase is not None:
        return Gone(one.phrase, "Wherever it stood", "Words that were given", times)
    found = by_place.get(one.finding or 0)
    said = " ".join(words.get(one.finding or 0, "").split())
    where = _where(by_words.get(_plain(said), ())) if found and found.finding.part == "text" else ""
    kind = _title(found.finding.kind) if found else ""
    return Gone(_cut(said) or f"Finding {one.finding}", where or (found.where if found else ""), kind, times)


def _choice(places: Sequence[Found]) -> Choice:
    first = places[0]
    undecided = any(one.finding.decision is None for one in places)
    decision = None if undecided else first.finding.decision
    return Choice(
        first.finding.place, first.words, first.before, first.after, _where(places), first.finding.reason,
        CERTAINTY_TITLES[first.finding.certainty],
        f"{DECISION_TITLES[decision]}: {first.finding.because}" if decision else "",
    )  # fmt: skip


def _where(places: Sequence[Found]) -> str:
    """Say where words stand.

    >>> _where([])
    ''
    """
    all_places = list(dict.fromkeys(one.where for one in places if one.finding.part == "text"))
    more = len(all_places) - _PLACES_SHOWN
    return ", ".join(all_places[:_PLACES_SHOWN]) + (f" and {wording.many(more, 'more place')}" if more > 0 else "")


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST_SHOWN else words[:_LONGEST_SHOWN] + "…"


def _title(kind: str) -> str:
    name = KIND_NAMES[kind]
    return name[:1].upper() + name[1:]


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
