"""Readiness in the form that programs read: the same for the command, the API and the report."""

from datetime import date
from typing import Any

from evidence.domain.assurance import Score
from evidence.domain.readiness_parts import (
    NOT_A_JUDGEMENT,
    Cell,
    CellDocument,
    Flag,
    Readiness,
    StatementReadiness,
)
from evidence.domain.scores import Rating


def as_json(readiness: Readiness) -> dict[str, Any]:
    """Return the whole picture as JSON-ready values.

    Days are ISO dates; ``score`` is the council's, with ``percentage`` and ``band`` ``None`` before its
    first score; ``scores`` has every judge who gave one.
    """
    return {
        "on": readiness.on.isoformat(),
        "visit_on": _day(readiness.visit_on),
        "framework": readiness.framework_ref,
        "framework_title": readiness.framework_title,
        "framework_version": readiness.framework_version,
        "note": NOT_A_JUDGEMENT,
        "statements": [_statement(statement) for statement in readiness.statements],
        "score": _rating(readiness.score, len(readiness.statements)),
        "scores": {judge: _rating(found, found.of) for judge, found in readiness.ratings.items()},
        "unplaced": [
            {
                "tag": one.tag, "ref": one.ref, "title": one.title, "statement": one.statement,
                "framework": one.framework, "reason": one.reason,
            }
            for one in readiness.unplaced
        ],
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _statement(statement: StatementReadiness) -> dict[str, Any]:
    return {
        "ref": statement.ref,
        "title": statement.title,
        "theme": statement.theme,
        "theme_title": statement.theme_title,
        "verdict": statement.verdict,
        "rule": statement.rule,
        "lead": statement.lead,
        "deputy": statement.deputy,
        "sub_topics": {
            "evidenced": statement.evidenced,
            "of": len(statement.sub_topics),
            "each": [
                {"ref": one.ref, "title": one.title, "evidenced": one.evidenced, "documents": list(one.refs)}
                for one in statement.sub_topics
            ],
        },
        "cells": [_cell(cell) for cell in statement.cells],
        "unsorted": [_document(document) for document in statement.unsorted],
        "not_counted": [_document(document) for document in statement.not_counted],
        "flags": [_flag(flag) for flag in statement.flags],
        "next_steps": list(statement.next_steps),
        "scores": [_score(score) for score in statement.scores],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "category": cell.category,
        "title": cell.title,
        "standing": cell.standing,
        "verdict": cell.verdict,
        "counted": cell.counted,
        "documents": [_document(document) for document in cell.documents],
        "rule": cell.rule,
        "reasons": list(cell.reasons),
        "next_step": cell.next_step,
    }


def _document(document: CellDocument) -> dict[str, Any]:
    return {
        "ref": document.ref,
        "title": document.title,
        "counts": document.counts,
        "why_not": document.why_not,
        "proof": document.proof,
        "source": document.source,
        "sources": list(document.sources),
        "stance": document.stance,
        "stances": list(document.stances),
        "status": document.status,
        "currency": document.currency,
        "held": document.held,
        "marks": list(document.marks),
        "tags": list(document.tags),
    }


def _flag(flag: Flag) -> dict[str, Any]:
    return {"code": flag.code, "sentence": flag.sentence, "documents": list(flag.refs)}


def _score(score: Score) -> dict[str, Any]:
    return {
        "id": score.id,
        "value": score.value,
        "by": score.by,
        "on": score.on.isoformat(),
        "because": score.because,
    }


def _rating(rating: Rating | None, of: int) -> dict[str, Any]:
    """``exact`` is a decimal to two places, ``exact_fraction`` the very number."""
    if rating is None:
        return {
            "scored": 0, "of": of, "total": 0, "percentage": None, "exact": None, "exact_fraction": None,
            "band": None, "band_title": None, "to_next_band": None, "provisional": True,
        }  # fmt: skip
    return {
        "scored": rating.scored,
        "of": rating.of,
        "total": rating.total,
        "percentage": rating.shown,
        "exact": rating.exact_text,
        "exact_fraction": str(rating.exact),
        "band": rating.band.ref,
        "band_title": rating.band.title,
        "to_next_band": rating.to_next_band,
        "provisional": rating.provisional,
    }
