"""Names in packs: what Windows takes, unique on every system, whatever people call their documents."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.packing_names import (
    LONGEST_PATH,
    Names,
    entry_path,
    is_safe,
    plain,
    safe_part,
    same_name,
    units,
)

RESERVED = re.compile(r"(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|COM[0-9]|LPT[0-9])")
HARD = st.sampled_from(
    ["CON", "con.txt", "COM¹", "com1 ", "LPT²", "aux.", "nul", "..", ".", " ", "a.", "~$x", "a/b\\c", "C:", "#",
     "%2e", "\u202exe", "é", "e\u0301", "ﬁ", "ß", "SS", "İ", "\ufeff", "\x00", "\ud83d", "😀" * 90, "a" * 300,
     "e\u0301" * 200],
)  # fmt: skip
titles = st.lists(HARD | st.text(alphabet=st.characters(), max_size=30), max_size=6).map("".join)


def assert_windows_takes(part: str) -> None:
    assert part
    assert not re.search(r'[\x00-\x1f<>:"/\\|?*]', part)
    assert part[-1] not in " ."
    assert part[0] not in " ."
    assert not RESERVED.fullmatch(unicodedata.normalize("NFKC", part).split(".")[0].strip().upper())
    assert part == unicodedata.normalize("NFC", part)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in part)
    part.encode()


@given(titles)
def test_any_text_becomes_a_name_that_windows_takes(title: str) -> None:
    assert_windows_takes(safe_part(title))
    assert units(safe_part(title)) <= 60


@given(st.lists(st.tuples(titles, titles, st.sampled_from([".pdf", "", ".PDF", ".a/b", ".."])), max_size=8))
def test_paths_are_short_safe_and_unique_on_every_system(documents: list[tuple[str, str, str]]) -> None:
    names = Names()
    paths = [names.take(entry_path(folder, "E-0001", title, suffix)) for folder, title, suffix in documents]
    for path in paths:
        assert units(path) <= LONGEST_PATH
        assert is_safe(path)
        for part in path.split("/"):
            assert_windows_takes(part)
    folded = {unicodedata.normalize("NFC", path).upper().casefold() for path in paths}
    assert len({same_name(path) for path in paths}) == len(folded) == len(paths)


@given(titles)
def test_shown_text_stays_on_one_line_and_is_harmless(title: str) -> None:
    shown = plain(title)
    assert shown == " ".join(shown.split())
    shown.encode()
    assert "\u202e" not in shown


def test_ordinary_titles_stay_readable() -> None:
    assert safe_part("Adult Social Care – Annual report (2025/26), final") == (
        "Adult-Social-Care-–-Annual-report-(2025-26),-final"
    )
    assert entry_path("CON", "E-0042", "Équité", ".DOCX") == "evidence/_CON/E-0042_Équité.docx"


def test_a_name_is_not_cut_inside_a_letter() -> None:
    cut = safe_part("q\u0323" * 50, 5)
    assert cut == "q\u0323q\u0323"


def test_paths_that_lead_elsewhere_are_not_safe() -> None:
    for path in ("", "/", "a//b", "a/", "../a", "a/..", "a/./b", "a\\b", "c:a", "a\x00", "a?", "x" * 300):
        assert not is_safe(path), path
