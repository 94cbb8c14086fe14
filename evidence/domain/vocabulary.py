"""The sector's words as data: kinds of document, abbreviations, labels and sources.

The words themselves stand in ``schemas/vocabulary/*.yaml``.
"""

from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from evidence.domain.frameworks import Proof
from evidence.errors import Invalid

Source = Literal["people", "unpaid-carers", "staff", "leaders", "partners", "peers", "regulator", "auditors", "data"]
SOURCES: tuple[Source, ...] = (
    "people", "unpaid-carers", "staff", "leaders", "partners", "peers", "regulator", "auditors", "data",
)  # fmt: skip
"""Who says so."""


RetainedSince = Literal["dated", "superseded", "assessed", "added"]
RETAINED_SINCE: tuple[RetainedSince, ...] = ("dated", "superseded", "assessed", "added")
"""What the time that a document is kept counts from."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CurrencyRule(_Frozen):
    """How long a kind of document stays in date.

    ``months`` run from the end of the period covered, or else the date of the document; ``None`` means
    that it does not go out of date by age. ``due_days`` before the end it is due. A review date, where the
    document has one, decides instead.
    """

    months: int | None = None
    due_days: int = 60
    looks_ahead: bool = False
    """Whether the period covered is the time it is meant for, as a strategy's is: it ends with its period."""
    verified: bool = False
    """Whether a published source says so; the library's own defaults do not."""


class RetentionRule(_Frozen):
    """How long a kind of document is kept before it may be disposed of; no ``months``: until somebody decides."""

    months: int | None = None
    since: RetainedSince = "dated"
    verified: bool = False
    """Whether a published source says so; the library's own defaults do not."""


class Kind(_Frozen):
    """A kind of document and what it lets the library presume."""

    ref: str
    title: str
    category: str | None = None
    proof: Proof | None = None
    source: Source | None = None
    line: int | None = None
    """Line of assurance: 1 management, 2 oversight, 3 independent."""
    currency: CurrencyRule = CurrencyRule()
    retention: RetentionRule = RetentionRule()
    words: tuple[str, ...] = ()
    """Phrases that, in a title or file name, point to this kind; the longest that matches wins."""


class Abbreviation(_Frozen):
    """A short form and what it stands for; the first expansion is the true one, the rest are related."""

    short: str
    expansions: tuple[str, ...]
    ambiguous: bool = False
    """Expanded only when asked, because it stands for several things."""
    case_matters: bool = False
    """Only as written: the lower-case form is an ordinary word (``IT``, ``LA``, ``OT``)."""
    law: bool = False
    """Whether it names an Act or a section of one (``S42``, ``MCA``)."""


class LabelGroup(_Frozen):
    """A group of labels; ``open`` groups take any value, others only those listed."""

    ref: str
    title: str
    values: tuple[str, ...] = ()
    open: bool = True


class Vocabulary(_Frozen):
    """Every word list of the sector that the library uses."""

    kinds: tuple[Kind, ...]
    abbreviations: tuple[Abbreviation, ...] = ()
    labels: tuple[LabelGroup, ...] = ()

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        return {kind.ref: kind for kind in self.kinds}

    def kind(self, name: str) -> Kind:
        """Find a kind by reference or title, ignoring case; raises ``Invalid`` naming those that exist."""
        found = self._kinds.get(name)
        if found is None:
            wanted = name.strip().casefold()
            found = next((k for k in self.kinds if wanted in (k.ref, k.title.casefold())), None)
        if found is None:
            raise Invalid(
                f"There is no kind of document “{name}”. Use one of: {', '.join(self._kinds)}.",
                details={"kind": name, "known": list(self._kinds)},
            )
        return found

    def find_kind(self, ref: str | None) -> Kind | None:
        """The kind with this reference, or ``None``."""
        return self._kinds.get(ref) if ref else None

    def labels_from(self, given: str | list[str]) -> list[str]:
        """Read labels as people type them: ``locality: Northside; voice: unpaid carers``.

        Returns ``group:value`` without repeats, in order. Raises ``Invalid`` for a group that does not exist,
        or a value that a closed group does not have.
        """
        parts = given.split(";") if isinstance(given, str) else given
        labels: list[str] = []
        for part in filter(None, (piece.strip() for piece in parts)):
            group_name, colon, value = (piece.strip() for piece in part.partition(":"))
            group = next((g for g in self.labels if g.ref == group_name.casefold().replace(" ", "-")), None)
            if not colon or not value or group is None:
                raise Invalid(
                    f"“{part[:60]}” is not a label. Write group: value, with a group of: "
                    f"{', '.join(g.ref for g in self.labels)}.",
                    details={"field": "labels", "known": [g.ref for g in self.labels]},
                )
            known = next((v for v in group.values if v.casefold() == value.casefold()), None)
            if known is None and not group.open:
                raise Invalid(
                    f"“{value[:60]}” is not a {group.title.casefold()}. Use one of: {', '.join(group.values)}.",
                    details={"field": "labels", "known": list(group.values)},
                )
            labels.append(f"{group.ref}:{known or value}")
        return list(dict.fromkeys(labels))
