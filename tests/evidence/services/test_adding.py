"""Adding documents: everything acknowledged is held whole, everything else is refused with a reason."""

import hashlib
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain.documents import Document, Passage, Relation, Version
from evidence.domain.people import folder_owner
from evidence.domain.tags import Tag
from evidence.errors import EvidenceError, Invalid
from evidence.services.adding import Outcome, shown_name
from evidence.services.drafts import Draft, TagDraft

ASHA = folder_owner("Asha")


def offer(library: Library, content: bytes, name: str = "paper.txt", **stated: object) -> Outcome:
    return library.adding.add(ASHA, Draft(**stated), BytesIO(content), name=name)


def held(library: Library, kind: type = Document) -> int:
    with library.catalogue.reading() as view:
        return view.count(kind)


def archive(**members: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


class TestOneFile:
    def test_added_document_is_whole_and_says_what_it_is(self, library: Library) -> None:
        content = b"Charging policy\n\nPeople pay what they can afford."

        outcome = offer(library, content, owner="Finance", kind="policy", tags=(TagDraft("QS1", "processes"),))

        (added,) = outcome.added
        assert (outcome.held, outcome.refused) == ([], [])
        assert (added.ref, added.file, added.sha256) == ("E-0001", "paper.txt", hashlib.sha256(content).hexdigest())
        assert library.files.path(added.sha256).read_bytes() == content
        card = library.cards.card("E-0001")
        assert (card.document.owner, card.document.kind, card.version.size) == ("Finance", "policy", len(content))
        assert [(tag.statement, tag.category) for tag in card.tags] == [("QS1", "processes")]
        assert [event.verb for event in card.history] == ["added"]

    def test_stated_values_are_not_presumed_and_guessed_ones_are(self, library: Library) -> None:
        offer(library, b"x y", "Complaints policy 2024-05-01.txt", kind="survey")

        document = library.documents.get("E-0001")
        assert (document.kind, document.title) == ("survey", "Complaints policy")
        assert "kind" not in document.presumed
        assert "title" in document.presumed

    def test_same_bytes_twice_are_one_document_whatever_the_name(self, library: Library) -> None:
        offer(library, b"the same")
        again = offer(library, b"the same", "copy of paper.txt")

        assert [(one.file, one.ref) for one in again.held] == [("copy of paper.txt", "E-0001")]
        assert (again.added, again.refused, held(library)) == ([], [], 1)
        assert library.shelf.last_event() == 1

    def test_same_bytes_from_many_at_once_are_one_document(self, library: Library) -> None:
        with ThreadPoolExecutor(8) as threads:
            outcomes = list(threads.map(lambda _: offer(library, b"all at once"), range(24)))

        assert sum(len(outcome.added) for outcome in outcomes) == 1
        assert sum(len(outcome.held) for outcome in outcomes) == 23
        assert (held(library), held(library, Version), library.shelf.last_event()) == (1, 1, 1)
        assert len(list(library.files.all())) == 1

    def test_many_different_ones_at_once_are_all_held(self, library: Library) -> None:
        with ThreadPoolExecutor(8) as threads:
            outcomes = list(threads.map(lambda n: offer(library, f"paper {n}".encode()), range(40)))

        refs = [added.ref for outcome in outcomes for added in outcome.added]
        assert sorted(refs) == [f"E-{number:04d}" for number in range(1, 41)]

    def test_nothing_is_left_in_staging(self, library: Library) -> None:
        offer(library, b"one")
        offer(library, b"one")
        offer(library, b"")
        offer(library, archive(a=b"text of a", b=b"text of b"), "both.zip")

        assert list((library.home / "staging").glob("up*")) + list((library.home / "staging").glob("un*")) == []


class TestNames:
    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("../../../etc/passwd.txt", "passwd.txt"),
            ("C:\\Users\\ben\\Desktop\\minutes.docx", "minutes.docx"),
            ("a\nb\x00c\r.txt", "abc.txt"),
            ("invoice\u202efdp.exe", "invoicefdp.exe"),
            ("\u200bzero\ufeff.txt", "zero.txt"),
            ("", "unnamed"),
            ("///", "unnamed"),
            ("\x01\x02", "unnamed"),
            ("e\u0301te\u0301.txt", "été.txt"),
            ("CON.txt", "CON.txt"),
        ],
    )
    def test_name_is_made_safe_to_show(self, given: str, shown: str) -> None:
        assert shown_name(given) == shown

    def test_long_name_is_cut_and_keeps_its_ending(self) -> None:
        shown = shown_name("n" * 400 + ".docx")

        assert len(shown) == 255
        assert shown.endswith("n.docx")

    def test_long_name_without_a_stem_is_cut(self) -> None:
        assert len(shown_name("." + "n" * 400)) <= 255

    @pytest.mark.parametrize("name", ["../../x.txt", "a\nb.txt", "x" * 300 + ".txt", "ü" * 255, "", "\u202e"])
    def test_document_with_an_awkward_name_is_added_under_its_hash(self, library: Library, name: str) -> None:
        outcome = offer(library, b"some words", name)

        version = library.cards.version("E-0001")
        assert (outcome.refused, version.file_name) == ([], shown_name(name))
        assert [path.name for path in library.home.parent.iterdir()] == ["library"]


class TestArchives:
    def test_every_member_becomes_a_document_with_its_folder(self, library: Library) -> None:
        outcome = offer(
            library,
            archive(**{"board__2026__minutes.txt": b"minutes", "plan.txt": b"plan"}),
            "papers.zip",
            owner="Ben",
        )

        assert [added.file for added in outcome.added] == ["papers.zip/minutes.txt", "papers.zip/plan.txt"]
        versions = [library.cards.version(added.ref) for added in outcome.added]
        assert [version.folder for version in versions] == ["papers.zip/board/2026", "papers.zip"]
        assert {library.documents.get(added.ref).owner for added in outcome.added} == {"Ben"}

    def test_members_are_added_held_or_refused_one_by_one(self, library: Library) -> None:
        offer(library, b"known")

        outcome = offer(library, archive(known=b"known", new=b"new", empty=b"", inner=archive(x=b"x")), "mixed.zip")

        assert [added.file for added in outcome.added] == ["mixed.zip/new"]
        assert [(one.file, one.ref) for one in outcome.held] == [("mixed.zip/known", "E-0001")]
        refused = {one.file: one.reason for one in outcome.refused}
        assert sorted(refused) == ["mixed.zip/empty", "mixed.zip/inner"]
        assert "archive inside this archive" in refused["mixed.zip/inner"]

    def test_member_that_points_outside_is_refused_and_nothing_is_written_there(self, library: Library) -> None:
        outcome = offer(library, archive(**{"..__..__escape.txt": b"out", "ok.txt": b"in"}), "slip.zip")

        assert [added.file for added in outcome.added] == ["slip.zip/ok.txt"]
        assert ["points outside" in one.reason for one in outcome.refused] == [True]
        assert not list(library.home.parent.rglob("escape*"))

    def test_same_archive_again_adds_nothing(self, library: Library) -> None:
        packed = archive(a=b"text a", b=b"text b")
        offer(library, packed, "both.zip")

        again = offer(library, packed, "both.zip")

        assert (len(again.added), len(again.held), held(library)) == (0, 2, 2)

    def test_empty_archive_is_refused(self, library: Library) -> None:
        (refused,) = offer(library, archive(), "none.zip").refused

        assert (refused.file, refused.code) == ("none.zip", "invalid")
        assert "empty" in refused.reason

    def test_title_is_not_given_to_every_member(self, library: Library) -> None:
        offer(library, archive(a=b"text a", b=b"text b"), "both.zip", title="Only one")

        assert "Only one" not in [document.title for document in library.cards.documents()]


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [
            (b"", "empty.pdf", "invalid"),
            (b"MZ\x90\x00" + bytes(200), "setup.exe", "unsupported-type"),
            (b"PK\x03\x04 cut short", "papers.zip", "invalid"),
        ],
    )
    def test_file_that_cannot_be_taken_is_refused_with_its_reason(
        self, library: Library, content: bytes, name: str, code: str
    ) -> None:
        outcome = offer(library, content, name)

        (refused,) = outcome.refused
        assert (refused.file, refused.code) == (name, code)
        assert refused.reason.endswith(".")
        assert (outcome.added, outcome.held, held(library), list(library.files.all())) == ([], [], 0, [])

    def test_file_over_the_limit_is_refused(self, tmp_path: Path, clock: FixedClock) -> None:
        small = open_library(Settings(home=tmp_path / "small", actor="Asha", max_upload_mb=1), clock=clock)
        try:
            (refused,) = offer(small, b"x" * 1_000_001).refused
            assert (refused.code, held(small)) == ("too-large", 0)
            assert "larger than 1 MB" in refused.reason
            assert offer(small, b"x" * 1_000_000).added
        finally:
            small.close()


class TestDrafts:
    @pytest.mark.parametrize(
        ("stated", "said"),
        [
            ({"kind": "novel"}, "no kind of document “novel”"),
            ({"source": "the cat"}, "“the cat” is not a source"),
            ({"title": "  "}, "between 1 and 500"),
            ({"title": "x" * 501}, "between 1 and 500"),
            ({"tags": (TagDraft("QS99"),)}, "no quality statement “QS99”"),
            ({"tags": (TagDraft("QS1"), TagDraft("QS1", "gossip"))}, "no evidence category “gossip”"),
            ({"tags": (TagDraft("QS1", sub_topic="aliens"),)}, "QS1 has no sub-topic “aliens”"),
            ({"tags": (TagDraft("QS1", proof="maybe"),)}, "“maybe” is not a what it shows"),
            ({"tags": (TagDraft("QS1", covers_from=date(2026, 2, 1), covers_to=date(2026, 1, 1)),)}, "ends before"),
        ],
    )  # fmt: skip
    def test_wrong_draft_adds_nothing(self, library: Library, stated: dict[str, object], said: str) -> None:
        stream = BytesIO(b"good words")

        with pytest.raises(Invalid, match=said):
            library.adding.add(ASHA, Draft(**stated), stream, name="paper.txt")

        assert (held(library), list(library.files.all()), stream.tell()) == (0, [], 0)

    @pytest.mark.parametrize("title", ["x" * 500, "“Ünïcode” — and\tmore"])
    def test_title_as_given_is_kept(self, library: Library, title: str) -> None:
        offer(library, b"words", title=title)

        assert library.documents.get("E-0001").title == title


class TestLinksAndWanted:
    def test_link_is_held_with_the_words_given(self, library: Library) -> None:
        added = library.adding.link(
            ASHA, Draft(title="Market position statement"), address="https://ashmere.example/mps", checked_on=None,
            text="We want more extra care.\n\n\nAnd fewer placements far away.",
        )  # fmt: skip

        version = library.cards.version(added.ref)
        assert (version.form, version.address, version.checked_on) == (
            "link", "https://ashmere.example/mps", date(2026, 11, 23),
        )  # fmt: skip
        assert [passage.text for passage in library.cards.passages(added.ref)] == [
            "We want more extra care.", "And fewer placements far away.",
        ]  # fmt: skip
        assert library.texts.pending() == []

    @pytest.mark.parametrize(
        "address", ["", "ftp://a.example/x", "javascript:alert(1)", "https://a b", "//evil.example"]
    )
    def test_link_that_is_no_web_address_is_refused(self, library: Library, address: str) -> None:
        with pytest.raises(Invalid, match="not a web address"):
            library.adding.link(ASHA, Draft(), address=address, checked_on=None, text="")

        assert held(library) == 0

    def test_wanted_document_is_listed_and_holds_nothing(self, library: Library) -> None:
        added = library.adding.want(ASHA, Draft(owner="Ben"), title=" Carers strategy ", wanted_from="Carers Ashmere")

        version = library.cards.version(added.ref)
        assert (added.title, version.form, version.wanted_from, version.sha256) == (
            "Carers strategy", "wanted", "Carers Ashmere", None,
        )  # fmt: skip

    def test_wanted_document_needs_a_title(self, library: Library) -> None:
        with pytest.raises(Invalid, match="what the wanted document is called"):
            library.adding.want(ASHA, Draft(), title="  ")

    def test_wrong_tag_on_a_link_saves_nothing(self, library: Library) -> None:
        with pytest.raises(EvidenceError, match="QS99"):
            library.adding.link(
                ASHA, Draft(tags=(TagDraft("QS99"),)), address="https://a.example", checked_on=None, text="words"
            )

        assert (held(library), held(library, Passage), held(library, Tag)) == (0, 0, 0)


def test_attachment_is_related_to_what_it_came_with(library: Library, put: Callable[..., str]) -> None:
    parent = library.cards.version(put("Dear all, see the plan."))

    outcome = library.adding.attach(ASHA, parent, BytesIO(b"The plan itself"), name="../plan.txt")

    with library.catalogue.reading() as view:
        (relation,) = view.all(Relation)
    assert (relation.ref, relation.kind, relation.to_ref) == (outcome.added[0].ref, "attachment-of", parent.ref)
