"""Looking through a version for what should not leave: its words, its title, its file name, what its file hides."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from evidence.domain.findings import Part
from evidence.domain.personal_data import personal_data
from evidence.domain.personal_data_kinds import NO_CASE_REFERENCES, CaseReferences, Certainty
from evidence.domain.single_stories import single_story
from evidence.domain.small_counts import small_counts
from evidence.errors import Invalid
from evidence.hidden_content import HiddenContent

RULES = 1
"""Grows with every change of what is looked for, so that versions are looked through again."""
MOST_LISTED = 300
"""Finds of one kind in one version; what is beyond them is one finding that says how many."""
_MOST_DOMAINS = 50
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}")
_UNSEEN = "Whoever reads the document does not see this, and it leaves with the file."
_IN_NAME = "{} It stands in the {}, which leaves with the document."
_SPACED = str.maketrans("_.", "  ")


@dataclass(frozen=True, slots=True)
class Spot:
    """One find, as ``Finding`` keeps it, before anybody decides."""

    kind: str
    part: Part
    start: int
    end: int
    certainty: Certainty
    reason: str
    passage: int | None = None
    page: int | None = None

    @property
    def key(self) -> tuple[str, Part, int | None, int, int]:
        """What makes it the same find when the version is looked through again; see ``Finding.key``."""
        return (self.kind, self.part, self.passage, self.start, self.end)


class Rules:
    """The rules in force: how the council writes case references, and the domains of its own e-mail addresses."""

    def __init__(
        self, case_references: CaseReferences = NO_CASE_REFERENCES, own_domains: Collection[str] = ()
    ) -> None:
        self.case_references = case_references
        self.own_domains = frozenset(own_domains)

    def mark(self, title: str) -> str:
        """Name these rules for a document of this title: what was looked through by others is looked through again.

        The title is looked through too, so that a new one asks for a new look.
        """
        told = json.dumps([sorted(self.case_references.templates), sorted(self.own_domains), title])
        return f"{RULES}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"

    def in_text(self, passages: Iterable[tuple[int, int | None, str]]) -> Iterator[Spot]:
        """Yield what passages hold, each given as its place, its page and its words."""
        for place, page, text in passages:
            for one in personal_data(text, case_references=self.case_references, own_domains=self.own_domains):
                yield Spot(one.kind, "text", one.start, one.end, one.certainty, one.reason, place, page)
            for count in small_counts(text):
                yield Spot("small-count", "text", count.start, count.end, "possible", count.reason, place, page)
            story = single_story(text)
            if story:
                yield Spot("single-story", "text", story.start, story.end, "possible", story.reason, place, page)

    def in_name(self, name: str, part: Part) -> Iterator[Spot]:
        """Yield what a title or a file name holds."""
        # A file name has lines and dots where words have spaces; each character keeps its place.
        spaced = name.translate(_SPACED) if part == "file-name" else name
        called = "name of the file" if part == "file-name" else "title"
        for one in personal_data(spaced, case_references=self.case_references, own_domains=self.own_domains):
            yield Spot(one.kind, part, one.start, one.end, one.certainty, _IN_NAME.format(one.reason, called))


def in_hidden(content: HiddenContent) -> Iterator[Spot]:
    """Yield what a file holds out of sight, each numbered as ``content`` gives it, and the rest of long lists."""
    for index, one in enumerate(content.found):
        yield Spot(one.kind, "hidden", index, index + 1, "certain", _UNSEEN, page=one.page)
    for kind, count in (content.more or {}).items():
        yield _rest(kind, count)


def listed(spots: Iterable[Spot]) -> list[Spot]:
    """Return finds of which no kind has more than ``MOST_LISTED``: the first, and one that counts the others."""
    seen: Counter[str] = Counter()
    left: Counter[str] = Counter()
    kept = []
    for spot in spots:
        seen[spot.kind] += spot.part != "rest"
        if spot.part == "rest":
            left[spot.kind] += spot.end
        elif seen[spot.kind] <= MOST_LISTED:
            kept.append(spot)
        else:
            left[spot.kind] += 1
    return kept + [_rest(kind, count) for kind, count in left.items()]


def counts(spots: Iterable[Spot]) -> dict[str, int]:
    """Return how many of each kind there are, those that are not listed too."""
    found: Counter[str] = Counter()
    for spot in spots:
        found[spot.kind] += spot.end if spot.part == "rest" else 1
    return dict(found)


def _rest(kind: str, count: int) -> Spot:
    reason = f"{count:,} more of these were found in this version. They are too many to list one by one."
    return Spot(kind, "rest", 0, count, "certain", reason)


def rules_from(case_references: str, own_domains: str) -> Rules:
    """Read the rules as people give them: patterns and domains, parted by commas, semicolons or line breaks.

    Raises ``Invalid`` for one that will not do, with ``details["field"]``.

    >>> rules_from("LAS-#######", "ashmere.example").own_domains
    frozenset({'ashmere.example'})
    """
    domains = [one.casefold().lstrip("@") for one in _parts(own_domains)]
    wrong = next((one for one in domains if not _DOMAIN.fullmatch(one)), None)
    if wrong is not None or len(domains) > _MOST_DOMAINS:
        told = f"“{wrong[:60]}” is not such a domain. " if wrong is not None else ""
        raise Invalid(
            f"{told}Give what stands behind the @ of your e-mail addresses, such as ashmere.example; "
            f"{_MOST_DOMAINS} at most.",
            details={"field": "own_domains"},
        )
    return Rules(CaseReferences(_parts(case_references)), domains)


def _parts(given: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;\n]", given) if part.strip()]
