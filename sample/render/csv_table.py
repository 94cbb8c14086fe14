"""Comma-separated files, as a system exports them: the tables only."""

import csv
import io

from sample.render.sheet_of_paper import Text
from sample.text import Table


def render(text: Text) -> bytes:
    """Return every table of the text, one after another, and the footer as the last line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for block in text.blocks:
        if isinstance(block, Table):
            writer.writerows(block.rows)
    writer.writerow([text.footer])
    return buffer.getvalue().encode("utf-8-sig")
