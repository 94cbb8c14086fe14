"""Viewing a document: what there is to see, pages as pictures, and that a discard leaves nothing to see."""

import io
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from PIL import Image

from app.wiring import Library
from evidence.domain.people import LIBRARY, folder_owner
from evidence.errors import Invalid, NotFound, Unavailable
from evidence.readings import Sheet
from evidence.services.viewing import Viewing
from evidence.services.viewing_cache import ViewingCache
from tests.evidence.extractors import making_pdf
from tests.evidence.services.viewing_builder import PAGES, paper, workbook

ASHA = folder_owner("Asha")
Offer = Callable[..., str]


def cached(library: Library) -> list[Path]:
    return [path for path in (library.home / "cache").rglob("*") if path.is_file()]


class TestOutline:
    def test_a_pdf_has_pages_and_text_and_may_be_shown_as_it_is(self, viewing: Viewing, offer: Offer) -> None:
        content = paper(*PAGES)
        outline = viewing.outline(offer(content))
        assert (outline.views, outline.pages, outline.passages) == (("pages", "text"), 2, 2)
        assert (outline.file_name, outline.size, outline.may_show_original) == ("paper.pdf", len(content), True)
        assert (outline.text_state, outline.reason) == ("read", None)

    def test_pages_can_be_seen_before_the_text_is_read(self, viewing: Viewing, offer: Offer) -> None:
        outline = viewing.outline(offer(paper(*PAGES), read=False))
        assert (outline.views, outline.pages, outline.text_state) == (("pages",), 2, "pending")

    def test_a_workbook_has_sheets_and_is_not_shown_as_it_is(self, viewing: Viewing, offer: Offer) -> None:
        outline = viewing.outline(offer(workbook(), "list.xlsx"))
        assert outline.views == ("table", "text")
        assert outline.sheets == (Sheet("Teams"), Sheet("Workings", hidden=True))
        assert not outline.may_show_original

    def test_plain_text_has_only_text_and_is_not_shown_as_it_is(self, viewing: Viewing, offer: Offer) -> None:
        outline = viewing.outline(offer(b"<html><script>1</script><p>Words.</p></html>", "page.html"))
        assert (outline.views, outline.pages, outline.may_show_original) == (("text",), None, False)

    @pytest.mark.parametrize("content", [making_pdf.locked_pdf(), b"%PDF-1.7\n" + b"this is no page" * 20])
    def test_a_file_that_cannot_be_read_has_no_views_and_a_reason(
        self, content: bytes, viewing: Viewing, offer: Offer
    ) -> None:
        for read in (False, True):
            outline = viewing.outline(offer(content + b" " * read, read=read))
            assert outline.views == ()
            assert outline.reason is not None

    def test_an_older_version_is_its_own(self, library: Library, viewing: Viewing, offer: Offer) -> None:
        ref = offer(paper(*PAGES))
        library.documents.add_version(ASHA, ref, io.BytesIO(b"Words."), name="paper.txt")
        assert viewing.outline(ref).views == ()
        assert viewing.outline(ref, 1).views == ("pages", "text")

    def test_what_is_not_there_is_not_found(self, viewing: Viewing, offer: Offer) -> None:
        ref = offer(paper(*PAGES))
        for wanted, number in (("E-0099", None), (ref, 2), (ref, 0)):
            with pytest.raises(NotFound):
                viewing.outline(wanted, number)


class TestPicture:
    @pytest.mark.parametrize("width", [800, 1600])
    def test_a_page_is_drawn_once_and_kept(
        self, width: int, library: Library, viewing: Viewing, offer: Offer
    ) -> None:
        ref = offer(paper(*PAGES))
        path = viewing.picture(ref, 2, width=width)
        sha256 = library.cards.version(ref).sha256
        assert path == library.home / "cache" / "pages" / str(sha256) / f"2-{width}.webp"
        with Image.open(path) as picture:
            assert picture.width == width
        path.write_bytes(b"kept")
        assert viewing.picture(ref, 2, width=width).read_bytes() == b"kept"

    def test_a_page_that_is_not_there_is_not_found(self, viewing: Viewing, offer: Offer) -> None:
        for ref in (offer(paper(*PAGES)), offer(paper("Another."), read=False)):
            for page in (-1, 0, 3):
                with pytest.raises(NotFound, match="no"):
                    viewing.picture(ref, page)

    def test_other_widths_and_kinds_are_refused_with_a_sentence(self, viewing: Viewing, offer: Offer) -> None:
        ref = offer(paper(*PAGES))
        with pytest.raises(Invalid, match="800 or 1600"):
            viewing.picture(ref, 1, width=801)
        with pytest.raises(Invalid, match="Read its text"):
            viewing.picture(offer(b"Words.", "paper.txt"), 1)

    def test_a_file_that_cannot_be_drawn_says_why_and_leaves_nothing(
        self, library: Library, viewing: Viewing, offer: Offer
    ) -> None:
        with pytest.raises(Invalid, match="password"):
            viewing.picture(offer(making_pdf.locked_pdf()), 1)
        with pytest.raises(Invalid, match="cannot be shown"):
            viewing.picture(offer(b"%PDF-1.7\n" + b"this is no page" * 20), 1)
        assert cached(library) == []

    def test_frames_of_a_fax_are_pages(self, viewing: Viewing, offer: Offer) -> None:
        made = io.BytesIO()
        Image.new("L", (90, 60), 0).save(made, "TIFF", save_all=True, append_images=[Image.new("L", (60, 90), 255)])
        ref = offer(made.getvalue(), "fax.tif", read=False)
        assert viewing.outline(ref).pages == 2
        sizes = []
        for page in (1, 2):
            with Image.open(viewing.picture(ref, page)) as picture:
                sizes.append(picture.size)
        assert sizes == [(90, 60), (60, 90)]

    def test_deleting_the_cache_changes_no_answer(self, library: Library, viewing: Viewing, offer: Offer) -> None:
        ref, table = offer(paper(*PAGES)), offer(workbook(), "list.xlsx")

        def answers() -> list[object]:
            return [
                viewing.picture(ref, 1).read_bytes(), viewing.boxes(ref, 1, words="waiting"),
                viewing.outline(table), viewing.tables(table),
            ]  # fmt: skip

        first = answers()
        shutil.rmtree(library.home / "cache")
        assert answers() == first

    def test_a_damaged_cache_changes_no_answer(self, library: Library, viewing: Viewing, offer: Offer) -> None:
        ref, table = offer(paper(*PAGES)), offer(workbook(), "list.xlsx")
        first = [viewing.boxes(ref, 1, words="waiting"), viewing.tables(table)]
        for broken in ("", "[]", '{"width": 1}'):
            for path in cached(library):
                path.write_text(broken)
            assert [viewing.boxes(ref, 1, words="waiting"), viewing.tables(table)] == first

    def test_requests_at_once_get_one_whole_picture(self, library: Library, viewing: Viewing, offer: Offer) -> None:
        ref, at_once = offer(paper(*PAGES)), Barrier(8)

        def ask(_: int) -> bytes:
            at_once.wait()
            return viewing.picture(ref, 1).read_bytes()

        with ThreadPoolExecutor(8) as threads:
            assert len(set(threads.map(ask, range(8)))) == 1
        assert len(cached(library)) == 1

    def test_the_cache_is_private(self, library: Library, viewing: Viewing, offer: Offer) -> None:
        path = viewing.picture(offer(paper(*PAGES)), 1)
        for folder in (library.home / "cache", path.parent.parent, path.parent):
            assert folder.stat().st_mode & 0o077 == 0
        assert path.stat().st_mode & 0o077 == 0

    def test_backups_and_checks_know_nothing_of_the_cache(
        self, library: Library, viewing: Viewing, offer: Offer, tmp_path: Path
    ) -> None:
        viewing.picture(offer(paper(*PAGES)), 1)
        *_, result = library.backups.back_up(ASHA, tmp_path / "copy")
        assert result.files == 1
        assert {path.name for path in (tmp_path / "copy").iterdir()} == {"catalogue.db", "files", "backup.json"}
        library.indexing.keep_up()
        *_, checked = library.upkeep.verify()
        assert (checked.sound, checked.notes) == (True, [])


class TestDiscarding:
    def test_nothing_of_a_discarded_document_is_left_or_shown(
        self, library: Library, viewing: Viewing, offer: Offer
    ) -> None:
        ref, table, other = offer(paper(*PAGES)), offer(workbook(), "list.xlsx"), offer(paper("Another."))
        stays = viewing.picture(other, 1)
        viewing.picture(ref, 1)
        viewing.boxes(ref, 2, words="safeguarding")
        viewing.tables(table)
        for gone in (ref, table):
            library.documents.discard(ASHA, gone)
        assert cached(library) == [stays]
        for ask in (viewing.outline, viewing.tables, viewing.places):
            with pytest.raises(NotFound):
                ask(ref)
        with pytest.raises(NotFound):
            viewing.picture(ref, 1)
        assert cached(library) == [stays]

    def test_a_discard_while_the_page_is_drawn_leaves_nothing(
        self, library: Library, viewing: Viewing, offer: Offer
    ) -> None:
        ref, at_once = offer(paper(*PAGES)), Barrier(2)

        def ask() -> bool:
            at_once.wait()
            try:
                return viewing.picture(ref, 1, width=1600).name == "1-1600.webp"
            except NotFound:
                return True

        with ThreadPoolExecutor(1) as threads:
            asked = threads.submit(ask)
            at_once.wait()
            library.documents.discard(ASHA, ref)
            assert asked.result()
        assert cached(library) == []

    def test_what_a_discard_that_broke_off_left_goes_when_the_library_is_next_used(
        self, library: Library, viewing: Viewing, offer: Offer
    ) -> None:
        left = library.home / "cache" / "pages" / ("0" * 64)
        left.mkdir(parents=True)
        (left / "1-800.webp").write_bytes(b"left")
        path = viewing.picture(offer(paper(*PAGES)), 1)
        assert cached(library) == [path]

    def test_a_link_has_nothing_to_show(self, library: Library, viewing: Viewing, offer: Offer) -> None:
        ref = offer(paper(*PAGES))
        with library.catalogue.writing(LIBRARY) as work:
            version = library.cards.version(ref)
            link = version.model_copy(update={"number": 2, "form": "link", "sha256": None, "media_type": None})
            work.save(link)
            work.record("version added", [ref])
        assert viewing.outline(ref, 2).views == ()
        for ask in (lambda: viewing.picture(ref, 1, number=2), lambda: viewing.tables(ref, 2)):
            with pytest.raises(NotFound, match="not held as a file"):
                ask()


class TestCache:
    def test_what_was_used_longest_ago_is_dropped_first(self, tmp_path: Path) -> None:
        cache = ViewingCache(tmp_path / "cache", most_bytes=1_000)
        for number in range(3):
            cache.get("a" * 64, f"{number}", lambda target: target.write_bytes(b"x" * 300) and None)
            (tmp_path / "cache" / ("a" * 64) / f"{number}").touch()
        cache.get("a" * 64, "0", lambda _: pytest.fail("it was made before"))
        kept = cache.get("b" * 64, "3", lambda target: target.write_bytes(b"x" * 300) and None)
        assert kept.exists()
        names = {path.name for path in (tmp_path / "cache").rglob("*") if path.is_file()}
        assert names == {"0", "2", "3"}

    def test_a_failure_leaves_nothing_and_is_tried_again(self, tmp_path: Path) -> None:
        cache = ViewingCache(tmp_path / "cache")

        def fail(target: Path) -> None:
            target.write_bytes(b"half")
            raise Invalid("no")

        with pytest.raises(Invalid):
            cache.get("a" * 64, "1", fail)
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
        assert cache.get("a" * 64, "1", lambda target: target.write_bytes(b"whole") and None).read_bytes() == b"whole"

    def test_a_disk_that_takes_nothing_is_said_in_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "cache").write_text("in the way")
        with pytest.raises(Unavailable, match="cannot be written"):
            ViewingCache(tmp_path / "cache" / "pages").get("a" * 64, "1", lambda _: None)
