"""Words whose letters stand apart: set wide, one above the other, after a large first letter, or about a hyphen.

Where a line is read out of its order, as columns read across are, a word that is broken at its end cannot be found.
"""

import re
from collections.abc import Iterator

_GAP = "[ |'-]{0,4}"  # between two letters: a line's end is up to two spaces, a cell's is three signs
_BETWEEN_WORDS = "[ |-]{1,4}"
_CUT = re.compile("[ |'-]+")
_FEWEST_LETTERS = 3
_WORDS_THEMSELVES = frozenset("ai")
_MANY_PIECES = 3
_LONG_WORD = 8  # letters; such a word in two is broken at a line's end more often than it is two words


class Apart:
    """A word or some words in small letters, as they are met with their letters apart."""

    def __init__(self, plain: str) -> None:
        words = ["".join(sign for sign in word if sign.isalnum()) for word in plain.split()]
        self._words = [word for word in words if word]
        self._letters = "".join(self._words)
        pattern = _BETWEEN_WORDS.join(_GAP.join(map(re.escape, word)) for word in self._words)
        self._pattern = re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])")
        self._none = sum(sign.isalpha() for sign in self._letters) < _FEWEST_LETTERS

    def places(self, flat: str, close: str) -> Iterator[tuple[int, int]]:
        """Yield where they begin and end in a flat text; ``close`` is that text without gaps."""
        if not self._none and self._letters in close:
            yield from (found.span() for found in self._pattern.finditer(flat) if self._is_apart(found[0]))

    def _is_apart(self, met: str) -> bool:
        """Tell letters that stand apart from other words that have the same letters: "as if" is not "Asif"."""
        pieces = _CUT.split(met)
        more = len(pieces) - len(self._words)
        if more <= 0 or len(self._words) > 1 or "-" in met:
            return more > 0
        alone = len(pieces[0]) == 1 or (len(pieces[-1]) == 1 and pieces[-1] not in _WORDS_THEMSELVES)
        return alone or len(pieces) >= _MANY_PIECES or len(self._letters) >= _LONG_WORD
