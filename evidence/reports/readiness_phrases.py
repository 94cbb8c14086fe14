"""The words that every readiness report shares, whatever its format."""

import re
from collections.abc import Iterator

from evidence.domain.assurance import Judge, Score
from evidence.domain.currency import TITLES
from evidence.domain.readiness import Cell, CellDocument, Readiness, StatementReadiness, Verdict
from evidence.domain.readiness_words import PROOF_WORDS, WHY_NOT, day_words, number, source_words
from evidence.domain.scores import Rating

HEADING = "How well the statements are evidenced"
OURS = (
    "The rules are the library's, not the regulator's. Documents count when they are held, final and in date; "
    "dates and categories that the library guessed count too and are marked to confirm."
)
NO_SCORES = "No statement has a score yet."
NO_FLAGS = "Nothing else to look at."
JUDGE_TITLES: dict[Judge, str] = {
    "council": "The council's own scores",
    "peer": "Peer review",
    "mock": "Mock inspection",
    "cqc": "CQC",
}
STANCE_TITLES = {
    "strength": "strength",
    "gap": "area for improvement",
    "planned": "planned",
    "challenge": "challenge",
    "context": "context",
}
STANDING_TITLES = {"required": "required", "supporting": "supporting", "not-counted": "not counted"}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Replace each character that no document format can hold by a visible mark.

    >>> clean("a" + chr(0) + "b")
    'a\ufffdb'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def evidence_words(verdict: Verdict) -> str:
    """The verdict as it is always said, so that nobody takes it for the service's.

    >>> evidence_words("strong")
    'Evidence: strong'
    """
    return f"Evidence: {verdict}"


def about_lines(readiness: Readiness, council: str) -> list[str]:
    """Whose picture it is, of which day, by which framework."""
    day = f"On {day_words(readiness.on)}"
    if readiness.visit_on:
        day += f"; on-site visit on {day_words(readiness.visit_on)}"
    scheme = f"{readiness.framework_title} ({readiness.framework_ref}), version {readiness.framework_version}"
    return [line for line in (council, f"{day}.", f"{scheme}.") if line]


def rating_words(rating: Rating) -> str:
    """A rating in a sentence: points, percentage shown and exact, band, distance, and whether provisional."""
    said = f"{rating.total} of {rating.most} points, {rating.shown}% (exactly {_exact(rating)}): {rating.band.title}."
    if rating.next_band and rating.to_next_band:
        said += f" {number(rating.to_next_band, 'more point')} for {rating.next_band.title}."
    if rating.provisional:
        said += f" Provisional: {rating.scored} of {rating.of} statements scored."
    return said


def _exact(rating: Rating) -> str:
    """The decimal, and the fraction beside it where the decimal had to be rounded."""
    if (rating.exact * 100).denominator == 1:
        return f"{rating.exact_text}%"
    return f"{rating.exact_text}%, or {rating.exact.numerator}/{rating.exact.denominator}"


def rating_lines(readiness: Readiness) -> list[tuple[str, str]]:
    """Judge and sentence, for each judge who gave scores."""
    return [(JUDGE_TITLES[judge], rating_words(rating)) for judge, rating in readiness.ratings.items()]


def score_words(score: Score) -> str:
    """One score: by whom, when, and why."""
    said = f"{JUDGE_TITLES[score.by]}: {score.value}, given on {day_words(score.on)}"
    return f"{said}: {score.because}" if score.because else f"{said}."


def sub_topic_words(statement: StatementReadiness) -> str:
    """How many sub-topics are evidenced, said first of every statement."""
    of = len(statement.sub_topics)
    return f"Sub-topics evidenced: {statement.evidenced} of {of}" if of else "No sub-topics in this framework"


def without_evidence(statement: StatementReadiness) -> list[str]:
    """Titles of the sub-topics that nothing evidences."""
    return [topic.title for topic in statement.sub_topics if not topic.evidenced]


def leading_words(statement: StatementReadiness) -> str:
    """Who leads and who deputises."""
    lead = f"Lead: {statement.lead}" if statement.lead else "No lead named"
    return f"{lead}; deputy: {statement.deputy}." if statement.deputy else f"{lead}."


def count_words(cell: Cell) -> str:
    """How many documents count, and how many stand in the cell where that differs."""
    counted = f"{number(cell.counted, 'document')}"
    beside = len(cell.documents) - cell.counted
    return f"{counted}, {beside} not counted" if beside else counted


def document_facts(document: CellDocument) -> list[str]:
    """What readiness knows of a document in a cell, as short phrases."""
    facts = [
        source_words(document.sources) if document.sources else "source not known",
        f"shows {PROOF_WORDS[document.proof]}",
        currency_words(document),
        *(STANCE_TITLES.get(stance, stance) for stance in document.stances if stance != "strength"),
        *document.marks,
    ]
    return [*facts, counted_words(document)] if document.why_not else facts


def currency_words(document: CellDocument) -> str:
    """Whether it is in date."""
    return TITLES[document.currency]


def counted_words(document: CellDocument) -> str:
    """Whether it counts, and why not."""
    return f"not counted: {WHY_NOT[document.why_not]}" if document.why_not else "counted"


def apart(statement: StatementReadiness) -> Iterator[tuple[str, tuple[CellDocument, ...]]]:
    """The columns that are no cells, where they hold documents: unsorted, then outside the map."""
    if statement.unsorted:
        yield "Unsorted", statement.unsorted
    if statement.not_counted:
        yield "Categories outside the map", statement.not_counted


def shelves(statement: StatementReadiness) -> Iterator[tuple[str, tuple[CellDocument, ...]]]:
    """Every column of a statement that holds documents: its cells, then those apart."""
    yield from ((cell.title, cell.documents) for cell in statement.cells if cell.documents)
    yield from apart(statement)


def map_columns(readiness: Readiness) -> dict[str, str]:
    """The categories of the map, reference -> title: those of every statement, in order."""
    return {cell.category: cell.title for statement in readiness.statements for cell in statement.cells}


def cell_in(statement: StatementReadiness, category: str) -> Cell | None:
    """The statement's cell in a column of the map, which another statement may have alone."""
    return next((cell for cell in statement.cells if cell.category == category), None)
