"""Turning the pages of a list that is cut in Python: which items stand on a page, and where the others are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Turning:
    """Which page of how many is shown, and the addresses of the others."""

    path: str
    page: int
    pages: int
    asked: tuple[tuple[str, str], ...] = ()
    """What else the address says."""
    fragment: str = ""
    """The part of the page that holds the list, with its #."""

    def to(self, page: int) -> str:
        """Return the address of a page.

        >>> Turning("/owners", 1, 3, (("q", "a b"),)).to(2)
        '/owners?q=a+b&page=2'
        """
        said = urlencode([*self.asked, *([("page", str(page))] if page > 1 else [])])
        return f"{self.path}{'?' + said if said else ''}{self.fragment}"


def turned(
    items: Sequence[Item], page: int, per_page: int, path: str,
    asked: Sequence[tuple[str, str]] = (), fragment: str = "",
) -> tuple[Sequence[Item], Turning]:  # fmt: skip
    """Return the items of a page; a page past the end is the last one."""
    pages = max(1, -(-len(items) // per_page))
    page = min(max(1, page), pages)
    kept = tuple((name, value) for name, value in asked if value)
    return items[(page - 1) * per_page : page * per_page], Turning(path, page, pages, kept, fragment)
