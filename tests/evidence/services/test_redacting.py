"""Redacted copies: made beside a version, proved, never in use, and gone for good when they are removed."""

import io
from collections.abc import Callable

import pytest

from app.wiring import Library
from evidence.domain.documents import Version
from evidence.domain.events import Change
from evidence.domain.people import Actor
from evidence.domain.redactions import Asked
from evidence.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.services.drafts import Draft
from evidence.services.redacting import Made
from evidence.services.removing import OnHold
from tests.conftest import ASHA, settle
from tests.evidence.extractors import making_hidden
from tests.evidence.extractors.making_packages import docx, word_paragraph, word_table
from tests.evidence.extractors.making_pdf import pdf
from tests.evidence.extractors.searching_bytes import everything_in

NUMBER, NAME = "943 476 5919", "Mrs Edith Larkspur"
WORD = docx(word_paragraph(f"NHS number: {NUMBER} is of {NAME}.") + word_paragraph("Words for all."))
PDF = pdf([[f"NHS number: {NUMBER}", "Words for all."], [], [f"Again {NUMBER} and 3 more"]])
WHY = "It goes to the regulator"
LEAD = Actor("Lena", frozenset({"lead"}), "page", "P-0001")


@pytest.fixture
def add(library: Library) -> Callable[..., str]:
    """Add a file, have it read, and return its reference."""

    def adding(content: bytes, name: str = "review.docx", **stated: object) -> str:
        draft = Draft(**{"title": "Charging review", "kind": "policy", **stated})  # type: ignore[arg-type]  # whatever a test states
        ref = library.adding.add(ASHA, draft, io.BytesIO(content), name=name).added[0].ref
        settle(library)
        return ref

    return adding


@pytest.fixture
def word(add: Callable[..., str]) -> str:
    return add(WORD)


def redact(library: Library, ref: str, *places: int, number: int | None = None, **more: object) -> Made:
    asked = Asked(places, **more)  # type: ignore[arg-type]  # phrases and pages
    made = library.redacting.redact(ASHA, ref, asked, WHY, number=number)
    settle(library)
    return made


def content(library: Library, version: Version) -> bytes:
    return library.files.path(version.sha256 or "").read_bytes()


def decisions(library: Library, ref: str, number: int | None = None) -> dict[int, tuple[str | None, int | None]]:
    return {one.place: (one.decision, one.copy_number) for one in library.checking.of(ref, number)[2]}


def text(library: Library, ref: str, number: int | None = None) -> str:
    return "\n".join(one.text for one in library.cards.passages(ref, number))


class TestMaking:
    def test_what_was_chosen_is_gone_and_the_original_is_as_it_was(self, library: Library, word: str) -> None:
        made = redact(library, word, 1, phrases=("words for ALL",))

        assert (made.copy.number, made.copy.redacted_from) == (2, 1)
        assert NUMBER not in text(library, word, 2)
        found = everything_in(content(library, made.copy))
        assert ("943 476" in found, "9434765919" in found, "words for all" in found) == (False, False, False)
        assert NAME in text(library, word, 2), "nobody chose it"
        assert content(library, library.cards.version(word)) == WORD
        assert [(one.finding, one.phrase, one.times) for one in made.redaction.taken] == [
            (1, None, 1), (None, "words for ALL", 1)
        ]  # fmt: skip
        assert made.words == {1: NUMBER}

    def test_the_copy_is_never_the_version_in_use_and_adds_no_hit(self, library: Library, word: str) -> None:
        before = library.listing.rows()
        redact(library, word, 1)

        assert library.documents.get(word).current_version == 1
        assert library.cards.card(word).version.number == 1
        assert text(library, word).count(NUMBER) == 1
        (hit,) = library.finding.search("larkspur", on=library.clock.today()).documents
        assert (hit.ref, len(hit.passages)) == (word, 1)
        assert library.listing.rows() == before
        assert library.index.refs() == {word}

    def test_findings_in_the_copy_show_what_is_still_in_it(self, library: Library, word: str) -> None:
        made = redact(library, word, 1)

        assert [(one.finding.kind, one.words) for one in library.found_words.of(word, made.copy.number).found] == [
            ("name", NAME)
        ]
        assert library.checking.outcome(word, 2).reasons == ("Names: 1.",)
        assert library.checking.outcome(word, 1).check == "decide"

    def test_what_was_taken_out_is_decided_also_where_the_same_words_stand_again(
        self, library: Library, add: Callable[..., str]
    ) -> None:
        ref = add(PDF, "review.pdf")
        found = library.found_words.of(ref).found
        assert [one.finding.page for one in found if one.words == NUMBER] == [1, 3]

        made = redact(library, ref, 1)

        assert decisions(library, ref) == dict.fromkeys((1, 2, 3), ("taken-out", 2)), "and the author, who is hidden"
        assert made.redaction.pages == (1, 3)
        assert [one.kind for one in library.checking.of(ref, 2)[2]] == []
        assert library.checking.outcome(ref, 2).check == "read", "its second page has no words that could be searched"

    def test_hidden_content_always_goes(self, library: Library, add: Callable[..., str]) -> None:
        parts = making_hidden.word_comments("Asha Quill", "Is Mrs Thornfell named?")
        ref = add(making_hidden.changed(WORD, parts))
        hidden = [one.place for one in library.checking.of(ref)[2] if one.part == "hidden"]

        made = redact(library, ref, 1)

        assert hidden
        assert all(decisions(library, ref)[place] == ("taken-out", 2) for place in hidden)
        assert "1 comment" in made.redaction.also
        assert "thornfell" not in everything_in(content(library, made.copy))

    def test_hidden_content_alone_can_be_taken_out(self, library: Library, add: Callable[..., str]) -> None:
        ref = add(making_hidden.changed(WORD, making_hidden.word_comments("Asha Quill", "Hush")))
        (comment,) = [one.place for one in library.checking.of(ref)[2] if one.kind == "comment"]

        made = redact(library, ref, comment)

        assert (made.redaction.taken[0].left_out, made.redaction.taken[0].times) == (True, 0)
        assert NUMBER in text(library, ref, 2)

    def test_the_name_of_the_file_does_not_go_with_the_copy(self, library: Library, add: Callable[..., str]) -> None:
        ref = add(WORD, "NHS_number_9434765919.docx")
        (name,) = [one.place for one in library.checking.of(ref)[2] if one.part == "file-name"]

        made = redact(library, ref, name)

        assert made.copy.file_name == f"{ref} version 1 redacted.docx"
        assert decisions(library, ref)[name] == ("taken-out", 2)

    def test_whole_pages_are_covered_and_what_was_found_there_is_decided(
        self, library: Library, add: Callable[..., str]
    ) -> None:
        ref = add(PDF, "review.pdf")

        made = redact(library, ref, pages=(1, 2))

        assert [(one.page, one.times) for one in made.redaction.taken] == [(1, 1), (2, 1)]
        assert decisions(library, ref)[1] == ("taken-out", 2)
        assert decisions(library, ref)[2] == (None, None)
        assert "Words for all" not in text(library, ref, 2)

    def test_short_words_go_on_their_page_only(self, library: Library, add: Callable[..., str]) -> None:
        lines = ["Area | Number of people", "North | 3", "South | 12"]
        ref = add(docx(word_table(*(tuple(one.split(" | ")) for one in lines))), title="Deaths")
        (cell,) = [one.finding.place for one in library.found_words.of(ref).found if one.words == "3"]

        assert redact(library, ref, cell).redaction.taken[0].times == 1
        assert "South | 12" in text(library, ref, 2)

    def test_history_names_no_word_and_the_proof_goes_with_the_copy(self, library: Library, word: str) -> None:
        redact(library, word, 1, phrases=("Words for all",))

        with library.catalogue.reading() as view:
            event = next(one for one in view.history(word) if one.verb == "redacted")
            told = [one.model_dump_json() for one in (*view.history(word), *view.all(Change, ref=word))]
        assert (event.about["version"], event.about["copy"], event.about["phrases"]) == (1, 2, 1)
        assert not any("Words for all" in one or NUMBER in one for one in told)

    def test_its_number_is_not_that_of_the_next_version(self, library: Library, word: str) -> None:
        redact(library, word, 1)
        made = library.documents.add_version(ASHA, word, io.BytesIO(b"Newer words."), name="newer.txt")
        settle(library)

        assert (made.number, library.documents.get(word).current_version) == (3, 3)
        assert library.clearing.numbers(word) == [3], "a copy of what was in use before is not sent"


class TestRefusing:
    def test_what_will_not_do_makes_no_copy(self, library: Library, word: str) -> None:
        for asked, said in (
            (Asked(), "Choose what to take out"),
            (Asked(phrases=(" ",)), "Choose what to take out"),
            (Asked(phrases=("!?",)), "no letter or figure"),
            (Asked(phrases=("x" * 501,)), "up to 500 characters"),
            (Asked(phrases=tuple(f"word {n}" for n in range(201))), "at most 200"),
            (Asked(phrases=("Zebra crossing",)), "Not found in the file as whole words"),
            (Asked(pages=(1,)), "Only pages of a PDF"),
            (Asked(pages=(0,)), "Pages count from 1"),
        ):
            with pytest.raises(Invalid, match=said):
                library.redacting.redact(ASHA, word, asked, WHY)
        with pytest.raises(Invalid, match="Say why"):
            library.redacting.redact(ASHA, word, Asked((1,)), " ")

        assert len(library.cards.card(word).versions) == 1
        assert len(list(library.files.all())) == 1
        assert decisions(library, word) == dict.fromkeys(decisions(library, word), (None, None))

    def test_findings_of_the_title_and_those_that_are_gone(self, library: Library, add: Callable[..., str]) -> None:
        ref = add(WORD, title=f"Review of {NAME}")
        (title,) = [one.place for one in library.checking.of(ref)[2] if one.part == "title"]

        with pytest.raises(Invalid, match="change the title"):
            redact(library, ref, title)
        with pytest.raises(NotFound, match="no finding 77"):
            redact(library, ref, 77)

    def test_kinds_that_cannot_be_redacted(self, library: Library, add: Callable[..., str]) -> None:
        plain, broken = add(b"Words for all.", "a.txt"), add(b"%PDF-1.4 " + b"broken " * 50, "a.pdf")

        with pytest.raises(Invalid, match="Only PDF, Word"):
            redact(library, plain, phrases=("words",))
        with pytest.raises(Invalid, match="damaged"):
            redact(library, broken, phrases=("words",))
        with pytest.raises(Invalid, match="no page 9"):
            redact(library, add(PDF, "b.pdf"), pages=(9,))
        assert len(list(library.files.all())) == 3

    def test_what_is_no_file(self, library: Library) -> None:
        ref = library.adding.want(ASHA, Draft(), title="The minutes").ref

        with pytest.raises(Invalid, match="holds no file"):
            redact(library, ref, phrases=("minutes",))

    def test_a_copy_of_a_copy_and_the_same_copy_again(self, library: Library, word: str) -> None:
        redact(library, word, 1)

        with pytest.raises(Conflict, match="another copy of version 1"):
            redact(library, word, phrases=(NAME,), number=2)
        with pytest.raises(Conflict, match="Exactly this copy"):
            redact(library, word, 1)
        assert [one.number for one in library.cards.card(word).versions] == [1, 2]

    def test_what_is_withdrawn(self, library: Library, word: str) -> None:
        library.documents.withdraw(ASHA, word)

        with pytest.raises(Conflict, match="Reinstate"):
            redact(library, word, 1)

    def test_only_who_may_decide_may_redact(self, library: Library, word: str) -> None:
        redact(library, word, 1)
        for role in ("reader", "contributor", "administrator"):
            somebody = Actor("Somebody", frozenset({role}), "page", "P-0009")  # type: ignore[arg-type]  # a role
            with pytest.raises(NotAllowed):
                library.redacting.redact(somebody, word, Asked((), (NAME,)), WHY)
            with pytest.raises(NotAllowed):
                library.redacting.remove(somebody, word, 2)

        assert len(library.cards.card(word).versions) == 2


class TestAfterwards:
    def test_a_removed_copy_is_gone_and_its_findings_are_open_again(self, library: Library, word: str) -> None:
        made = redact(library, word, 1, phrases=("Words for all",))
        library.viewing.hidden(word, 2)

        library.redacting.remove(LEAD, word, 2)
        settle(library)

        assert not library.files.holds(made.copy.sha256 or "")
        assert not (library.home / "cache" / "pages" / (made.copy.sha256 or "")).exists()
        assert decisions(library, word) == dict.fromkeys(decisions(library, word), (None, None))
        with pytest.raises(NotFound):
            library.cards.version(word, 2)
        assert library.cards.passages(word, 2) == []
        *_, whole = library.upkeep.verify()
        assert whole.damage == []

    def test_a_version_that_is_no_copy_stays(self, library: Library, word: str) -> None:
        with pytest.raises(Conflict, match="no redacted copy"):
            library.redacting.remove(ASHA, word, 1)
        with pytest.raises(NotFound):
            library.redacting.of(word, 1)

    def test_what_another_copy_is_without_stays_decided(self, library: Library, word: str) -> None:
        redact(library, word, 1)
        redact(library, word, 1, phrases=(NAME,))

        library.redacting.remove(ASHA, word, 2)
        assert decisions(library, word)[1] == ("taken-out", 3)
        library.redacting.remove(ASHA, word, 3)
        assert decisions(library, word)[1] == (None, None)

    def test_a_hold_keeps_it(self, library: Library, word: str) -> None:
        redact(library, word, 1)
        library.retention.place_hold(ASHA, word, "A claim")

        with pytest.raises(OnHold):
            library.redacting.remove(ASHA, word, 2)

    def test_a_sweep_takes_bytes_that_a_removal_left(
        self, library: Library, word: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = redact(library, word, 1)
        with monkeypatch.context() as stopped:
            stopped.setattr(library.removing, "clear_version", lambda _: None)
            library.redacting.remove(ASHA, word, 2)
        assert library.files.holds(made.copy.sha256 or "")

        library.tidy()
        assert not library.files.holds(made.copy.sha256 or "")
