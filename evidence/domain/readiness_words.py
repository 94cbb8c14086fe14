"""Readiness in sentences: rules, reasons and next steps in plain English."""

from collections.abc import Iterable, Sequence
from datetime import date

from evidence.domain.currency import IN_DATE
from evidence.domain.frameworks import Proof, Threshold
from evidence.domain.readiness_parts import CellDocument, Need, Verdict, WhyNot

WHY_NOT: dict[WhyNot, str] = {
    "wanted": "wanted, not held yet",
    "draft": "still a draft",
    "superseded": "superseded",
    "out-of-date": "out of date",
    "date-not-known": "date not known",
    "dated-later": "dated after the day asked about",
}
PROOF_WORDS: dict[Proof, str] = {
    "intention": "an intention",
    "policy": "policy",
    "practice": "practice",
    "result": "a result",
    "outcome": "a difference made",
}
SOURCE_WORDS = {
    "people": "people who draw on care",
    "unpaid-carers": "unpaid carers",
}
DATE, CATEGORY, NOT_KNOWN = "date to confirm", "category to confirm", "what it shows is not known"
"""The marks that a document can carry."""
_MENDS: dict[WhyNot, str] = {
    "wanted": "Get {ref}, final and in date: it is wanted, not held yet.",
    "draft": "Make {ref} final: it is still a draft.",
    "out-of-date": "Bring {ref} up to date, or set a new review date if it still holds: it is out of date.",
    "date-not-known": "Give {ref} its date: the date is not known.",
}
_STALE_DRAFT = "Bring {ref} up to date and make it final: it is still a draft, and not in date."
_MOST_REFS = 5
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def number(count: int, noun: str) -> str:
    """Say a count with its noun.

    >>> number(1, "document"), number(3, "source")
    ('1 document', '3 sources')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def day_words(day: date) -> str:
    """Say a day, whatever the machine's language.

    >>> day_words(date(2026, 3, 2))
    '2 March 2026'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def listed(words: Sequence[str]) -> str:
    """Join words as people do.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def refs(found: Sequence[str]) -> str:
    """Name references: all of a few, or the first five of many and how many more.

    >>> refs(["E-0001", "E-0002"])
    'E-0001 and E-0002'
    """
    if len(found) <= _MOST_REFS + 1:
        return listed(found)
    return f"{', '.join(found[:_MOST_REFS])} and {len(found) - _MOST_REFS} more"


def showing(proof: Proof) -> str:
    """Say what a document must show at least.

    >>> showing("practice"), showing("outcome")
    ('practice or better', 'a difference made')
    """
    return PROOF_WORDS[proof] if proof == "outcome" else f"{PROOF_WORDS[proof]} or better"


def source_words(sources: Iterable[str]) -> str:
    """Name sources in alphabetical order of their references."""
    return listed([SOURCE_WORDS.get(source, source) for source in sorted(sources)])


def threshold_words(threshold: Threshold, *, every_sub_topic: bool = False) -> str:
    """Say what a threshold asks for, with its numbers.

    >>> threshold_words(Threshold(documents=2, proof="practice"))
    'at least 2 documents, final and in date, at least one showing practice or better'
    """
    said = f"at least {number(threshold.documents, 'document')}, final and in date"
    if threshold.sources > 1:
        said += f", from at least {number(threshold.sources, 'source')}"
    if threshold.proof != "intention":
        one = "at least one " if threshold.documents > 1 else ""
        said += f", {one}showing {showing(threshold.proof)}"
    return f"{said}, and every sub-topic covered" if every_sub_topic else said


def rule_words(verdict: Verdict, adequate: str, strong: str) -> str:
    """Say which declared rule decided, given both thresholds in words."""
    if verdict == "missing":
        return "Missing: nothing is held."
    if verdict == "weak":
        return f"Weak: something is held, but not what adequate takes ({adequate})."
    if verdict == "adequate":
        return f"Adequate: {adequate}. Strong takes {strong}."
    return f"Strong: {strong}."


def reasons(
    documents: Sequence[CellDocument], sources: set[str], best: Proof | None, need: Need | None
) -> tuple[str, ...]:
    """Say what counted, what did not and why, what is short, and what waits to be confirmed."""
    if not documents:
        return ("No document is tagged here.",)
    counting = [document.ref for document in documents if document.counts]
    said = [_counted(counting, sources, best) if counting and best else "No document here counts."]
    said += _left_out(documents)
    if need and need.verdict != "weak":
        said.append(_short(need))
    said += _to_confirm(documents)
    return tuple(said)


def _counted(counting: Sequence[str], sources: set[str], best: Proof) -> str:
    who = f"from {number(len(sources), 'source')} ({source_words(sources)})" if sources else "source not known"
    verb = "counts" if len(counting) == 1 else "count"
    most = "it shows" if len(counting) == 1 else "the best shows"
    return f"{number(len(counting), 'document')} {verb} ({refs(counting)}), {who}; {most} {PROOF_WORDS[best]}."


def _left_out(documents: Sequence[CellDocument]) -> list[str]:
    by_reason: dict[WhyNot, list[str]] = {}
    for document in documents:
        if document.why_not:
            by_reason.setdefault(document.why_not, []).append(document.ref)
    return [f"Not counted, {WHY_NOT[why]}: {refs(by_reason[why])}." for why in WHY_NOT if why in by_reason]


def _short(need: Need) -> str:
    lacks = []
    if need.documents:
        lacks.append(number(need.documents, "more document"))
    if need.sources:
        lacks.append(number(need.sources, "more source"))
    if need.proof:
        lacks.append(f"a document showing {showing(need.proof)}")
    if need.sub_topics:
        lacks.append(f"evidence for {number(len(need.sub_topics), 'sub-topic')}")
    return f"For {need.verdict} it lacks {listed(lacks)}."


def _to_confirm(documents: Sequence[CellDocument]) -> list[str]:
    waiting: dict[str, list[str]] = {}
    for document in documents:
        if document.counts:
            for mark in document.marks:
                waiting.setdefault(mark, []).append(document.ref)
    return [f"{mark[0].upper()}{mark[1:]}: {refs(found)}." for mark, found in sorted(waiting.items())]


def mend(document: CellDocument) -> str | None:
    """The step that would make a document count; ``None`` when nobody can do that."""
    pattern = _MENDS.get(document.why_not) if document.why_not else None
    if document.why_not == "draft" and document.currency not in IN_DATE:
        pattern = None if document.currency == "not-yet" else _STALE_DRAFT
    return pattern.format(ref=document.ref) if pattern else None


def step(need: Need, category: str, sub_topics: dict[str, str], sources: set[str]) -> str:
    """The one step that would meet ``need``, as an order; ``sub_topics`` is reference -> title."""
    if need.verdict == "weak":
        return f"File a first document under {category}."
    topics = listed([f"“{sub_topics[ref]}”" for ref in need.sub_topics]) if need.sub_topics else ""
    if not (need.documents or need.sources or need.proof):
        some = "the sub-topic" if len(need.sub_topics) == 1 else "the sub-topics"
        return f"Tag or file evidence under {category} for {some} {topics}."
    count = max(need.documents, need.sources, 1)
    said = f"File {number(count, 'more document')} under {category}, final and in date"
    if need.proof:
        said += f", {'one of them ' if count > 1 else ''}showing {showing(need.proof)}"
    if need.sources:
        other = f"other than {source_words(sources)}" if sources else "that is named"
        new = "a source" if need.sources == 1 else f"{need.sources} sources"
        said += f", from {new} {other}"
    return f"{said}, covering {topics}." if topics else f"{said}."


def or_say(need: Need, documents: Sequence[CellDocument]) -> str:
    """The other way out when only proof is lacking and nobody has said what some documents show."""
    silent = [one.ref for one in documents if one.counts and NOT_KNOWN in one.marks]
    if not silent or not need.proof or need.documents or need.sources or need.sub_topics:
        return ""
    if len(silent) == 1:
        return f" Or say what {silent[0]} shows, if it does that already."
    return f" Or say what {refs(silent)} show, if one of them does that already."
