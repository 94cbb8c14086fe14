"""Filters with their counts, as lists of documents and of what was found show them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

_SLUG = re.compile(r"[^a-z0-9]+")


class Value(Protocol):
    """What a service says of one value of a facet."""

    @property
    def value(self) -> str:
        """As addresses name it."""
        ...

    @property
    def count(self) -> int:
        """How many documents would remain if it were chosen too."""
        ...

    @property
    def chosen(self) -> bool:
        """Whether it is chosen."""
        ...


V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    id: str
    value: str
    words: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetShown:
    """One filter with its values; ``more`` are those that a long list keeps back at first."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]
    open: bool
    beyond: int = 0
    """How many values are not offered, where there are very many."""


def facet_shown(
    name: str, title: str, values: Sequence[V], words: Callable[[V], str], *, at_once: int, unfolded: bool,
    beyond: int = 0,
) -> FacetShown:  # fmt: skip
    """Return a filter with its values in words: about ``at_once`` of them in sight, the chosen and commonest first.

    It stands open where ``unfolded`` says so, and wherever something of it is chosen.
    """
    made = [
        Choice(marker, one.value, words(one), one.count, one.chosen)
        for one, marker in zip(values, _markers(name, values), strict=True)
    ]
    first = made
    if len(made) > at_once + 1:
        usual = sorted(made, key=lambda one: (not one.chosen, -one.count))[:at_once]
        first = [one for one in made if one.chosen or one in usual]
    more = tuple(one for one in made if one not in first)
    return FacetShown(name, title, tuple(first), more, unfolded or any(one.chosen for one in made), beyond)


def _markers(name: str, values: Sequence[Value]) -> list[str]:
    """Return an id for each value that stays the same while others come and go, so that focus is kept."""
    made: list[str] = []
    for one in values:
        marker = f"{name}-{_SLUG.sub('-', one.value.casefold()).strip('-')}"
        made.append(f"{marker}-{len(made)}" if marker in made else marker)
    return made
