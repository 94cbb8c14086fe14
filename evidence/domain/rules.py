"""Readiness rules that a library keeps differently from its framework's file, and what a change would do.

A change is a dotted name and a value, both text: ``strong.documents=4``, ``QS3.required=people-experience,
processes``. Nothing here stores them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from evidence.domain.frameworks import PROOFS, Framework, Rules, Statement, Threshold
from evidence.domain.readiness_parts import Readiness, StatementReadiness, Verdict
from evidence.domain.vocabulary import SOURCES
from evidence.errors import Invalid

THRESHOLDS = ("adequate", "strong", "supporting_adequate", "supporting_strong")
_LISTS = ("every_sub_topic_for_strong", "peoples_sources", "carers_sources")
_MOST = 99


@dataclass(frozen=True, slots=True)
class CellChange:
    """A verdict that differs; ``category`` is ``None`` for the statement's own, a side ``None`` if absent."""

    statement: str
    category: str | None
    before: Verdict | None
    after: Verdict | None


def rule_values(framework: Framework) -> dict[str, str]:
    """Every rule that can be changed, by dotted name, with its value as it would be written."""
    rules = framework.rules
    values = {
        f"{name}.{field}": str(getattr(getattr(rules, name), field))
        for name in THRESHOLDS
        for field in Threshold.model_fields
    }
    values["unknown_proof"] = rules.unknown_proof
    values |= {name: ",".join(getattr(rules, name)) for name in _LISTS}
    for statement in framework.in_force:
        values[f"{statement.ref}.required"] = ",".join(statement.required)
        values[f"{statement.ref}.supporting"] = ",".join(statement.supporting)
    return values


def with_changes(framework: Framework, changes: Mapping[str, str]) -> Framework:
    """Return the framework with the changed rules; the order of changes does not matter.

    A category that stops being required still supports, unless ``supporting`` is given too; one that
    becomes required stops supporting. Raises ``Invalid`` naming what is accepted for a name or a value
    that is not.
    """
    known = rule_values(framework)
    for name in changes:
        if name not in known:
            _refuse(name, f"There is no readiness rule “{name}”.", tuple(known))
    statements = tuple(_statement(statement, framework, changes) for statement in framework.statements)
    rules = _rules(framework, changes)
    # Made anew rather than copied, because a copy would keep the old statements in its cached properties.
    fields = {name: getattr(framework, name) for name in Framework.model_fields}
    return Framework(**{**fields, "rules": rules, "statements": statements})


def differences(before: Readiness, after: Readiness) -> list[CellChange]:
    """Every verdict that differs, in the order of statements: its own first, then its cells."""
    olds = {statement.ref: statement for statement in before.statements}
    news = {statement.ref: statement for statement in after.statements}
    found: list[CellChange] = []
    for ref in dict.fromkeys((*olds, *news)):
        old, new = _verdicts(olds.get(ref)), _verdicts(news.get(ref))
        found += [
            CellChange(ref, category, old.get(category), new.get(category))
            for category in dict.fromkeys((*old, *new))
            if old.get(category) != new.get(category)
        ]
    return found


def _verdicts(statement: StatementReadiness | None) -> dict[str | None, Verdict]:
    if statement is None:
        return {}
    return {None: statement.verdict, **{cell.category: cell.verdict for cell in statement.cells}}


def _refuse(name: str, said: str, accepted: Sequence[str]) -> NoReturn:
    raise Invalid(f"{said} Use one of: {', '.join(accepted)}.", details={"rule": name, "accepted": list(accepted)})


def _one(name: str, value: str, accepted: Sequence[str]) -> str:
    word = value.strip()
    if word not in accepted:
        _refuse(name, f"“{value}” is not a value for {name}.", accepted)
    return word


def _many(name: str, value: str, accepted: Sequence[str]) -> tuple[str, ...]:
    """A list with commas, in the order given, each once; an empty text is an empty list."""
    parts = [part.strip() for part in value.split(",") if part.strip()]
    return tuple(dict.fromkeys(_one(name, part, accepted) for part in parts))


def _count(name: str, value: str) -> int:
    text = value.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST)) and 1 <= int(text) <= _MOST):
        raise Invalid(
            f"“{value}” is not a value for {name}. Use a whole number from 1 to {_MOST}.",
            details={"rule": name, "accepted": f"1..{_MOST}"},
        )
    return int(text)


def _rules(framework: Framework, changes: Mapping[str, str]) -> Rules:
    accepted: dict[str, tuple[str, ...]] = {
        "every_sub_topic_for_strong": tuple(category.ref for category in framework.categories),
        "peoples_sources": SOURCES,
        "carers_sources": SOURCES,
    }
    values: dict[str, Any] = {name: getattr(framework.rules, name) for name in Rules.model_fields}
    for name, value in changes.items():
        head, _, tail = name.partition(".")
        if head in THRESHOLDS:
            new = _one(name, value, PROOFS) if tail == "proof" else _count(name, value)
            values[head] = values[head].model_copy(update={tail: new})
        elif name == "unknown_proof":
            values[name] = _one(name, value, PROOFS)
        elif name in accepted:
            values[name] = _many(name, value, accepted[name])
    return Rules(**values)


def _statement(statement: Statement, framework: Framework, changes: Mapping[str, str]) -> Statement:
    names = f"{statement.ref}.required", f"{statement.ref}.supporting"
    if not any(name in changes for name in names):
        return statement
    categories = tuple(category.ref for category in framework.categories)
    required, supporting = statement.required, statement.supporting
    if names[0] in changes:
        required = _many(names[0], changes[names[0]], categories)
        if not required:
            _refuse(names[0], f"{statement.ref} needs at least one required category.", categories)
    if names[1] in changes:
        supporting = _many(names[1], changes[names[1]], categories)
        both = [ref for ref in supporting if ref in required]
        if both:
            left = tuple(ref for ref in categories if ref not in required)
            _refuse(names[1], f"{', '.join(both)} is required for {statement.ref} already.", left)
    else:
        anew = {*supporting, *statement.required} - set(required)
        supporting = tuple(ref for ref in categories if ref in anew)
    return statement.model_copy(update={"required": required, "supporting": supporting})
