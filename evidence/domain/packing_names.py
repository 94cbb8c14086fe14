"""Names for files of a pack that every system takes, Windows first, and that no two files share.

What belongs here: names and paths inside the zip. Which documents go under which name is ``packing``'s business.
"""

import re
import unicodedata

LONGEST_PATH = 120
"""UTF-16 units of a whole path inside the zip: Windows stops at 260 with the folder it is unpacked in."""
_FORBIDDEN = re.compile(r"[\s<>:\"/\\|?*#%\-]+")
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"}
    | {f"{device}{digit}" for device in ("COM", "LPT") for digit in range(10)}
)
_SAFE_PATH = re.compile(r"(?!.*(^|/)\.{1,2}(/|$))[^/\\:*?\"<>|\x00-\x1f]+(/[^/\\:*?\"<>|\x00-\x1f]+)*")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def plain(text: str) -> str:
    r"""Return text as it may be shown to anybody: on one line, without control and direction marks.

    >>> plain("Care\u202e Act\n report\x07")
    'Care Act report'
    """
    spaced = "".join(" " if char.isspace() else char for char in text)
    shown = (char for char in spaced if unicodedata.category(char) not in _UNSHOWN and not _is_no_character(char))
    return unicodedata.normalize("NFC", " ".join("".join(shown).split()))


def _is_no_character(char: str) -> bool:
    code = ord(char)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 - Unicode's own list


def safe_part(text: str, longest: int = 60) -> str:
    """Turn any text into one part of a path that Windows, macOS and Linux take as it stands.

    >>> safe_part("Carers: strategy 2024/25 ...")
    'Carers-strategy-2024-25'
    >>> safe_part("com¹.old"), safe_part(" . ")
    ('_com¹.old', 'untitled')
    """
    joined = _FORBIDDEN.sub("-", plain(text)).strip(" .-")
    name = _cut(joined, longest) or "untitled"
    return _cut(f"_{name}", longest) if _is_reserved(name) else name


def _is_reserved(name: str) -> bool:
    return unicodedata.normalize("NFKC", name).split(".")[0].strip().upper() in _RESERVED


def units(text: str) -> int:
    """Count as Windows counts: UTF-16 units.

    >>> units("a\U0001f600")
    3
    """
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, longest: int) -> str:
    while units(text) > longest:
        # A base letter goes with its marks: a mark alone would join whatever comes before it.
        end = len(text) - 1
        while end > 0 and unicodedata.combining(text[end]):
            end -= 1
        text = text[:end]
    return text.rstrip(" .-")


def entry_path(folder: str, ref: str, title: str, suffix: str) -> str:
    """Return where a document lies in the zip: ``evidence/QS1/E-0042_Carers-strategy.pdf``.

    ``suffix`` has its dot; one that is no plain suffix is left off.

    >>> entry_path("QS1", "E-0042", "Carers strategy", ".pdf")
    'evidence/QS1/E-0042_Carers-strategy.pdf'
    """
    ending = suffix.lower() if _SUFFIX.fullmatch(suffix.lower()) else ""
    start = f"evidence/{safe_part(folder, 20)}/{safe_part(ref, 20)}_"
    return start + safe_part(title, LONGEST_PATH - units(start) - len(ending)) + ending


def same_name(path: str) -> str:
    """Return what two paths share when some system takes them for the same file.

    >>> same_name("evidence/QS1/CAFE\u0301.pdf") == same_name("evidence/qs1/café.pdf")
    True
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())


class Names:
    """Paths taken so far in one zip."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, path: str) -> str:
        """Return ``path``, or one like it that is still free on every system, and take it.

        >>> names = Names()
        >>> names.take("a/B.pdf"), names.take("a/b.pdf")
        ('a/B.pdf', 'a/b-2.pdf')
        """
        free, number = path, 1
        folder, slash, name = path.rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        stem, ending = (stem, dot + suffix) if dot else (suffix, "")
        while same_name(free) in self._taken:
            number += 1
            end = f"-{number}{ending}"
            free = folder + slash + _cut(stem, LONGEST_PATH - units(folder + slash + end)) + end
        self._taken.add(same_name(free))
        return free


def is_safe(path: str) -> bool:
    """Whether unpacking a file of this name can only write below the folder chosen.

    >>> is_safe("evidence/QS1/a.pdf"), is_safe("../a.pdf"), is_safe("/a.pdf"), is_safe("C:a.pdf")
    (True, False, False, False)
    """
    return bool(_SAFE_PATH.fullmatch(path)) and len(path) <= 2 * LONGEST_PATH
