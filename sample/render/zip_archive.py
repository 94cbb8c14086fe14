"""A zip of files, as somebody sends a folder."""

from sample.render.packed import packed
from sample.render.sheet_of_paper import Text
from sample.render.txt import render as as_text


def render(text: Text) -> bytes:
    """Return the enclosed files and a read-me with the text."""
    return packed([("Read me.txt", as_text(text)), *text.enclosed], text.made_on)
