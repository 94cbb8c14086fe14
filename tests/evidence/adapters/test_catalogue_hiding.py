"""What is restricted does not exist for who may not see it, whatever is asked of the catalogue."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evidence.adapters.clock import FixedClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.adapters.database.tables import TABLES
from evidence.domain.assurance import Action, PackRecord
from evidence.domain.documents import Answer, Document, Passage, Relation, Version
from evidence.domain.events import Change, Event
from evidence.domain.offers import Offer
from evidence.domain.people import Access, Actor, folder_owner, opened_to
from evidence.domain.tags import Tag
from evidence.errors import NotAllowed
from evidence.ports import Reading
from tests.conftest import NOW

OWNER = folder_owner("Asha")
OPEN, SECRET, OTHER = "E-0001", "E-0002", "E-0003"


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[DatabaseCatalogue]:
    """Three documents with everything that may hang on one; the second and the third are restricted."""
    catalogue = DatabaseCatalogue(tmp_path / "catalogue.db", FixedClock(NOW))
    for ref in (OPEN, SECRET, OTHER):
        with catalogue.writing(OWNER) as work:
            sensitivity = "internal" if ref == OPEN else "restricted"
            work.save(Document(ref=ref, title=f"About {ref}", sensitivity=sensitivity, added_at=NOW, added_by="x"))
            work.save(Version(ref=ref, number=1, sha256=ref * 8, added_at=NOW, added_by="x"))
            work.save(_tag(f"T-{ref}", ref))
            work.save(Access(ref=ref, who="role:lead", given_at=NOW, given_by="x"))
            work.store_passages(ref, 1, [Passage(ref=ref, number=1, place=0, locator="p. 1", text=f"Words of {ref}")])
            work.record("added", [ref])
    with catalogue.writing(OWNER) as work:
        work.save(Relation(ref=OPEN, kind="refers-to", to_ref=SECRET))
        work.save(Relation(ref=OPEN, kind="refers-to", to_ref=OPEN))
        work.save(
            Offer(id="C-0001", title="Secret", given_by="x", ref=SECRET, state="accepted", added_at=NOW, added_by="x")
        )
        work.save(Offer(id="C-0002", title="Open", given_by="x", added_at=NOW, added_by="x"))
        work.save(
            Action(id="A-0001", text="Do", framework="f", statement="QS1", effect=[OPEN, SECRET], added_at=NOW,
                   added_by="x")
        )  # fmt: skip
        work.save(_pack("p1", [OPEN]))
        work.save(_pack("p2", [OPEN, SECRET]))
        work.save(Answer(key="k", request="r", status=201, body={"added": [{"ref": SECRET}]}, at=NOW))
        work.record("tagged", [OPEN, SECRET], about={"documents": 2, "statement": "QS1", "fields": ["a"]})
    yield catalogue
    catalogue.close()


def _tag(tag_id: str, ref: str) -> Tag:
    return Tag(id=tag_id, ref=ref, framework="f", framework_version="1", statement="QS1", added_at=NOW, added_by="x")


def _pack(pack_id: str, refs: list[str]) -> PackRecord:
    return PackRecord(
        id=pack_id, made_at=NOW, made_by="x", as_at=NOW, framework="f", framework_version="1",
        left_out=[{"ref": ref, "reason": "draft"} for ref in refs],
    )  # fmt: skip


def refs_in(view: Reading) -> set[str]:
    """Every reference that any row of any kind tells, however it is read."""
    told = set()
    for kind, table in TABLES.items():
        rows = view.all(kind)
        assert view.count(kind) == len(rows)
        assert len(view.columns(kind, table.primary_key.columns.keys()[0])) == len(rows)
        text = repr([row.model_dump() for row in rows]) + repr([view.distinct(kind, name) for name in _plain(kind)])
        told |= {ref for ref in (OPEN, SECRET, OTHER) if ref in text}
    return told


def _plain(kind: type) -> list[str]:
    return [column.name for column in TABLES[kind].columns if "JSON" not in str(column.type)]


@pytest.mark.parametrize("opened", [frozenset(), frozenset({SECRET}), frozenset({SECRET, OTHER})], ids=len)
def test_no_row_of_any_kind_tells_of_what_is_not_opened(whole: DatabaseCatalogue, opened: frozenset[str]) -> None:
    with whole.within(opened).reading() as view:
        assert refs_in(view) == {OPEN, *opened}


def test_all_of_it_is_there_for_who_may_see_it(whole: DatabaseCatalogue) -> None:
    with whole.reading() as view:
        assert refs_in(view) == {OPEN, SECRET, OTHER}


@pytest.mark.parametrize(
    "look",
    [
        lambda view: view.find(Document, SECRET), lambda view: view.find(Version, SECRET, 1),
        lambda view: view.find(Tag, f"T-{SECRET}"), lambda view: view.find(Passage, SECRET, 1, 0),
        lambda view: view.find(Relation, OPEN, "refers-to", SECRET), lambda view: view.find(Offer, "C-0001"),
        lambda view: view.find(PackRecord, "p2"), lambda view: view.find(Answer, "k"),
        lambda view: view.find(Event, 2), lambda view: view.find(Change, 2, 0),
    ],
)  # fmt: skip
def test_what_is_asked_for_by_its_key_is_not_there(
    whole: DatabaseCatalogue, look: Callable[[Reading], object]
) -> None:
    with whole.reading() as view:
        assert look(view) is not None
    with whole.within(frozenset()).reading() as view:
        assert look(view) is None


def test_events_of_it_are_left_out_and_others_trimmed(whole: DatabaseCatalogue) -> None:
    with whole.within(frozenset()).reading() as view:
        events = view.events()
        assert [(event.seq, event.refs) for event in events] == [(1, [OPEN]), (4, [OPEN])]
        assert events[1].about == {"statement": "QS1", "fields": ["a"]}
        assert view.history(SECRET) == []
        assert [event.refs for event in view.history(OPEN)] == [[OPEN], [OPEN]]


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_limit_counts_what_may_be_seen(whole: DatabaseCatalogue, newest_first: bool) -> None:  # noqa: FBT001 - a case
    with whole.within(frozenset()).reading() as view:
        assert len(view.events(limit=2, newest_first=newest_first)) == 2


def test_an_action_stays_without_the_document_that_showed_its_effect(whole: DatabaseCatalogue) -> None:
    with whole.within(frozenset()).reading() as view:
        assert view.columns(Action, "id", "effect") == [("A-0001", [OPEN])]


def test_it_is_gone_the_moment_it_is_restricted(whole: DatabaseCatalogue) -> None:
    everyones = whole.within(frozenset())
    with whole.writing(OWNER) as work:
        document = work.find(Document, OPEN)
        assert document
        document.sensitivity = "restricted"
        work.save(document)
        work.record("details set", [OPEN])

    with everyones.reading() as view:
        assert refs_in(view) == set()


def test_files_are_kept_for_what_is_hidden_too(whole: DatabaseCatalogue) -> None:
    with whole.within(frozenset()).reading() as view:
        assert view.is_needed(SECRET * 8)
        assert len(view.bytes_held()) == 3


def test_what_is_remembered_elsewhere_learns_of_every_change(whole: DatabaseCatalogue) -> None:
    with whole.within(frozenset()).reading() as view:
        assert [refs for _, refs in view.feed(1, 10)] == [{SECRET}, {OTHER}, {OPEN, SECRET}]


def test_numbers_of_hidden_documents_are_used_up(whole: DatabaseCatalogue) -> None:
    with whole.writing(OWNER) as work:
        numbers = [work.next_id("E") for _ in range(3)]
    with whole.within(frozenset()).writing(OWNER) as work:
        assert work.next_id("E") not in numbers


def retitle(catalogue: DatabaseCatalogue, actor: Actor) -> None:
    with catalogue.writing(actor) as work:
        document = work.find(Document, OPEN)
        assert document
        document.title = "Mine"
        work.save(document)
        work.record("details set", [OPEN])


def test_who_may_not_changes_nothing(whole: DatabaseCatalogue) -> None:
    reader = Actor("Dev", frozenset({"reader"}), "page", "P-0001")
    with pytest.raises(NotAllowed, match="assurance lead"):
        retitle(whole, reader)

    with whole.reading() as view:
        found = view.find(Document, OPEN)
        assert found
        assert (found.title, view.last_event()) == (f"About {OPEN}", 4)


def test_an_event_tells_which_account_did_it_and_how(whole: DatabaseCatalogue) -> None:
    lead = Actor("Asha", frozenset({"lead"}), "api", "P-0007")
    with whole.writing(lead) as work:
        event = work.record("scored")

    assert (event.person, event.way, event.actor) == ("P-0007", "api", "Asha")


def test_access_opens_by_account_team_and_role() -> None:
    access = [("E-0001", "P-0001"), ("E-0002", "team:carers"), ("E-0003", "role:governance"), ("E-0004", "P-0002")]
    actor = Actor("Dev", frozenset({"governance"}), "page", "P-0001", frozenset({" Carers"}))

    assert opened_to(actor.keys, access) == {"E-0001", "E-0002", "E-0003"}
