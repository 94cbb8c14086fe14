"""Papers of boards to try reports with."""

from dataclasses import replace
from datetime import date

from evidence.domain.readiness import NOT_A_JUDGEMENT
from evidence.reports.board_paper import ActionLine, BoardLine, BoardPaper, OwnerLine, TrendCell, TrendLine

PAPER = BoardPaper(
    id="B-0003",
    council="Northmoor County Council",
    on=date(2026, 1, 15),
    day="15 January 2026",
    previous_day="11 December 2025",
    framework="Toy framework (toy), version 2024-02",
    not_a_judgement=NOT_A_JUDGEMENT,
    decisions=("Agree the plan for carers’ breaks.", "Pay for two reviewers."),
    note="Waits have fallen.\nPeople’s own words are still few.",
    rating="24 of 36 points, 67% (exactly 66.67%): Good.",
    changes=("QS1 Assessing needs: Evidence rose from weak to adequate.", "1 action closed: A-0004."),
    lines=(
        BoardLine(
            ref="QS1", title="Assessing needs", lead="Asha Lead", score="3", sub_topics="5 of 7",
            verdict="adequate", evidence="Evidence: adequate", change="Evidence rose from weak to adequate.",
            not_supported="None",
        ),
        BoardLine(
            ref="QS2", title="Healthier lives", lead="no lead named", score="no score", sub_topics="1 of 5",
            verdict="missing", evidence="Evidence: missing", change="No change.",
            not_supported="The score of 3 is not supported: its evidence is missing.",
        ),
    ),
    trend_days=("11 December 2025", "15 January 2026"),
    trend=(
        TrendLine(
            "QS1", (TrendCell("weak", "weak; 4 of 7; score 3"), TrendCell("adequate", "adequate; 5 of 7; score 3"))
        ),
        TrendLine(
            "QS2", (TrendCell(None, "not in this framework"), TrendCell("missing", "missing; 1 of 5; no score"))
        ),
    ),
    owners=(OwnerLine("Carys Penhallow", 2, 11, 1),),
    actions=(ActionLine("A-0002", "QS1", "Ring everyone who waits", "Ben", "1 March 2026", "open, new"),),
)  # fmt: skip
NEXT_TO_NOTHING = replace(
    PAPER, council="", previous_day=None, decisions=(), note="", changes=("First.",), lines=(), trend_days=(),
    trend=(), owners=(), actions=(),
)  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>", '#read("/etc/passwd")', "$x^2$ *bold* _it_ `raw` @ref <label> // gone /* gone */",
    "= Heading", "\\u{41} #sys.inputs", "{{ 7 * 7 }}", "]]></w:t>", "=1+1", "ŵ ŷ â Łódź Ελλάδα",
)  # fmt: skip
"""Each must come out in full, as words."""


def with_words(words: str) -> BoardPaper:
    """Put the same words wherever a person may have written some."""
    return replace(
        PAPER,
        council=words,
        decisions=(words,),
        note=words,
        changes=(words, words),
        lines=tuple(replace(one, title=words, lead=words) for one in PAPER.lines),
        owners=(replace(PAPER.owners[0], owner=words),),
        actions=(replace(PAPER.actions[0], text=words, owner=words),),
    )


def spaced(text: str) -> str:
    """Make white space alike, and take out the marks where a long word may break."""
    return " ".join(text.replace("\u200b", "").split())
