"""Readiness as a Word document, to edit and to put before a board."""

from dataclasses import dataclass
from typing import Any

from evidence.domain.readiness import NOT_A_JUDGEMENT, CellDocument, Readiness, StatementReadiness
from evidence.domain.readiness_words import PROOF_WORDS, day_words, number, source_words
from evidence.reports import readiness_phrases as phrases
from evidence.reports.readiness_tables import Said, add_table
from evidence.reports.word_document import landscape, packed


@dataclass(frozen=True, slots=True)
class ReadinessDocx:
    """A4, landscape, with real headings and tables whose header rows repeat."""

    name: str = "readiness-docx"
    title: str = "Readiness as a Word document"
    format: str = "docx"
    media_type: str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    suffix: str = ".docx"

    def render(self, readiness: Readiness, *, council: str = "") -> bytes:
        """Return the document; its dates are the day asked about, so that its bytes repeat."""
        title = f"{phrases.HEADING}, {day_words(readiness.on)}"
        document = landscape(title=title, subject=NOT_A_JUDGEMENT, author=council, on=readiness.on)
        _opening(document, readiness, council)
        _map(document, readiness)
        theme = None
        for statement in readiness.statements:
            if statement.theme != theme:
                theme = statement.theme
                _heading(document, f"Theme {theme}: {statement.theme_title}", 1)
            _statement(document, statement)
        _unplaced(document, readiness)
        return packed(document)


def _opening(document: Any, readiness: Readiness, council: str) -> None:
    document.add_paragraph(phrases.HEADING, style="Title")
    for line in phrases.about_lines(readiness, council):
        _say(document, line)
    _say(document, NOT_A_JUDGEMENT).runs[0].bold = True
    _say(document, phrases.OURS)
    _heading(document, "Scores", 1)
    ratings = phrases.rating_lines(readiness)
    for judge, said in ratings:
        _say(document, f"{judge}: {said}")
    if not ratings:
        _say(document, phrases.NO_SCORES)


def _map(document: Any, readiness: Readiness) -> None:
    _heading(document, "Statements and evidence categories", 1)
    titles = phrases.map_columns(readiness)
    rows = []
    for statement in readiness.statements:
        of = len(statement.sub_topics)
        row = [
            Said(f"{statement.ref} {statement.title}"),
            Said(f"{statement.evidenced} of {of}" if of else "none named"),
            Said(statement.verdict, statement.verdict),
        ]
        for category in titles:
            cell = phrases.cell_in(statement, category)
            told = f"{cell.verdict}\n{number(cell.counted, 'document')}" if cell else "not looked at"
            row.append(Said(told, cell.verdict if cell else None))
        rows.append([*row, Said(str(len(statement.unsorted)))])
    head = ["Statement", "Sub-topics evidenced", "Evidence", *titles.values(), "Unsorted"]
    width = 12.7 / max(1, len(titles))
    add_table(document, head, rows, [6.2, 2.5, 2.4, *([width] * len(titles)), 2.2])


def _statement(document: Any, statement: StatementReadiness) -> None:
    _heading(document, f"{statement.ref} {statement.title}", 2)
    told = f"{phrases.sub_topic_words(statement)}. {phrases.evidence_words(statement.verdict)}."
    _say(document, told).runs[0].bold = True
    _say(document, f"{statement.rule} {phrases.leading_words(statement)}")
    lacking = phrases.without_evidence(statement)
    if lacking:
        _say(document, f"Not evidenced: {'; '.join(lacking)}.")
    for score in statement.scores:
        _say(document, phrases.score_words(score))
    if statement.flags:
        _heading(document, "To look at", 3)
    for flag in statement.flags:
        _say(document, flag.sentence, style="List Bullet")
    _heading(document, "By evidence category", 3)
    rows = [
        [
            Said(f"{cell.title}\n{phrases.STANDING_TITLES[cell.standing]}"),
            Said(f"{cell.verdict}\n{phrases.count_words(cell)}", cell.verdict),
            Said(f"{cell.rule}\n{' '.join(cell.reasons)}"),
            Said(cell.next_step or "None: it is strong."),
        ]
        for cell in statement.cells
    ]
    add_table(document, ["Category", "Evidence", "Rule and reasons", "Next step"], rows, [4, 3.2, 11.3, 7.5])
    found = list(phrases.shelves(statement))
    if found:
        _heading(document, f"Documents of {statement.ref}", 3)
        head = ["Reference", "Title", "Category", "Who says so", "What it shows", "Currency", "Counted; to confirm"]
        rows = [_document_row(title, one) for title, documents in found for one in documents]
        add_table(document, head, rows, [2.2, 7.2, 3.4, 3.2, 3.2, 2.8, 4])


def _document_row(category: str, one: CellDocument) -> list[Said]:
    shows = [PROOF_WORDS[one.proof], *(phrases.STANCE_TITLES.get(s, s) for s in one.stances if s != "strength")]
    counted = "; ".join([phrases.counted_words(one), *one.marks])
    who = source_words(one.sources) if one.sources else "not known"
    texts = [one.ref, one.title, category, who, ", ".join(shows), phrases.currency_words(one), counted]
    return [Said(text) for text in texts]


def _unplaced(document: Any, readiness: Readiness) -> None:
    if readiness.unplaced:
        _heading(document, "Tags that this framework cannot place", 1)
    for one in readiness.unplaced:
        _say(document, f"{one.ref} {one.title}, {one.statement}: {one.reason}", style="List Bullet")


def _heading(document: Any, text: str, level: int) -> None:
    document.add_heading(phrases.clean(text), level)


def _say(document: Any, text: str, style: str | None = None) -> Any:
    return document.add_paragraph(phrases.clean(text), style=style)
