"""The headings and fixed sentences that the Word and the PDF paper of a board share."""

from evidence.reports.board_paper import BoardPaper

HEADS = {
    "decisions": "Decisions wanted",
    "note": "What the lead says",
    "scores": "The council’s own scores",
    "changes": "Change since the last board",
    "statements": "The quality statements",
    "trend": "How each statement has moved",
    "owners": "Overdue, by owner",
    "actions": "Actions",
}
"""Headings of the parts, in their order."""
LINE_HEADS = (
    "Statement", "Lead", "Council’s score", "Sub-topics evidenced", "Evidence", "Change since the last board",
    "Scores not supported",
)  # fmt: skip
OWNER_HEADS = ("Owner", "Documents out of date", "Documents due soon", "Actions overdue")
ACTION_HEADS = ("Action", "Statement", "What will be done", "Owner", "Due", "State")
TREND_HEAD = "Statement"
TREND_SAYS = "Evidence, sub-topics evidenced and the council’s score on the day of each board."
NO_DECISION = "No decision is wanted of this board."
NO_OWNER = "Nobody is behind: no document is out of date and no action is overdue."
NO_ACTION = "There are no actions."
_LONGEST_IN_FOOTER = 80


def about_lines(paper: BoardPaper) -> list[str]:
    """Whose board it is, which one it is compared with, and by which framework."""
    before = f"Compared with the board of {paper.previous_day}." if paper.previous_day else ""
    return [line for line in (paper.council, f"{paper.framework}.", before) if line]


def footer(paper: BoardPaper) -> str:
    """What stands at the foot of every page; a very long name of a council is cut there, and marked."""
    council = paper.council or "Evidence library"
    if len(council) > _LONGEST_IN_FOOTER:
        council = f"{council[:_LONGEST_IN_FOOTER]} …"
    return f"{council}. {paper.title} ({paper.id}). {paper.not_a_judgement}"
