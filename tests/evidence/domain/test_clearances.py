"""Clearances: for whom and for what one is, however people write it."""

from datetime import UTC, datetime

import pytest

from evidence.domain.clearances import Clearance, Sending, held
from evidence.domain.documents import Document
from evidence.domain.release_checks import Outcome

THEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
CLEAN = Outcome("nothing-spotted", ())
RETURN = "Information return 2026"


def a_clearance(recipient: str, purpose: str, *, number: int = 1) -> Clearance:
    return Clearance(
        id=f"CL-{number:04}", ref="E-0001", number=1, recipient=recipient, purpose=purpose, state="cleared",
        asked_at=THEN, asked_by="Asha", asked_key="P-0001", decided_at=THEN, decided_by="Cleo", decided_key="P-0002",
        basis="public-task",
    )  # fmt: skip


def a_document() -> Document:
    return Document(
        ref="E-0001", title="The plan", kind="plan", added_at=THEN, added_by="Asha", changed_at=THEN,
        status="final", sensitivity="internal", current_version=1,
    )  # fmt: skip


def sending(recipient: str, purpose: str = RETURN) -> Sending:
    return Sending(recipient, purpose, "P-0001")


@pytest.mark.parametrize(
    "name",
    ["CQC", "cqc ", "the CQC", "The  Care Quality\u00a0Commission", "Care Quality Commission (CQC)",
     "CQC (Care Quality Commission)", "Care Quality Commission – CQC"],
)  # fmt: skip
def test_the_regulator_is_known_by_every_name_of_its(name: str) -> None:
    assert sending(name).is_to_regulator
    assert sending(name).matches(a_clearance("CQC", RETURN))


@pytest.mark.parametrize(
    "name", ["CQC of Northshire", "Care Quality", "Quality Commission", "CQC and the press", "not the CQC", "the", ""]
)
def test_nobody_else_is_taken_for_it(name: str) -> None:
    assert not sending(name).is_to_regulator


@pytest.mark.parametrize(
    ("purpose", "is_same"),
    [
        ("  information RETURN   2026", True),
        ("Information\u00a0return 2026", True),
        ("Information return 2027", False),
        ("Information return", False),
    ],
)
def test_case_and_spaces_tell_no_purpose_apart(purpose: str, *, is_same: bool) -> None:
    assert sending("CQC", purpose).matches(a_clearance("CQC", RETURN)) is is_same


def test_apostrophes_and_dashes_tell_none_apart() -> None:
    assert sending("Carers' Trust", "Visit - May").matches(a_clearance("Carers’ Trust", "Visit – May"))


def test_what_is_cleared_for_others_says_for_whom_and_what() -> None:
    known = [
        a_clearance("Northshire Council", "Peer review", number=1),
        a_clearance("Northshire  council", "peer review", number=2),
        a_clearance("CQC", "Site visit", number=3),
    ]
    found = held(a_document(), 1, CLEAN, known, sending("CQC"))

    assert found is not None
    assert found.code == "uncleared"
    assert "for CQC (Site visit); Northshire  council (peer review)." in found.reason


def test_many_others_are_counted() -> None:
    known = [a_clearance("CQC", f"Visit {number}", number=number) for number in range(1, 7)]
    found = held(a_document(), 1, CLEAN, known, sending("CQC"))

    assert found is not None
    assert "Visit 3) and 3 more." in found.reason
