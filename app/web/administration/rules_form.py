"""The readiness rules as a form: each rule a field, and what was sent read back as changes of rules.

The services write a rule as a dotted name and a text. Here a statement's categories are one choice each, because
that is how people think of them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.web.forms import Form
from app.web.wording import PROOF_TITLES, SOURCE_TITLES, listed
from evidence.domain.frameworks import PROOFS, Framework, Statement, Threshold
from evidence.domain.rules import THRESHOLDS, rule_values
from evidence.domain.vocabulary import SOURCES

NO_VALUES = ","
"""How an empty list is written as a rule; an empty text would go back to the file's."""
MOST = 99
STANDINGS = (("required", "Required"), ("supporting", "Supporting"), ("not-counted", "Not counted"))
THRESHOLD_TITLES = {
    "adequate": "Adequate, in a required category",
    "strong": "Strong, in a required category",
    "supporting_adequate": "Adequate, in a supporting category",
    "supporting_strong": "Strong, in a supporting category",
}
FIELD_TITLES = {"documents": "Documents", "sources": "Different sources", "proof": "At least one shows"}
LIST_TITLES = {
    "every_sub_topic_for_strong": "Categories that are strong only when every sub-topic is covered",
    "peoples_sources": "Sources that count as people’s own voice",
    "carers_sources": "Sources that count as unpaid carers’ own voice",
}


class RuleField(NamedTuple):
    """One rule as a field of the form."""

    name: str
    """The field's name and id."""
    title: str
    options: tuple[tuple[str, str], ...]
    """What can be chosen: value and words; empty for a number."""
    file: str
    """The value of the framework's file, in words."""
    differs: bool
    """Whether the value in force is another."""


class VerdictRow(NamedTuple):
    """What a verdict takes: its three fields."""

    title: str
    fields: tuple[RuleField, ...]


class StatementRow(NamedTuple):
    """How much each category counts for a statement."""

    ref: str
    title: str
    fields: tuple[RuleField, ...]
    """One for each category of the table, in its order."""


def thresholds(now: Framework, file: Framework) -> tuple[VerdictRow, ...]:
    """Return the fields of the verdicts."""
    return tuple(
        VerdictRow(
            THRESHOLD_TITLES[name], tuple(_field(f"{name}.{part}", now, file) for part in Threshold.model_fields)
        )
        for name in THRESHOLDS
    )  # fmt: skip


def lists(now: Framework, file: Framework) -> tuple[RuleField, ...]:
    """Return the rules that are lists to tick."""
    return tuple(_field(name, now, file) for name in LIST_TITLES)


def unknown_proof(now: Framework, file: Framework) -> RuleField:
    """Return the rule of what evidence shows whose tag does not say."""
    return _field("unknown_proof", now, file)


def statement_rows(now: Framework, file: Framework) -> tuple[StatementRow, ...]:
    """Return the fields of the statements, a row each."""
    return tuple(
        StatementRow(one.ref, one.title, tuple(
            RuleField(
                standing_name(one, category.ref), f"{one.ref}, {category.title}", STANDINGS,
                _standing_title(file.statement(one.ref), category.ref),
                one.standing(category.ref) != file.statement(one.ref).standing(category.ref),
            )
            for category in now.counted_categories()
        ))
        for one in now.in_force
    )  # fmt: skip


def standing_name(statement: Statement, category: str) -> str:
    """Return the name of the field that says how much a category counts for a statement."""
    return f"{statement.ref}.{category}"


def values_of(framework: Framework) -> dict[str, object]:
    """Return what the form shows for a framework with its rules."""
    shown: dict[str, object] = dict(rule_values(framework))
    shown |= {name: list(getattr(framework.rules, name)) for name in LIST_TITLES}
    for one in framework.in_force:
        shown |= {standing_name(one, ref.ref): one.standing(ref.ref) for ref in framework.counted_categories()}
    return shown


def asked_rules(form: Form, now: Framework) -> dict[str, str]:
    """Return every rule by its dotted name as the form asks for it; what it does not send stays as it is.

    Lists whose boxes are all empty are sent by no browser: the field ``whole`` says that the form was.
    """
    asked = rule_values(now)
    for name in THRESHOLDS:
        for part in ("documents", "sources"):
            asked[f"{name}.{part}"] = _number(form, f"{name}.{part}") or asked[f"{name}.{part}"]
        asked[f"{name}.proof"] = form.choice(f"{name}.proof", PROOFS) or asked[f"{name}.proof"]
    asked["unknown_proof"] = form.choice("unknown_proof", PROOFS) or asked["unknown_proof"]
    for name in LIST_TITLES:
        if form.has(name) or form.has("whole"):
            asked[name] = ",".join(form.texts(name))
    for one in now.in_force:
        asked |= _asked_standings(form, one, now)
    return asked


def changes(asked: Mapping[str, str], now: Framework, file: Framework) -> dict[str, str]:
    """Return what must be saved so that the rules become those asked for: a rule like the file's is empty."""
    known, written = rule_values(now), rule_values(file)
    return {
        name: "" if _same(value, written[name]) else (value or NO_VALUES)
        for name, value in asked.items()
        if not _same(value, known[name])
    }


def _number(form: Form, name: str) -> str:
    typed = form.text(name)
    if typed and not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST)) and int(typed) >= 1):
        head, _, part = name.partition(".")
        title = f"{THRESHOLD_TITLES[head]}, {FIELD_TITLES[part].lower()}"
        form.wrong(name, f"{title}: enter a whole number from 1 to {MOST}.")
        return ""
    return str(int(typed)) if typed else ""


def _asked_standings(form: Form, one: Statement, now: Framework) -> dict[str, str]:
    standings = {}
    for category in now.categories:
        name = standing_name(one, category.ref)
        given = form.choice(name, [value for value, _ in STANDINGS]) if category.counted else ""
        standings[category.ref] = given or one.standing(category.ref)
    required = [ref for ref, standing in standings.items() if standing == "required"]
    if not required:
        first = next(now.counted_categories())
        form.wrong(standing_name(one, first.ref), f"{one.ref} needs at least one required category.")
        return {}
    supporting = [ref for ref, standing in standings.items() if standing == "supporting"]
    return {f"{one.ref}.required": ",".join(required), f"{one.ref}.supporting": ",".join(supporting)}


def _same(one: str, other: str) -> bool:
    """Whether two rules say the same; the order of a list says nothing."""
    return sorted(filter(None, one.split(","))) == sorted(filter(None, other.split(",")))


def _field(name: str, now: Framework, file: Framework) -> RuleField:
    value, written, options = rule_values(now)[name], rule_values(file)[name], _options(name, now)
    titles = dict(options)
    words = listed([titles.get(one, one) for one in written.split(",")]) if written else "none"
    title = LIST_TITLES[name] if name in LIST_TITLES else FIELD_TITLES.get(name.rpartition(".")[2], "")
    return RuleField(name, title, options, words, not _same(value, written))


def _options(name: str, framework: Framework) -> tuple[tuple[str, str], ...]:
    if name.endswith("proof"):
        return tuple((proof, PROOF_TITLES[proof]) for proof in PROOFS)
    if name.endswith("_sources"):
        return tuple((source, SOURCE_TITLES[source]) for source in SOURCES)
    if name in LIST_TITLES:
        return tuple((one.ref, one.title) for one in framework.counted_categories())
    return ()


def _standing_title(statement: Statement, category: str) -> str:
    return dict(STANDINGS)[statement.standing(category)].lower()
