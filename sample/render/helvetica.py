"""The widths of the standard Helvetica faces, in thousandths of the type size.

Lines of a PDF page are broken by them.
"""

_FIRST = 32  # the code of the first sign of the tables below, the space

_REGULAR = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 "
    "278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 "
    "611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 "
    "556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 "
    "333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 "
    "611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 "
    "611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584"
)
_WIDTHS = {"F1": [int(one) for one in _REGULAR.split()], "F2": [int(one) for one in _BOLD.split()]}
_OTHERS = {"\u2018": 250, "\u2019": 250, "\u201c": 400, "\u201d": 400, "\u2014": 1000, "\u2022": 350}
_USUAL = 556  # most accented letters, the pound sign and the en rule


def width(words: str, size: float, face: str = "F1") -> float:
    """Return how wide the words are in points; ``face`` is F1 (regular) or F2 (bold)."""
    table = _WIDTHS[face]
    total = 0
    for sign in words:
        place = ord(sign) - _FIRST
        total += table[place] if 0 <= place < len(table) else _OTHERS.get(sign, _USUAL)
    return total * size / 1000


def lines(words: str, size: float, room: float, face: str = "F1") -> list[str]:
    """Break words into lines that fit the room, at spaces only; a word too long for it stands alone."""
    out: list[str] = []
    for word in words.split():
        if out and width(f"{out[-1]} {word}", size, face) <= room:
            out[-1] = f"{out[-1]} {word}"
        else:
            out.append(word)
    return out or [""]
