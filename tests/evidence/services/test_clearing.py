"""Clearances: what a second person says, and what a pack does about it."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.wiring import Library
from evidence.domain.documents import Version
from evidence.domain.packing import Choice
from evidence.domain.people import Actor
from evidence.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.services.clearing import Grounds
from evidence.services.packs import HeldBack
from tests.conftest import settle
from tests.evidence.services.clearing_builder import CQC, RETURN, TASK, ask, choice, cleared, stopped, went


def test_before_there_are_accounts_final_counts_as_cleared(library: Library, plan: str) -> None:
    assert went(library.packs.preview(library.actor, Choice(refs=(plan,)))) == [plan]


def test_a_pack_stops_on_what_nobody_cleared(library: Library, asha: Actor, plan: str, tmp_path: Path) -> None:
    found = library.packs.preview(asha, choice(plan))

    assert (went(found), stopped(found)) == ([], {plan: "uncleared"})
    with pytest.raises(HeldBack) as refused:
        library.packs.build(asha, choice(plan), tmp_path / "pack.zip")
    assert plan in refused.value.message
    assert not list(tmp_path.glob("*.zip"))
    assert library.packs.list() == []


def test_what_a_second_person_cleared_goes(
    library: Library, asha: Actor, cleo: Actor, plan: str, tmp_path: Path
) -> None:
    (one,) = cleared(library, asha, cleo, plan)
    record = library.packs.build(asha, choice(plan), tmp_path / "pack.zip")

    assert record.purpose == RETURN
    assert record.sent[0]["clearance"] == {
        "id": one.id, "by": "Cleo", "basis": "public-task", "at": "2026-11-23T09:00:00Z",
    }  # fmt: skip
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        everything = b"".join(pack.read(name) for name in pack.namelist())
    for secret in (one.id, "Cleo", "public-task", "learance"):
        assert secret.encode() not in everything


def test_somebody_decides_to_send_it_without_what_is_held(
    library: Library, asha: Actor, cleo: Actor, plan: str, put: Callable[..., str], tmp_path: Path
) -> None:
    other = put("Another plan.")
    cleared(library, asha, cleo, plan)

    record = library.packs.build(asha, choice(plan, other, without=(other,)), tmp_path / "pack.zip")

    assert [one["ref"] for one in record.sent] == [plan]
    assert [(one["ref"], one["code"]) for one in record.left_out] == [(other, "uncleared")]


def test_nobody_decides_on_what_they_asked_for(library: Library, people: dict[str, Actor], plan: str) -> None:
    dana = people["dana"]
    (one,) = ask(library, dana, plan)

    with pytest.raises(NotAllowed, match="yourself"):
        library.clearing.clear(dana, [one.id], TASK)
    with pytest.raises(NotAllowed, match="yourself"):
        library.clearing.refuse(dana, [one.id], "No.")


def test_nobody_sends_what_they_cleared_alone(library: Library, people: dict[str, Actor], plan: str) -> None:
    cleared(library, people["asha"], people["dana"], plan)

    found = library.packs.preview(people["dana"], choice(plan))
    assert stopped(found) == {plan: "uncleared"}
    assert "yourself" in found.left_out[0].reason
    assert went(library.packs.preview(people["asha"], choice(plan))) == [plan]


@pytest.mark.parametrize("name", ["asha"])
def test_only_information_governance_clears(library: Library, people: dict[str, Actor], plan: str, name: str) -> None:
    (one,) = ask(library, people["dana"], plan)
    with pytest.raises(NotAllowed, match="information governance"):
        library.clearing.clear(people[name], [one.id], TASK)
    assert library.clearing.get(one.id).state == "asked"


def test_a_new_version_voids_it(library: Library, asha: Actor, cleo: Actor, plan: str) -> None:
    cleared(library, asha, cleo, plan)
    library.documents.add_version(asha, plan, io.BytesIO(b"Another plan altogether."), name="plan.txt")
    settle(library)

    found = library.packs.preview(asha, choice(plan))
    assert stopped(found) == {plan: "uncleared"}
    assert "Version 2 is not" in found.left_out[0].reason


def test_one_that_waits_is_not_decided_once_there_is_a_newer_version(
    library: Library, asha: Actor, cleo: Actor, plan: str
) -> None:
    (one,) = ask(library, asha, plan)
    library.documents.add_version(asha, plan, io.BytesIO(b"Another plan altogether."), name="plan.txt")
    settle(library)

    with pytest.raises(Conflict, match="newer version"):
        library.clearing.clear(cleo, [one.id], TASK)


@pytest.mark.parametrize(
    ("recipient", "purpose", "goes"),
    [
        ("cqc", "information  return 2026", True),
        ("Northshire Council", RETURN, False),
        (CQC, "Site visit", False),
    ],
)
def test_it_is_for_one_recipient_and_purpose_however_they_are_written(
    library: Library, asha: Actor, cleo: Actor, plan: str, recipient: str, purpose: str, *, goes: bool
) -> None:
    cleared(library, asha, cleo, plan)
    found = library.packs.preview(asha, choice(plan, recipient=recipient, purpose=purpose))
    assert (went(found) == [plan]) is goes


@pytest.mark.parametrize(("recipient", "purpose", "field"), [(None, RETURN, "recipient"), (CQC, " ", "purpose")])
def test_a_pack_that_leaves_says_for_whom_and_for_what(
    library: Library, asha: Actor, plan: str, recipient: str | None, purpose: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        library.packs.preview(asha, choice(plan, recipient=recipient, purpose=purpose))
    assert refused.value.details["field"] == field


def test_what_stays_inside_needs_none(library: Library, asha: Actor, plan: str) -> None:
    inside = choice(plan, recipient=None, purpose=None, internal=True)
    assert went(library.packs.preview(asha, inside)) == [plan]


def test_what_a_person_said_is_public_needs_none(library: Library, asha: Actor, plan: str) -> None:
    library.documents.set(asha, plan, {"sensitivity": "public"})
    assert went(library.packs.preview(asha, choice(plan))) == [plan]


def test_a_public_case_study_is_read_by_a_second_person_all_the_same(
    library: Library, asha: Actor, plan: str
) -> None:
    library.documents.set(asha, plan, {"sensitivity": "public", "kind": "case-study"})
    assert stopped(library.packs.preview(asha, choice(plan))) == {plan: "uncleared"}


def test_withdrawn_consent_voids_it_for_packs_that_wait_too(
    library: Library, asha: Actor, cleo: Actor, plan: str
) -> None:
    (asked,) = ask(library, asha, plan)
    consent = Grounds("consent", consent_kept="Case file 12, letter", consent_on=date(2026, 11, 2))
    library.clearing.clear(cleo, [asked.id], consent)
    record = library.packs.start(asha, choice(plan))
    assert library.packs.run(asha, record.id).state == "complete"
    assert library.packs.file(record.id).is_file()

    library.clearing.withdraw(cleo, asked.id, "Consent was withdrawn")

    with pytest.raises(Conflict, match="Consent was withdrawn"):
        library.packs.file(record.id)
    found = library.packs.preview(asha, choice(plan))
    assert "Consent was withdrawn" in found.left_out[0].reason


def test_a_pack_in_the_making_fails_when_a_clearance_is_withdrawn(
    library: Library, asha: Actor, cleo: Actor, plan: str
) -> None:
    (one,) = cleared(library, asha, cleo, plan)
    record = library.packs.start(asha, choice(plan))
    library.clearing.withdraw(cleo, one.id, "A mistake")

    made = library.packs.run(asha, record.id)
    assert made.state == "failed"
    assert plan in (made.failure or "")


def test_restricted_material_goes_to_the_regulator_alone(
    library: Library, asha: Actor, cleo: Actor, plan: str
) -> None:
    library.documents.set(asha, plan, {"sensitivity": "restricted"})

    with pytest.raises(NotAllowed, match="Care Quality Commission alone"):
        ask(library, asha, plan, recipient="Northshire Council")
    assert stopped(library.packs.preview(asha, choice(plan, recipient="Northshire"))) == {plan: "restricted"}
    cleared(library, asha, cleo, plan, recipient="CQC")
    assert went(library.packs.preview(asha, choice(plan))) == [plan]


def test_what_became_restricted_after_it_was_cleared_stays(
    library: Library, asha: Actor, cleo: Actor, plan: str
) -> None:
    cleared(library, asha, cleo, plan, recipient="Northshire Council")
    library.documents.set(asha, plan, {"sensitivity": "restricted"})
    found = library.packs.preview(asha, choice(plan, recipient="Northshire Council"))
    assert stopped(found) == {plan: "restricted"}


@pytest.mark.parametrize("status", ["draft", "superseded"])
def test_a_draft_goes_by_an_override_with_a_reason_that_the_record_keeps(
    library: Library, asha: Actor, cleo: Actor, plan: str, tmp_path: Path, status: str
) -> None:
    library.documents.set(asha, plan, {"status": status})
    with pytest.raises(Conflict, match="override"):
        ask(library, asha, plan)
    with pytest.raises(Invalid):
        ask(library, asha, plan, override=True)
    (one,) = ask(library, asha, plan, override=True, because="CQC asked for it")
    with pytest.raises(Invalid, match="override"):
        library.clearing.clear(cleo, [one.id], TASK)
    library.clearing.clear(cleo, [one.id], Grounds("public-task", reason="They know it is one"))

    record = library.packs.build(asha, choice(plan), tmp_path / "pack.zip")
    kept = record.sent[0]["clearance"]
    assert isinstance(kept, dict)
    assert kept["override"] == "They know it is one"
    assert b"They know it" not in (tmp_path / "pack.zip").read_bytes()


def test_withdrawn_documents_go_by_no_override(library: Library, asha: Actor, cleo: Actor, plan: str) -> None:
    (one,) = ask(library, asha, plan, override=True, because="Please")
    library.clearing.clear(cleo, [one.id], Grounds("public-task", reason="Yes"))
    library.documents.withdraw(asha, plan)
    assert went(library.packs.preview(asha, choice(plan))) == []


def test_all_are_cleared_or_none(
    library: Library, asha: Actor, cleo: Actor, plan: str, put: Callable[..., str]
) -> None:
    first, second = ask(library, asha, plan, put("Another plan."))
    library.clearing.refuse(cleo, [second.id], "It names somebody.")

    with pytest.raises(Conflict, match="refused already"):
        library.clearing.clear(cleo, [first.id, second.id], TASK)
    assert library.clearing.get(first.id).state == "asked"


def test_asking_again_returns_what_was_asked(library: Library, asha: Actor, plan: str) -> None:
    (first,) = ask(library, asha, plan)
    (again,) = ask(library, asha, plan, recipient="CQC")
    assert again.id == first.id
    assert len(library.clearing.known()) == 1


@pytest.mark.parametrize(
    ("grounds", "field"),
    [
        (Grounds(""), "basis"),
        (Grounds("because I say so"), "basis"),
        (Grounds("consent", consent_on=date(2026, 11, 2)), "consent_kept"),
        (Grounds("consent", consent_kept="Case file 12"), "consent_on"),
        (Grounds("public-task", condition="x" * 1_001), "condition"),
    ],
)
def test_a_clearance_rests_on_something(
    library: Library, asha: Actor, cleo: Actor, plan: str, grounds: Grounds, field: str
) -> None:
    (one,) = ask(library, asha, plan)
    with pytest.raises(Invalid) as refused:
        library.clearing.clear(cleo, [one.id], grounds)
    assert refused.value.details["field"] == field
    assert library.clearing.get(one.id).state == "asked"


def test_what_is_not_there_is_said_so(library: Library, asha: Actor, cleo: Actor) -> None:
    with pytest.raises(NotFound):
        ask(library, asha, "E-0999")
    with pytest.raises(NotFound):
        library.clearing.clear(cleo, ["CL-0999"], TASK)
    with pytest.raises(Invalid):
        library.clearing.clear(cleo, [], TASK)


def test_every_step_is_one_event_of_whoever_took_it(library: Library, asha: Actor, cleo: Actor, plan: str) -> None:
    (one,) = cleared(library, asha, cleo, plan)
    library.clearing.withdraw(asha, one.id, "A mistake")
    with library.catalogue.reading() as view:
        told = [f"{one.actor}: {one.verb} {one.refs[0]}" for one in view.events(newest_first=True, limit=3)]
    assert told == [f"Asha: clearance withdrawn {plan}", f"Cleo: cleared {plan}", f"Asha: clearance asked {plan}"]


def test_a_redacted_copy_that_was_cleared_goes_in_place_of_the_original(
    library: Library, asha: Actor, cleo: Actor, plan: str
) -> None:
    with library.catalogue.writing(asha) as work:
        (original,) = work.all(Version, ref=plan)
        work.save(original.model_copy(update={"number": 2, "redacted_from": 1}))
        work.record("version added", [plan])
    list(library.checking.look_pending())
    (asked,) = ask(library, asha, plan, number=2)
    library.clearing.clear(cleo, [asked.id], TASK)

    assert [(one.ref, one.version) for one in library.packs.preview(asha, choice(plan)).going] == [(plan, 2)]
    with pytest.raises(Invalid, match="Version 3"):
        ask(library, asha, plan, number=3)
