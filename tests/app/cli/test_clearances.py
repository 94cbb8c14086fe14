"""``evidence clearance``: whoever owns the folder may ask and decide, but never both on the same one."""

import pytest


@pytest.fixture
def filed(cli, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("A plan for enquiries.")
    assert cli("add", path).code == 0


def test_asked_and_cleared_by_two_names(cli, filed, monkeypatch):
    asked = cli("clearance", "ask", "E-0001", "--to", "CQC", "--for", "Return")
    assert "CL-0001  asked: E-0001 version 1 to CQC, Return" in asked.out
    own = cli("clearance", "clear", "CL-0001", "--basis", "public-task")
    assert own.code != 0
    assert "yourself" in own.err

    monkeypatch.setenv("EVIDENCE_ACTOR", "Cleo")
    cleared = cli("--json", "clearance", "clear", "CL-0001", "--basis", "consent", "--consent-kept", "Case file 12",
                  "--consent-on", "2026-11-02")  # fmt: skip
    assert cleared.json["clearances"][0]["consent_on"] == "2026-11-02"
    assert "withdrawn" in cli("clearance", "withdraw", "CL-0001", "--because", "A mistake").out
    assert "CL-0001" in cli("clearance", "list", "--state", "withdrawn", "--ref", "E-0001").out


@pytest.mark.parametrize(
    "given",
    [
        ("list", "--state", "maybe"),
        ("clear", "CL-0099", "--basis", "public-task"),
        ("clear", "CL-0001", "--basis", "consent", "--consent-on", "soon"),
        ("ask", "E-0999", "--to", "CQC", "--for", "Return"),
    ],
)
def test_what_cannot_be_is_said_plainly(cli, filed, given):
    ran = cli("clearance", *given)
    assert ran.code in {2, 3, 4, 5}
    assert "Traceback" not in ran.err
    assert ran.err.strip()
