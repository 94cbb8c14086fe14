"""The form in which a board's picture is kept: references, counts and names of people, no titles of documents.

``FORM`` grows when the form changes; what was kept in an older one must stay readable for ever.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evidence.domain.assurance import Judge
from evidence.domain.frameworks import Standing
from evidence.domain.readiness_parts import Verdict
from evidence.errors import Damaged, Invalid

FORM = 1
PicturedState = Literal["open", "overdue", "closed"]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)


class PicturedCell(_Kept):
    """One evidence category of a statement: its verdict, documents that count and documents in all."""

    category: str
    title: str
    standing: Standing
    verdict: Verdict
    counted: int
    documents: int


class PicturedScore(_Kept):
    """What a judge had last given by then."""

    value: int
    on: date


class PicturedStatement(_Kept):
    """One statement as it stood."""

    ref: str
    title: str
    lead: str | None
    deputy: str | None
    verdict: Verdict
    evidenced: int
    """Sub-topics evidenced ..."""
    of: int
    """... of so many."""
    cells: tuple[PicturedCell, ...]
    unsorted: int
    """Documents that no category is known of."""
    scores: dict[Judge, PicturedScore]
    flags: tuple[str, ...]
    """Codes, as ``FLAG_TITLES`` has them."""

    @property
    def score(self) -> int | None:
        """What the council had last given itself."""
        given = self.scores.get("council")
        return given.value if given else None


class PicturedAction(_Kept):
    """An action as it stood; ``overdue`` is open past its day."""

    id: str
    statement: str
    owner: str | None
    due: date | None
    state: PicturedState
    closed_on: date | None


class PicturedRating(_Kept):
    """The council's own rating of itself."""

    total: int
    most: int
    shown: int
    """Per cent, rounded up as published."""
    exact: str
    """Per cent, to two decimals."""
    band: str
    band_title: str
    scored: int
    of: int

    @property
    def provisional(self) -> bool:
        """Whether some statements had no score yet."""
        return self.scored < self.of


class Picture(_Kept):
    """How everything stood on one day, under one framework."""

    form: int = FORM
    on: date
    visit_on: date | None
    framework: str
    framework_title: str
    framework_version: str
    statements: tuple[PicturedStatement, ...]
    rating: PicturedRating | None
    """``None`` before the council's first score."""
    actions: tuple[PicturedAction, ...]
    needs_by_owner: dict[str, dict[str, int]]
    """Owner (empty where there is none) -> what their documents need -> how many."""

    def statement(self, ref: str) -> PicturedStatement | None:
        """The statement with this reference, or ``None``."""
        return next((one for one in self.statements if one.ref == ref), None)

    def in_state(self, state: PicturedState) -> tuple[PicturedAction, ...]:
        """The actions in a state, in the order of their ids."""
        return tuple(one for one in self.actions if one.state == state)


def read(kept: Mapping[str, object] | Picture) -> Picture:
    """Read a picture as it was kept; raises ``Invalid`` for a form of later days, ``Damaged`` for no picture."""
    if isinstance(kept, Picture):
        return kept
    form = kept.get("form")
    if isinstance(form, int) and form > FORM:
        raise Invalid(f"This board was taken by a newer version of the library (form {form}). Use that version.")
    try:
        return Picture.model_validate(kept)
    except ValidationError as error:
        raise Damaged("What is kept of this board is no picture. Restore the library from a backup.") from error
