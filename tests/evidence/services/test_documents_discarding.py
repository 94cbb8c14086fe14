"""Discarding a mistaken upload: bytes, text, tags and remembered values go for good."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from app.wiring import Library
from evidence.domain.documents import Answer, Document, Passage, Relation, Version
from evidence.domain.events import Change
from evidence.domain.people import LIBRARY, folder_owner
from evidence.domain.tags import Tag
from evidence.errors import NotFound
from evidence.services.drafts import Draft, TagDraft

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
Put = Callable[..., str]
CANARY = "zebrafinch7731"


class TestDiscarding:
    def test_discarded_document_leaves_nothing_but_its_number(self, library: Library, put: Put) -> None:
        ref = put(f"About {CANARY}", f"{CANARY}.txt", tags=(TagDraft("QS1", impact=CANARY),))
        other = put("other words")
        library.documents.relate(ASHA, other, "refers-to", ref)
        library.documents.set(ASHA, ref, {"title": CANARY, "note": CANARY, "owner": CANARY})
        body = {"added": [{"ref": ref, "title": CANARY}]}
        library.answers.keep(ASHA, "key", "request", status=201, body=body)
        sha256 = library.cards.version(ref).sha256

        removed = library.documents.discard(BEN, ref)
        library.indexing.keep_up()

        assert (removed.ref, removed.title, removed.files) == (ref, CANARY, 1)
        with library.catalogue.reading() as view:
            rows = [view.count(kind, ref=ref) for kind in (Document, Version, Passage, Tag)]
            assert (rows, view.count(Relation), view.count(Answer)) == ([0, 0, 0, 0], 0, 0)
            assert all(change.before is None and change.after is None for change in view.all(Change, ref=ref))
            assert view.history(ref)[-1].about == {"kind": "other", "sha256": [sha256]}
        assert not library.files.holds(sha256)
        assert self.files_with_canary(library) == []
        *_, checked = library.upkeep.verify()
        assert checked.sound

    def test_no_file_of_the_home_holds_a_word_of_it_after_closing(self, library: Library, put: Put) -> None:
        put("other words that stay")
        ref = put(f"About {CANARY} and {CANARY}s", f"{CANARY}.txt")
        library.documents.discard(ASHA, ref)
        library.indexing.keep_up()
        library.close()

        assert self.files_with_canary(library) == []

    def test_no_word_of_it_is_left_in_an_index_that_it_shares_with_others(self, library: Library) -> None:
        for number in range(20):
            text = f"About {CANARY}" if number == 7 else f"Other words {number}"
            library.adding.add(ASHA, Draft(), BytesIO(text.encode()), name=f"{number}.txt")
        for _ in library.texts.read_pending():
            pass
        library.indexing.keep_up()
        index = library.home / "index"
        assert self.files_with_canary(library, index) != []

        library.documents.discard(ASHA, "E-0008")
        library.indexing.keep_up()

        assert self.files_with_canary(library, index) == []
        assert len(library.index.refs()) == 19

    def test_words_of_a_discarded_document_find_nothing(self, library: Library, put: Put) -> None:
        ref = put(f"About {CANARY}")
        library.documents.discard(ASHA, ref)
        library.indexing.keep_up()

        assert library.index.refs() == set()
        assert library.index.near_words(CANARY + "x", among={ref}) == []

    def test_its_reference_is_never_given_again(self, library: Library, put: Put) -> None:
        library.documents.discard(ASHA, put("mistake"))

        assert put("mistake") == "E-0002"

    def test_same_bytes_can_be_added_again(self, library: Library, put: Put) -> None:
        library.documents.discard(ASHA, put("mistake"))
        again = put("mistake")

        assert library.files.path(library.cards.version(again).sha256).read_bytes() == b"mistake"

    def test_bytes_that_another_document_holds_stay(self, library: Library, put: Put) -> None:
        ref, other = put("one"), put("two")
        sha256 = library.cards.version(ref).sha256
        self.give_bytes(library, other, sha256)

        library.documents.discard(ASHA, ref)

        assert library.files.holds(sha256)

    def test_every_version_goes(self, library: Library, put: Put) -> None:
        ref = put("one")
        library.documents.add_version(ASHA, ref, BytesIO(b"two"), name="two.txt")

        assert library.documents.discard(ASHA, ref).files == 2
        assert list(library.files.all()) == []

    def test_discarding_twice_is_not_found(self, library: Library, put: Put) -> None:
        ref = put("one")
        library.documents.discard(ASHA, ref)

        with pytest.raises(NotFound):
            library.documents.discard(ASHA, ref)

    def files_with_canary(self, library: Library, folder: Path | None = None) -> list[str]:
        return [
            str(path.relative_to(library.home))
            for path in (folder or library.home).rglob("*")
            if path.is_file() and (CANARY.encode() in path.read_bytes() or CANARY in path.name)
        ]

    def give_bytes(self, library: Library, ref: str, sha256: str) -> None:
        with library.catalogue.writing(LIBRARY) as work:
            version = work.find(Version, ref, 1)
            work.save(version.model_copy(update={"number": 2, "sha256": sha256}))
            work.record("version added", [ref])
