"""What the record of a pack keeps: enough to prove it, and no title that would outlive its document."""

from evidence.domain.clearances import Clearance
from evidence.domain.packing import Chosen, instant
from evidence.domain.readiness_json import as_json
from evidence.domain.readiness_parts import Readiness


def snapshot(readiness: Readiness) -> dict[str, object]:
    """Return verdicts and scores as they stood, without titles: those must not outlive a discarded document."""
    whole = as_json(readiness)
    kept = {name: whole[name] for name in ("on", "visit_on", "framework", "framework_version", "score", "scores")}
    return kept | {
        "statements": [
            {
                "ref": one.ref, "verdict": one.verdict, "evidenced": one.evidenced, "of": len(one.sub_topics),
                "cells": {cell.category: cell.verdict for cell in one.cells},
                "scores": {score.by: score.value for score in one.scores},
            }
            for one in readiness.statements
        ],
    }  # fmt: skip


def sent(one: Chosen) -> dict[str, object]:
    """Return what is kept of a document that went."""
    where: dict[str, object] = {"path": one.path} if one.path else {"address": one.address}
    noted: dict[str, object] = {"notes": list(one.notes)} if one.notes else {}
    cleared: dict[str, object] = {"clearance": _cleared(one.clearance)} if one.clearance else {}
    return {"ref": one.ref, "version": one.version, "sha256": one.sha256, **where, **noted, **cleared}


def _cleared(one: Clearance) -> dict[str, object]:
    """Return what the record keeps of a clearance: enough to answer for it after the document is gone."""
    told: dict[str, object] = {"id": one.id, "by": one.decided_by, "basis": one.basis}
    at = {"at": instant(one.decided_at)} if one.decided_at else {}
    return {**told, **at, **({"override": one.reason} if one.override else {})}
