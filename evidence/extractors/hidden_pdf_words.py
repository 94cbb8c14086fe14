"""Words of a PDF page that nobody can see: white on white, behind boxes and pictures, off the page, never drawn."""

import math
from collections.abc import Sequence

import pypdfium2
from PIL import Image

from evidence.extractors.hidden_finds import Finds, quoted
from evidence.extractors.redacting_pages import Letter, PageLetters, Sight, words_in_order

_SCALE = 1.5  # 108 dots an inch: fine enough for a footnote's letters to leave a mark
_MOST_PIXELS = 4_000_000


def find_unseen(document: pypdfium2.PdfDocument, number: int, finds: Finds) -> bool:
    """Note the words of page ``number`` (from 1) that cannot be seen.

    Returns whether the page has words that are never drawn but lie over something that is, as in a scan.
    Raises ``PdfiumError`` for a damaged page.
    """
    page = document[number - 1]
    try:
        size = page.get_size()
        if not min(size) > 0:
            return False
        text = PageLetters(page)
        letters = text.letters
        if not any(letter.sign.isalnum() for letter in letters):
            return False
        picture = _picture(page, size)
        text.show_all_but(text.things)
        sight = Sight(picture, _picture(page, size), size[1])
    finally:
        page.close()
    return _tell(letters, sight, number, finds)


def _picture(page: pypdfium2.PdfPage, size: tuple[float, float]) -> Image.Image:
    """Draw a page with the notes on it, which may be boxes over words."""
    scale = min(_SCALE, math.sqrt(_MOST_PIXELS / (size[0] * size[1])))
    drawn: Image.Image = page.render(scale=scale, draw_annots=True, may_draw_forms=True).to_pil().convert("RGB")
    return drawn


def _tell(letters: Sequence[Letter], sight: Sight, number: int, finds: Finds) -> bool:
    held: list[list[Letter]] = []
    scanned = False
    for places in [*words_in_order(letters), []]:
        word = [letters[place] for place in places]
        meant = [letter for letter in word if letter.sign.isalnum()]
        unseen = bool(meant) and 2 * sum(sight.hides([letter]) for letter in meant) > len(meant)
        if unseen:
            held.append(word)
        elif (meant or not places) and held:
            words = " ".join("".join(letter.sign for letter in one) for one in held)
            finds.add("hidden-text", f"p. {number}", f"{_why(held)}: {quoted(words)}", number)
            held = []
        scanned = scanned or (not unseen and any(letter.ghost for letter in meant))
    return scanned


def _why(words: Sequence[Sequence[Letter]]) -> str:
    letters = [letter for word in words for letter in word]
    if all(_is_off(letter) for letter in letters):
        return "Words off the page"
    if all(letter.ghost for letter in letters):
        return "Words that are never drawn"
    return "Words behind something, or in the colour of what is behind them"


def _is_off(letter: Letter) -> bool:
    box = letter.box
    return box is None or box.x1 <= 0 or box.y1 <= 0 or box.x0 >= 1 or box.y0 >= 1
