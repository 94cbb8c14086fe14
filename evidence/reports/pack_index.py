"""``index.html`` of a pack: works from a folder, without network and without scripts."""

from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evidence.domain.currency import TITLES
from evidence.domain.packing import Chosen, Contents, Locator, said

_PDF = "application/pdf"
_KILO = 1024
_ENDINGS = {"xlsx": "Excel", "docx": "Word", "pptx": "PowerPoint", "html": "web page"}


class PackIndex:
    """The first page of a pack: its documents under each quality statement, pointing at the page."""

    path = "index.html"
    internal = False

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        )  # fmt: skip
        self._environment.filters |= {"said": said, "href": _href, "place": _place, "size": _size, "ending": _ending}

    def write(self, contents: Contents, stream: BinaryIO) -> None:
        """Write the page; the same contents give the same bytes."""
        template = self._environment.get_template("pack_index.html")
        stream.write(template.render(pack=contents, currency=TITLES).encode())


def _href(path: str) -> str:
    """Return a relative address for a path in the zip.

    >>> _href("evidence/QS1/E-0001_100 % café.pdf")
    'evidence/QS1/E-0001_100%20%25%20caf%C3%A9.pdf'
    """
    return quote(path, safe="/")


def _place(locator: Locator, one: Chosen) -> str | None:
    """Return the address of a place in a document, where its kind of file can be opened at one."""
    if one.path and locator.page and one.media_type == _PDF:
        return f"{_href(one.path)}#page={locator.page}"
    return None


def _size(size: int) -> str:
    """Say how big a file is.

    >>> _size(900), _size(34_500), _size(5_600_000)
    ('900 bytes', '34 KB', '5.3 MB')
    """
    if size < _KILO:
        return f"{size} bytes"
    if size < _KILO * _KILO:
        return f"{round(size / _KILO)} KB"
    return f"{size / _KILO / _KILO:.1f} MB"


def _ending(path: str) -> str:
    """Say what kind of file it is, from its name.

    >>> _ending("a/b.pdf"), _ending("a/b.docx")
    ('PDF', 'Word')
    """
    suffix = path.rpartition(".")[2] if "." in path.rpartition("/")[2] else "file"
    return _ENDINGS.get(suffix, suffix.upper() if suffix != "file" else suffix)
