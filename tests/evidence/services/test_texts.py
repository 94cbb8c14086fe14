"""Reading text: stored once, presumed values fill, stated ones stay, quotes are found again."""

import hashlib
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from email.message import EmailMessage
from io import BytesIO

import pytest
from PIL import Image

from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain.documents import Passage, Relation, Version
from evidence.domain.people import folder_owner
from evidence.domain.tags import Tag
from evidence.services.drafts import Draft, TagDraft
from evidence.services.texts import Patience, Texts

ASHA = folder_owner("Asha")
BROKEN_PDF = b"%PDF-1.7\n" + b"this is no page" * 20
MINUTES = """Adults board
Minutes of the meeting held on 4 March 2026

People wait too long for a review. Staff told us that the form is hard to fill in.

The board agreed to shorten the form by May.
"""


def offer(library: Library, content: bytes | str, name: str = "paper.txt", **stated: object) -> str:
    raw = content.encode() if isinstance(content, str) else content
    return library.adding.add(ASHA, Draft(**stated), BytesIO(raw), name=name).added[0].ref


def read_all(library: Library) -> list[str]:
    return list(library.texts.read_pending())


def new_version(library: Library, ref: str, text: str, name: str = "paper.txt") -> None:
    library.documents.add_version(ASHA, ref, BytesIO(text.encode()), name=name)
    read_all(library)


def anchors(library: Library, ref: str) -> list[tuple[str | None, int | None, str | None]]:
    return [(tag.anchoring, tag.number, tag.locator) for tag in library.tagging.of(ref)]


class TestReading:
    def test_text_is_pending_until_it_is_read(self, library: Library) -> None:
        ref = offer(library, MINUTES)
        before = (library.texts.pending(), library.cards.passages(ref))

        assert read_all(library) == [ref]

        assert before == ([(ref, 1)], [])
        assert library.texts.pending() == []
        assert "People wait too long for a review" in " ".join(p.text for p in library.cards.passages(ref))
        assert library.cards.version(ref).text_state == "read"

    def test_passages_are_numbered_in_reading_order_and_located(self, library: Library) -> None:
        ref = offer(library, "\n\n".join(f"Paragraph {n}. " + "word " * 200 for n in range(5)))
        read_all(library)

        passages = library.cards.passages(ref)
        assert [passage.place for passage in passages] == list(range(len(passages)))
        assert len(passages) > 1
        assert all(passage.locator for passage in passages)

    def test_reading_again_changes_nothing(self, library: Library) -> None:
        ref = offer(library, MINUTES)
        read_all(library)
        last = library.shelf.last_event()

        library.texts.read(ref, 1)

        assert (read_all(library), library.shelf.last_event()) == ([], last)

    def test_two_readers_at_once_store_once(self, library: Library) -> None:
        ref = offer(library, MINUTES)

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda _: library.texts.read(ref, 1), range(2)))

        assert [event.verb for event in library.cards.card(ref).history] == ["added", "text read"]

    def test_pending_text_survives_closing(self, settings: Settings, clock: FixedClock) -> None:
        first = open_library(settings, clock=clock)
        ref = offer(first, MINUTES)
        first.close()

        second = open_library(settings, clock=clock)
        try:
            assert second.texts.pending() == [(ref, 1)]
            assert read_all(second) == [ref]
            assert second.cards.passages(ref)
        finally:
            second.close()

    def test_who_stops_early_does_not_wait_for_all_that_is_pending(self, library: Library) -> None:
        for number in range(40):
            offer(library, f"paper number {number}")

        reading = library.texts.read_pending()
        next(reading)
        reading.close()

        left = len(library.texts.pending())
        assert left > 20
        assert len(read_all(library)) == left

    def test_version_discarded_before_its_turn_is_passed_over(self, library: Library) -> None:
        ref = offer(library, MINUTES)
        library.documents.discard(ASHA, ref)

        library.texts.read(ref, 1)

        assert library.cards.counts()[0] == 0


class TestUnreadable:
    def test_file_that_cannot_be_read_is_kept_byte_for_byte_and_says_why(self, library: Library) -> None:
        ref = offer(library, BROKEN_PDF, "report.pdf", tags=(TagDraft("QS1"),))
        read_all(library)

        version = library.cards.version(ref)
        assert version.text_state == "unreadable"
        assert version.text_reason.endswith(".")
        assert library.files.path(version.sha256).read_bytes() == BROKEN_PDF
        assert [tag.statement for tag in library.tagging.of(ref)] == ["QS1"]

    def test_other_documents_are_read_all_the_same(self, library: Library) -> None:
        offer(library, BROKEN_PDF, "report.pdf")
        good = offer(library, MINUTES)

        read_all(library)

        assert library.cards.version(good).text_state == "read"

    def test_file_without_words_says_so(self, library: Library) -> None:
        ref = offer(library, b" \n\n \n")
        read_all(library)

        version = library.cards.version(ref)
        assert (version.text_state, version.text_reason.split(".")[0]) == (
            "unreadable", "No words were found in this file",
        )  # fmt: skip

    def test_file_that_is_gone_is_said_to_be_missing(self, library: Library) -> None:
        ref = offer(library, MINUTES)
        library.files.remove(hashlib.sha256(MINUTES.encode()).hexdigest())

        read_all(library)

        assert "missing from the library" in library.cards.version(ref).text_reason

    def test_everything_can_be_read_again(self, library: Library) -> None:
        ref = offer(library, MINUTES)
        read_all(library)
        before = library.cards.passages(ref)

        assert library.texts.forget_all(ASHA) == 1
        assert library.texts.pending() == [(ref, 1)]
        read_all(library)

        assert library.cards.passages(ref) == before


class TestAttachments:
    def test_attachments_become_documents_of_their_own_and_are_read(self, library: Library) -> None:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = "Carers survey", "ben@ashmere.example", "asha@x.example"
        message.set_content("Please find the results attached.")
        message.add_attachment(b"Carers told us that breaks matter most.", "text", "plain", filename="results.txt")
        parent = offer(library, message.as_bytes(), "mail.eml")

        read_all(library)

        (child,) = [document for document in library.cards.documents() if document.ref != parent]
        assert library.cards.version(child.ref).file_name == "results.txt"
        assert "breaks matter most" in library.cards.passages(child.ref)[0].text
        with library.catalogue.reading() as view:
            assert view.find(Relation, child.ref, "attachment-of", parent) is not None

    def test_attachment_held_already_is_related_and_not_added_again(self, library: Library) -> None:
        known = offer(library, b"Carers told us.", "results.txt")
        message = EmailMessage()
        message["Subject"] = "Results"
        message.set_content("Attached.")
        message.add_attachment(b"Carers told us.", "text", "plain", filename="results.txt")
        parent = offer(library, message.as_bytes(), "mail.eml")

        read_all(library)

        assert library.cards.counts()[0] == 2
        with library.catalogue.reading() as view:
            assert view.find(Relation, known, "attachment-of", parent) is not None


class TestPresuming:
    def test_text_fills_what_nobody_stated_and_marks_it(self, library: Library) -> None:
        ref = offer(library, MINUTES, "scan 17.txt")
        read_all(library)

        document = library.documents.get(ref)
        assert (document.kind, document.dated_on) == ("minutes", date(2026, 3, 4))
        assert {"kind", "dated_on", "title"} <= set(document.presumed)

    def test_stated_values_stay(self, library: Library) -> None:
        ref = offer(library, MINUTES, "scan 17.txt", kind="audit", dated_on=date(2025, 1, 1), title="My title")
        read_all(library)

        document = library.documents.get(ref)
        assert (document.kind, document.dated_on, document.title) == ("audit", date(2025, 1, 1), "My title")
        assert not {"kind", "dated_on", "title"} & set(document.presumed)

    @pytest.mark.parametrize(
        ("field", "value"), [("status", "final"), ("dated_on", ""), ("source", ""), ("sensitivity", "internal")]
    )
    def test_what_a_person_set_to_its_default_is_not_guessed_again(
        self, library: Library, field: str, value: str
    ) -> None:
        ref = offer(library, "OFFICIAL-SENSITIVE\nDRAFT\n" + MINUTES, "scan.txt")
        read_all(library)
        guessed = getattr(library.documents.get(ref), field)
        library.documents.set(ASHA, ref, {field: value})
        settled = getattr(library.documents.get(ref), field)

        library.texts.forget_all(ASHA)
        read_all(library)

        assert guessed != settled
        assert getattr(library.documents.get(ref), field) == settled
        assert field not in library.documents.get(ref).presumed

    def test_what_a_person_confirmed_stays_with_a_new_version(self, library: Library) -> None:
        ref = offer(library, MINUTES, "scan.txt")
        read_all(library)
        library.documents.confirm(ASHA, ref, ["dated_on"])

        new_version(library, ref, MINUTES.replace("4 March 2026", "7 May 2026"))

        assert library.documents.get(ref).dated_on == date(2026, 3, 4)

    def test_guess_follows_the_text_in_use(self, library: Library) -> None:
        ref = offer(library, MINUTES, "scan.txt")
        read_all(library)

        new_version(library, ref, MINUTES.replace("4 March 2026", "7 May 2026"))

        assert library.documents.get(ref).dated_on == date(2026, 5, 7)

    def test_guess_without_a_reason_in_the_new_text_is_dropped(self, library: Library) -> None:
        ref = offer(library, MINUTES, "scan.txt")
        read_all(library)

        new_version(library, ref, "Adults board\n\nNo date stands in this one.")

        document = library.documents.get(ref)
        assert (document.dated_on, "dated_on" in document.presumed) == (None, False)

    def test_no_guess_makes_a_document_less_sensitive(self, library: Library) -> None:
        ref = offer(library, "OFFICIAL-SENSITIVE\n" + MINUTES, "scan.txt")
        read_all(library)

        new_version(library, ref, MINUTES)

        document = library.documents.get(ref)
        assert (document.sensitivity, "sensitivity" in document.presumed) == ("sensitive", True)


class TestQuotes:
    def test_quote_still_there_is_kept(self, tagged: str, library: Library) -> None:
        new_version(library, tagged, MINUTES + "\nOne more line.")

        assert [(outcome, number) for outcome, number, _ in anchors(library, tagged)] == [("kept", 2)]

    def test_quote_in_another_passage_is_moved_with_its_locator(self, tagged: str, library: Library) -> None:
        long = "\n\n".join(f"Part {n}. " + "other words here " * 60 for n in range(4))
        new_version(library, tagged, long + "\n\n" + MINUTES)

        ((outcome, number, locator),) = anchors(library, tagged)
        with library.catalogue.reading() as view:
            (where,) = [
                p.locator for p in view.all(Passage, ref=tagged, number=2) if "People wait too long" in p.text
            ]  # fmt: skip
        assert (outcome, number, locator) == ("moved", 2, where)

    def test_quote_in_nearly_the_same_words_is_changed_and_keeps_its_own(self, tagged: str, library: Library) -> None:
        new_version(library, tagged, MINUTES.replace("too long for a review", "far too long for their review"))

        (tag,) = library.tagging.of(tagged)
        assert (tag.anchoring, tag.quote) == ("changed", "People wait too long for a review.")

    def test_quote_that_is_gone_is_lost_and_the_tag_stays(self, tagged: str, library: Library) -> None:
        new_version(library, tagged, "Something else altogether stands here now.")

        (tag,) = library.tagging.of(tagged)
        assert (tag.anchoring, tag.statement, tag.quote) == ("lost", "QS1", "People wait too long for a review.")

    def test_quote_that_comes_back_is_found_again(self, tagged: str, library: Library) -> None:
        new_version(library, tagged, "Something else altogether stands here now.")
        new_version(library, tagged, MINUTES + "\nThird edition.")

        assert [(outcome, number) for outcome, number, _ in anchors(library, tagged)] == [("kept", 3)]

    def test_how_many_quotes_had_each_outcome_is_in_the_history(self, tagged: str, library: Library) -> None:
        new_version(library, tagged, "Something else altogether stands here now.")

        assert library.cards.card(tagged).history[-1].about["quotes"] == {"lost": 1}

    @pytest.fixture
    def tagged(self, library: Library, put: Callable[..., str]) -> str:
        ref = put(MINUTES)
        library.tagging.tag(ASHA, [ref], TagDraft("QS1", quote="People wait too long for a review."))
        return ref


def test_passages_of_earlier_versions_stay(library: Library, put: Callable[..., str]) -> None:
    ref = put("The first edition.")
    new_version(library, ref, "The second edition.")

    with library.catalogue.reading() as view:
        assert view.columns(Passage, "number", "text", ref=ref) == [
            (1, "The first edition."),
            (2, "The second edition."),
        ]
        assert (view.count(Version), view.count(Tag)) == (2, 0)


@pytest.mark.ocr
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_scanned_pages_beyond_the_time_for_one_file_are_left_and_named(library: Library) -> None:
    made = BytesIO()
    first, *more = [Image.effect_noise((60, 40), 60.0) for _ in range(3)]
    first.save(made, "TIFF", save_all=True, append_images=more)
    ref = offer(library, made.getvalue(), "scan.tif")
    ports = library.ports
    hasty = Texts(
        ports.catalogue, ports.files, ports.reader, library.adding, ports.vocabulary, ports.clock, library.checking,
        Patience(scan_seconds=0.0),
    )  # fmt: skip

    hasty.read(ref, 1)

    version = library.cards.version(ref)
    assert "after the first 1 were not read" in f"{version.text_reason} {version.notes}"
