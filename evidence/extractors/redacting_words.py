"""Finding words that are to be taken out, however a file writes them.

Case, accents, spaces, line ends, hyphenation, kinds of quotation mark and dash make no difference; figures
and codes are found with and without the spaces, dots, strokes and hyphens between their groups; a date is
found as a workbook shows it too. Words are whole: "Ann" is not found in "annual", and what holds it is told. In what
people read, words are also found with their letters apart.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from evidence.extractors.redacting_apart import Apart

MARK = "█████"
"""Stands in a text for whatever was taken out; its length says nothing of the words'."""

_SAME = dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("“”„", '"') | {"−": "-", "\ufffe": ""}
_GAP = "[ ()./-]{0,3}"  # between the figures of a number, or the groups of a code
_WITHOUT_GAPS = str.maketrans("", "", " ()./-|'")
_RUN_OF_LETTERS = re.compile(r"[^\W\d_]+")
_BETWEEN = "(?:[ |]+|[-_.+])"  # words: as in a text or a table, or as in an address or the name of a file
_CODE = re.compile(r"[a-z0-9 ()./-]+")
_LONG_WORD = re.compile(r"[a-z]{4}")
_NUMBER = re.compile(r"(\d(?:[ ()./-]{0,3}\d){5,})")
_OF_ADDRESSES = re.compile(r"@|[a-z][./][a-z]")
_LONG_ADDRESS = 8
_LEAST_CODE = 5  # letters and figures of a code: a postcode has five to seven
_LONG_NUMBER = 9
_LEAST_FIGURES = 2
_WEAK = 4  # letters and figures; shorter words, and smaller numbers, also stand in what only arranges a page
_WEAK_NUMBER = 6
_RARE = 6  # letters; a file of a gigabyte has such a word once in fifty by chance
_CHANCE_OF_A_FIGURE = 0.6  # of a letter's: there are ten of them, and numbers are written together
_LONGEST_AROUND = 30  # letters of a longer word shown before and after what it holds
_DATES = (
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d-%m-%Y",
    "%d-%m-%y",
    "%d.%m.%y",
    "%d.%m.%Y",
    "%Y-%m-%d",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
)
_ORDINAL = re.compile(r"(?<=\b\d)(\d?)(?:st|nd|rd|th)\b(?: of\b)? ?")
_MILLENNIUM = 2000
# What arranges a page and says nothing: words of the format, small numbers, lengths, colours, places of cells,
# and what kind a part is.
_STRUCTURAL = re.compile(
    r"[a-z][A-Za-z0-9]{0,30}|[-+]?\d{1,7}(\.\d+)?(pt|in|cm|mm|px|pc|em|%|f)?|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}"
    r"|[A-Z]{1,3}\d{1,7}([: ][A-Z]{1,3}\d{1,7})*"
    r"|http://schemas\.(openxmlformats\.org|microsoft\.com/office)/[\w./-]+|application/vnd\.openxml[\w.+-]+|"
)
_FOR_PEOPLE = frozenset({"descr", "title", "alt", "name", "tooltip", "string", "display", "caption"})


class _Flat(dict[int, str]):
    """What each character counts as, worked out when it first comes."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter in _SAME:
            flat = _SAME[letter]
        elif letter.isspace():
            flat = " "
        elif unicodedata.category(letter) == "Pd":
            flat = "-"
        else:
            plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
            flat = "".join(one for one in plain if unicodedata.category(one) not in {"Mn", "Me", "Cf", "Cc"})
        self[code] = flat
        return flat


_FLAT = _Flat()


class Wanted:
    """Words that are to be taken out; ``is_name`` when they are one word.

    ``weak`` ones are so short that they also stand by chance in what only arranges a page; they are looked
    for in texts alone. ``rarity`` says how many letters' worth of chance it would take to meet them in bytes.
    """

    def __init__(self, text: str) -> None:
        plain = " ".join(text.translate(_FLAT).split()).strip(" -'|.,;:")
        self._number = not any(letter.isalpha() for letter in plain)
        self.empty = not any(letter.isalnum() for letter in plain)
        size = sum(letter.isalnum() for letter in plain)
        self.is_name = plain.isalpha()
        self.weak = size < _WEAK or (size < _WEAK_NUMBER and self._number)
        self.rarity = sum(letter.isalpha() + letter.isdigit() * _CHANCE_OF_A_FIGURE for letter in plain)
        self.needles = frozenset(_encoded(text, plain)) if self.rarity >= _RARE else frozenset()
        self._forms = () if self.empty else tuple(_Form(one, weak=self.weak) for one in {plain, *_as_shown(plain)})
        self._apart = Apart(plain)

    def places(self, flat: str, close: str) -> Iterator[tuple[int, int]]:
        """Yield where the words begin and end in a flat text; ``close`` is that text without gaps."""
        for form in self._forms:
            if form.may_be_in(flat, close):
                yield from (found.span() for found in form.whole.finditer(flat))

    def places_for_people(self, flat: str, close: str) -> Iterator[tuple[int, int]]:
        """Yield them as ``places`` does, and where their letters stand apart, which people read all the same."""
        usual = list(self.places(flat, close))
        yield from usual
        for start, end in self._apart.places(flat, close):
            if not any(start < last and first < end for first, last in usual):
                yield start, end

    def within(self, flat: str, close: str) -> Iterator[str]:
        """Yield the longer words of a flat text that hold these and are left."""
        forms = [] if self.weak and self._number else [one for one in self._forms if one.may_be_in(flat, close)]
        whole = set(self.places(flat, close)) if forms else set()
        for found in (found for form in forms for found in form.loose.finditer(flat)):
            start, end = found.span()
            if found.span() in whole or (self._number and " " in found[0]):
                continue
            first, last = max(0, start - _LONGEST_AROUND), end + _LONGEST_AROUND
            while start > first and flat[start - 1].isalnum():
                start -= 1
            while end < min(last, len(flat)) and flat[end].isalnum():
                end += 1
            yield flat[start:end]


class _Form:
    """One way to write what is wanted: as whole words, and as a part of others; it tells quickly where it is not."""

    def __init__(self, plain: str, *, weak: bool) -> None:
        pattern = _pattern(plain)
        self.loose = re.compile(pattern)
        self.whole = re.compile(_bounded(plain, pattern, weak=weak))
        self._code = _is_code(plain) or _is_address(plain)
        letters = plain.translate(_WITHOUT_GAPS) if _is_address(plain) else "".join(filter(str.isalnum, plain))
        self._probe = letters if self._code else max(_RUN_OF_LETTERS.findall(plain), key=len, default="")

    def may_be_in(self, flat: str, close: str) -> bool:
        """Tell cheaply whether it is worth looking for in a flat text."""
        return self._probe in (close if self._code else flat)


def _encoded(text: str, plain: str) -> Iterator[bytes]:
    """Yield the bytes in small letters that a text is kept as, in the usual encodings."""
    whole = "".join(letter for letter in plain if letter.isalnum())
    for form in {text.strip().lower(), plain, whole if _CODE.fullmatch(plain) else plain}:
        for encoding in ("latin-1", "utf-8", "utf-16-le", "utf-16-be"):
            with suppress(UnicodeEncodeError):
                yield form.encode(encoding).lower()


def _as_shown(plain: str) -> Iterator[str]:
    """Yield a date as a workbook shows it; of a year of two figures in both centuries that it may be of."""
    written = _ORDINAL.sub(r"\1 ", plain).replace(",", "")
    for form in _DATES:
        with suppress(ValueError):
            day = datetime.strptime(written, form)  # noqa: DTZ007 - a day, which has no zone
            yield f"{day:%d/%m/%Y}"
            if "%y" in form:
                yield f"{day:%d/%m}/{day.year - 100 if day.year >= _MILLENNIUM else day.year + 100}"


def _is_code(plain: str) -> bool:
    letters = [letter for letter in plain if letter.isalnum()]
    figures = sum(letter.isdigit() for letter in letters)
    long_enough = len(letters) >= _LEAST_CODE and figures >= _LEAST_FIGURES
    return long_enough and bool(_CODE.fullmatch(plain)) and not _LONG_WORD.search(plain)


def _is_address(plain: str) -> bool:
    """Tell an address of mail or of the web: long and without a space, it may be broken anywhere at a line's end."""
    return " " not in plain and bool(_OF_ADDRESSES.search(plain)) and sum(map(str.isalnum, plain)) >= _LONG_ADDRESS


def _pattern(plain: str) -> str:
    if _is_address(plain):
        # What stands at a line's end may have lost its hyphen there.
        return " {0,2}".join(re.escape(sign) + "?" * (sign in "-'") for sign in plain)
    if _is_code(plain):
        return _GAP.join(letter for letter in plain if letter.isalnum())
    pieces = _NUMBER.split(plain)
    return "".join(_digits(piece) if place % 2 else _words(piece) for place, piece in enumerate(pieces))


def _digits(piece: str) -> str:
    return _GAP.join(letter for letter in piece if letter.isdigit())


def _words(piece: str) -> str:
    return "".join(_letter(one) for one in re.findall(r"[ |]+|.", piece))


def _letter(one: str) -> str:
    if one[0] in " |":
        return _BETWEEN if " " in one else re.escape(one)
    return {"-": "-? ?", "'": "'? ?"}.get(one, re.escape(one))


def _bounded(plain: str, pattern: str, *, weak: bool) -> str:
    """Return the pattern of whole words: no letter beside a letter, no figure beside a figure."""
    before, after = "", ""
    point = weak  # "3" is not a part of "3.5"; longer numbers are also followed by a full stop
    if plain[0].isalpha():
        before = r"(?<![^\W\d_])"
    elif plain[0].isdigit():
        before = r"(?<!\d)(?<!\d[.,])" if point else r"(?<!\d)"
    if plain[-1].isalpha():
        after = r"(?![^\W\d_])"
    elif plain[-1].isdigit() and plain[0].isdigit() and sum(map(str.isdigit, plain)) >= _LONG_NUMBER:
        after = r"\d{0,2}(?!\d)"  # the figure of a note at the foot, which stands at once behind a number
    elif plain[-1].isdigit():
        after = r"(?!\d)(?![.,]\d)" if point else r"(?!\d)"
    return f"{before}(?:{pattern}){after}"


def is_structural(value: str) -> bool:
    """Tell what only arranges a page (a word of the format, a small number, a colour) from what may say something."""
    return _STRUCTURAL.fullmatch(value) is not None


def is_for_people(attribute: str) -> bool:
    """Tell an attribute that people read, such as a picture's description."""
    return attribute in _FOR_PEOPLE


class Search:
    """All that is to be taken out of one file, and how often each was met."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.wanted = [Wanted(text) for text in texts]
        self.times = [0] * len(self.wanted)
        self.inside: list[set[str]] = [set() for _ in self.wanted]

    def spans(self, text: str, *, only: Sequence[int] | None = None, weak: bool = True) -> list[tuple[int, int]]:
        """Return where to cut ``text``, in order and apart, and count what was met.

        ``only`` names the wanted to look for, by place; without ``weak`` the weak ones are passed over.
        """
        flat = text.translate(_FLAT)
        close = flat.translate(_WITHOUT_GAPS)
        found: list[tuple[int, int]] = []
        for place, wanted in enumerate(self.wanted):
            if (only is None or place in only) and (weak or not wanted.weak):
                met = list(wanted.places_for_people(flat, close))
                self.times[place] += len(met)
                self.inside[place].update(wanted.within(flat, close))
                found += met
        return list(_apart(_in_text(text, flat, found))) if found else []

    def met(self, text: str) -> set[int]:
        """Return which wanted are in a text for people, by place, without counting."""
        flat = text.translate(_FLAT)
        close = flat.translate(_WITHOUT_GAPS)
        return {one for one, wanted in enumerate(self.wanted) if next(wanted.places_for_people(flat, close), None)}

    def met_in_names(self, text: str) -> set[int]:
        """Return which are in names and other values, where weak ones stand by chance."""
        return self._met(text, lambda wanted: not wanted.weak)

    def met_in_format(self, text: str) -> set[int]:
        """Return which are in a text that also holds words of a format, which any single word may be."""
        return self._met(text, lambda wanted: wanted.rarity >= _RARE and not wanted.is_name)

    def met_in_bytes(self, data: bytes) -> set[int]:
        """Return which are in any bytes, as texts are kept in them, and would not be there by chance."""
        low = data.lower()
        return {one for one, wanted in enumerate(self.wanted) if any(needle in low for needle in wanted.needles)}

    def _met(self, text: str, counts: Callable[[Wanted], bool]) -> set[int]:
        flat = text.translate(_FLAT)
        close = flat.translate(_WITHOUT_GAPS)
        looked_for = [(one, wanted) for one, wanted in enumerate(self.wanted) if counts(wanted)]
        return {one for one, wanted in looked_for if next(wanted.places(flat, close), None)}

    def replaced(self, text: str, *, weak: bool = True) -> str:
        """Return ``text`` with a mark for everything met."""
        made, at = "", 0
        for start, end in self.spans(text, weak=weak):
            made, at = made + text[at:start] + MARK, end
        return made + text[at:]


def _in_text(text: str, flat: str, found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Turn places in a flat text into places in the text that it was made from."""
    starts = [place for place, letter in enumerate(text) for _ in _FLAT[ord(letter)]]
    if len(starts) != len(flat):
        raise AssertionError("each flat character comes from one character of the text")
    for start, end in sorted(found):
        last = starts[end - 1] + 1
        while last < len(text) and not _FLAT[ord(text[last])]:  # accents of the last letter go with it
            last += 1
        yield starts[start], last


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    held: tuple[int, int] | None = None
    for start, end in spans:
        if held and start < held[1]:
            held = held[0], max(held[1], end)
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held
