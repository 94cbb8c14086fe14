"""Looking at what a version says: its pages as pictures, its sheets as tables, and where on a page words stand.

Nothing of a file is opened here, and nothing of a file but pictures drawn anew is handed out. What was made is
kept in a cache that may be deleted at any time and goes with the document.
"""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from evidence.domain.anchoring import Anchor, find
from evidence.domain.documents import Form, Passage, TextState, Version
from evidence.domain.expansions import expand
from evidence.domain.queries import parse
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import Invalid, NotFound, Unavailable
from evidence.hidden_content import HiddenContent
from evidence.ports import Catalogue, FileStore, SearchIndex, TextReader
from evidence.readings import Box, NoSuchPage, PageWords, Rows, Sheet, Unreadable, View
from evidence.services.documents import document_in
from evidence.services.viewing_cache import MOST_BYTES, ViewingCache
from evidence.services.viewing_marks import PageText

WIDTHS = (800, 1600)
"""Pixels that a drawn page may be wide; one is for reading, the other for looking closely."""
ROWS, COLUMNS = 500, 50
"""Rows and columns of a table shown at once, at most."""
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Outline:
    """What there is to see of one version.

    ``views`` names the ways to look at it, the best first: ``pages`` (pictures of ``pages`` pages), ``table``
    (``sheets``, in the workbook's order) and ``text`` (``passages`` passages); none for a link, for what is
    wanted, and for a file of which nothing can be shown. ``reason`` is a sentence why its text or its pages
    cannot be read. ``may_show_original`` says that a browser can safely be given the file itself to show.
    """

    ref: str
    number: int
    form: Form
    file_name: str | None
    media_type: str | None
    size: int | None
    text_state: TextState
    views: tuple[View, ...] = ()
    pages: int | None = None
    sheets: tuple[Sheet, ...] = ()
    passages: int = 0
    may_show_original: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Some rows of one sheet of a version; ``sheet`` counts from 1 in ``sheets``.

    ``part.next_row`` is what to ask for as ``first`` to see the rest, None at the end.
    """

    sheets: tuple[Sheet, ...]
    sheet: int
    part: Rows

    @property
    def more(self) -> bool:
        """Whether rows or columns of this sheet are left out."""
        return self.part.next_row is not None or self.part.more_columns > 0


class Viewing:
    """Shows versions. ``number`` always means a version's number, the one in use unless told.

    Every method raises ``NotFound`` for a document or version that is not held. ``cache`` is a folder of its
    own; about ``cache_bytes`` are kept in it.
    """

    def __init__(
        self, catalogue: Catalogue, files: FileStore, reader: TextReader, index: SearchIndex,
        vocabulary: Vocabulary, *, cache: Path, cache_bytes: int = MOST_BYTES,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._files = files
        self._reader = reader
        self._index = index
        self._vocabulary = vocabulary
        self._cache = ViewingCache(cache / "pages", most_bytes=cache_bytes)
        self._unswept = threading.Lock()

    def outline(self, ref: str, number: int | None = None) -> Outline:
        """Return what there is to see of a version."""
        version = self._version(ref, number)
        with self._catalogue.reading() as view:
            passages = view.count(Passage, ref=version.ref, number=version.number)
        views: list[View] = ["text"] if passages else []
        pages: int | None = None
        sheets: tuple[Sheet, ...] = ()
        reason = version.text_reason
        best = self._best(version)
        try:
            if best == "pages":
                pages = version.pages or self._pages(version)
            elif best == "table":
                sheets = self._sheets(version)
        except Invalid as error:
            reason = reason or error.message
        if pages or sheets:
            views.insert(0, best)
        original = bool(version.sha256) and self._reader.shown_by_browsers(version.media_type or "")
        return Outline(
            ref=version.ref, number=version.number, form=version.form, file_name=version.file_name,
            media_type=version.media_type, size=version.size, text_state=version.text_state, views=tuple(views),
            pages=pages, sheets=sheets, passages=passages, may_show_original=original, reason=reason,
        )  # fmt: skip

    def picture(self, ref: str, page: int, *, number: int | None = None, width: int = 800) -> Path:
        """Return a file with the picture of a page, counted from 1, ``.webp`` or ``.png`` by its name.

        It shows what the file shows and holds nothing else of it; of a picture, it is never wider than that. The
        file may be gone a moment later when the document is discarded. Raises ``NotFound`` for a page that
        is not there, ``Invalid`` for a width that is not one of ``WIDTHS`` and, in a sentence that can be
        shown, for a page that cannot be drawn, and ``Unavailable`` when it cannot be drawn just now.
        """
        if width not in WIDTHS:
            raise Invalid(
                f"Pages are drawn {WIDTHS[0]} or {WIDTHS[1]} pixels wide.", details={"widths": list(WIDTHS)}
            )
        version = self._page_of(ref, number, page)
        if self._best(version) != "pages":
            raise Invalid(
                f"{version.ref} has no pages that can be drawn. Read its text, or fetch the file.",
                details={"ref": version.ref},
            )

        def draw(target: Path) -> None:
            path, media_type = self._files.path(str(version.sha256)), version.media_type or ""
            self._reader.draw(path, media_type, page, width=width, target=target)

        return self._made(version, f"{page}-{width}{self._reader.picture_suffix}", draw)

    def page(self, ref: str, page: int, *, number: int | None = None) -> list[Passage]:
        """Return the passages of one page or slide, in order; raises ``NotFound`` for one that is not there."""
        version = self._page_of(ref, number, page)
        with self._catalogue.reading() as view:
            return view.all(Passage, ref=version.ref, number=version.number, page=page)

    def places(self, ref: str, *, number: int | None = None) -> dict[int, int | None]:
        """Return for the place of each passage, in order, the page it stands on; None where there are no pages."""
        version = self._version(ref, number)
        with self._catalogue.reading() as view:
            return dict(view.columns(Passage, "place", "page", ref=version.ref, number=version.number))

    def boxes(
        self, ref: str, page: int, *, words: str = "", quote: str = "", before: str = "", after: str = "",
        number: int | None = None,
    ) -> list[Box]:  # fmt: skip
        """Return where on a page the words of a search, or of a quote, stand: a box for each line of each hit.

        ``words`` is a query as it was typed; it hits by the rules that found the passage. ``quote`` is found by
        its words in order, whatever the white space, hyphens and line ends; ``before`` and ``after`` are what
        stood around it and decide between several places. A quote that runs on to the next page is marked on
        both. Empty where the page holds no text that can be selected. Raises as ``picture`` does.
        """
        version = self._page_of(ref, number, page)
        if not (words.strip() or quote.strip()) or self._best(version) != "pages":
            return []
        text = self._text(version, page)
        found: list[Box] = []
        if words.strip():
            query = expand(parse(words), self._vocabulary).words
            found += text.boxes(self._index.marks(query, [text.text])[0] if query.parts else [])
        if quote.strip():
            found += self._quoted(version, page, text, Anchor(quote, before, after))
        return found

    def tables(self, ref: str, number: int | None = None, *, sheet: int = 1, first: int = 1) -> Table:
        """Return rows of one sheet, from the row ``first`` on, at most ``ROWS`` by ``COLUMNS``, as people see them.

        Hidden sheets are among the ``sheets``, and marked. Raises ``NotFound`` for a sheet that is not there,
        ``Invalid`` for a file that is no table and, in a sentence that can be shown, for one that cannot be
        read, and ``Unavailable`` when it cannot be read just now.
        """
        version = self._held(ref, number)
        if self._best(version) != "table":
            raise Invalid(
                f"{version.ref} is no table. Read its text, or fetch the file.", details={"ref": version.ref}
            )
        sheets, first = self._sheets(version), max(1, first)
        if not 1 <= sheet <= len(sheets):
            raise NotFound(
                f"{version.ref} has no sheet {sheet}; it has {len(sheets)}.",
                details={"ref": version.ref, "sheets": len(sheets)},
            )

        def read(path: Path, media_type: str) -> dict[str, Any]:
            return self._reader.rows(path, media_type, sheet, first=first, rows=ROWS, columns=COLUMNS).to_dict()

        return Table(sheets, sheet, self._kept(version, f"rows-{sheet}-{first}", read, Rows.from_dict))

    def hidden(self, ref: str, number: int | None = None) -> HiddenContent:
        """Return what a version's file holds besides what its reader sees. Raises as ``tables`` does."""
        version = self._held(ref, number)

        def read(path: Path, media_type: str) -> dict[str, Any]:
            return self._reader.hidden(path, media_type).to_dict()

        return self._kept(version, "hidden", read, HiddenContent.from_dict)

    def forget(self, sha256: str) -> None:
        """Remove everything made of these bytes from the cache; harmless when there is nothing."""
        self._cache.forget(sha256)

    def _version(self, ref: str, number: int | None) -> Version:
        with self._catalogue.reading() as view:
            document = document_in(view, ref)
            version = view.find(Version, document.ref, document.current_version if number is None else number)
        if version is None:
            raise NotFound(f"{document.ref} has no version {number}.", details={"ref": document.ref})
        return version

    def _held(self, ref: str, number: int | None) -> Version:
        version = self._version(ref, number)
        if not version.sha256:
            raise NotFound(
                f"{version.ref} version {version.number} is not held as a file, so there is nothing to show.",
                details={"ref": version.ref},
            )
        return version

    def _page_of(self, ref: str, number: int | None, page: int) -> Version:
        version = self._held(ref, number)
        if page < 1 or (version.pages is not None and page > version.pages):
            raise _no_page(version, page, version.pages)
        return version

    def _best(self, version: Version) -> View:
        return self._reader.view_of(version.media_type or "") if version.sha256 else "text"

    def _pages(self, version: Version) -> int:
        def count(path: Path, media_type: str) -> dict[str, Any]:
            return {"pages": self._reader.pages(path, media_type)}

        return self._kept(version, "pages", count, lambda data: int(data["pages"]))

    def _sheets(self, version: Version) -> tuple[Sheet, ...]:
        def read(path: Path, media_type: str) -> dict[str, Any]:
            return {"sheets": [asdict(sheet) for sheet in self._reader.sheets(path, media_type)]}

        return self._kept(version, "sheets", read, lambda data: tuple(Sheet(**one) for one in data["sheets"]))

    def _text(self, version: Version, page: int) -> PageText:
        def read(path: Path, media_type: str) -> dict[str, Any]:
            return self._reader.words(path, media_type, page).to_dict()

        return PageText(self._kept(version, f"words-{page}", read, PageWords.from_dict))

    def _quoted(self, version: Version, page: int, text: PageText, anchor: Anchor) -> Sequence[Box]:
        """The boxes of a quote on this page, or of its part where it runs over the page's end."""
        found = find(anchor, [(page, text.text)], place=None)
        if found.outcome == "kept" and found.start is not None and found.end is not None:
            return text.boxes([(found.start, found.end)])
        for first in (page, page - 1):
            if first >= 1 and first + 1 <= (version.pages or 0):
                pages = [(one, self._text(version, one).text) for one in (first, first + 1)]
                found = find(anchor, pages, place=None)
                if found.outcome == "kept" and (found.place, found.end_place) == (first, first + 1):
                    span = (found.start, len(text.text)) if first == page else (0, found.end)
                    return text.boxes([(span[0] or 0, span[1] or 0)])
        return []

    def _kept(
        self, version: Version, name: str, read: Callable[[Path, str], dict[str, Any]],
        shaped: Callable[[dict[str, Any]], Made],
    ) -> Made:  # fmt: skip
        """What ``read`` gives of a version's file, from the cache where that has it, ``shaped``."""

        def write(target: Path) -> None:
            found = read(self._files.path(str(version.sha256)), version.media_type or "")
            target.write_text(json.dumps(found), encoding="utf-8")

        path = self._made(version, f"{name}.json", write)
        try:
            return shaped(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            # Dropped in this moment, damaged, or written by another release: made anew, once.
            path.unlink(missing_ok=True)
        return shaped(json.loads(self._made(version, f"{name}.json", write).read_text(encoding="utf-8")))

    def _made(self, version: Version, name: str, make: Callable[[Path], None]) -> Path:
        """The file ``name`` made of a version's bytes, which are still held when it is returned."""
        self._sweep_once()
        sha256 = str(version.sha256)
        try:
            with _plain_errors(version):
                made = self._cache.get(sha256, name, make)
        except Exception:
            self._check_held(version)
            raise
        # After it was put in place: a discard from now on removes it, an earlier one is noticed here.
        self._check_held(version)
        return made

    def _check_held(self, version: Version) -> None:
        """Raise ``NotFound`` when a version was discarded meanwhile, leaving nothing of it in the cache."""
        try:
            self._version(version.ref, version.number)
        except NotFound:
            with self._catalogue.reading() as view:
                wanted = view.count(Version, sha256=version.sha256)
            if not wanted:
                self._cache.forget(str(version.sha256))
            raise

    def _sweep_once(self) -> None:
        """At the first use, remove what a discard that broke off has left."""
        if self._unswept.acquire(blocking=False):  # and never released
            with self._catalogue.reading() as view:
                held = {sha256 for (sha256,) in view.columns(Version, "sha256") if sha256}
            self._cache.sweep(held)


@contextmanager
def _plain_errors(version: Version) -> Iterator[None]:
    try:
        yield
    except Unreadable as error:
        raise Invalid(error.reason, details={"ref": version.ref}) from error
    except NoSuchPage as error:
        raise _no_page(version, None, error.pages) from error
    except FileNotFoundError as error:
        raise Unavailable("The cache of drawn pages was removed in this moment. Try again.") from error


def _no_page(version: Version, page: int | None, pages: int | None) -> NotFound:
    which = f"page {page}" if page is not None else "such page"
    has = f"; it has {pages}" if pages is not None else ""
    return NotFound(f"{version.ref} has no {which}{has}.", details={"ref": version.ref, "pages": pages})
