"""Gathers what the searches for hidden content find, within bounds."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from evidence.extractors import reasons
from evidence.extractors.passages import one_line
from evidence.hidden_content import Hidden, HiddenContent, HiddenKind
from evidence.readings import Unreadable

_MOST_OF_A_KIND = 200
_LONGEST = 240  # characters of what is quoted


class Finds:
    """Takes finds one by one; the same find twice counts once, and very many of a kind are only counted."""

    def __init__(self) -> None:
        self._found: dict[Hidden, None] = {}
        self._of_kind: Counter[HiddenKind] = Counter()
        self._unsearched: dict[str, None] = {}

    def add(self, kind: HiddenKind, where: str, what: str, page: int | None = None) -> None:
        """Note one find; ``what`` is tidied and cut to a line."""
        find = Hidden(kind, one_line(where), one_line(what, _LONGEST), page)
        if find in self._found:
            return
        self._of_kind[kind] += 1
        if self._of_kind[kind] <= _MOST_OF_A_KIND:
            self._found[find] = None

    def unsearched(self, sentence: str) -> None:
        """Note what could not be searched."""
        self._unsearched[sentence] = None

    @contextmanager
    def attempt(self, what: str) -> Iterator[None]:
        """Go on when one part is damaged or too large, and say that it was not searched.

        A password concerns the whole file and is raised.
        """
        try:
            yield
        except Unreadable as unreadable:
            if unreadable.reason == reasons.PASSWORD:
                raise
            self.unsearched(f"Its {what} could not be searched for hidden content.")

    def content(self) -> HiddenContent:
        """Return all that was found."""
        more = {kind: count - _MOST_OF_A_KIND for kind, count in self._of_kind.items() if count > _MOST_OF_A_KIND}
        return HiddenContent(tuple(self._found), more or None, tuple(self._unsearched))


def quoted(text: str, around: int = 120) -> str:
    """Return words of the file in quotation marks, cut to ``around`` characters."""
    return f"“{one_line(text, around)}”"


def counted(number: int, one: str, many: str = "") -> str:
    """Return "1 comment" or "3 comments"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
