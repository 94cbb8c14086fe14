"""The one table that every measurement adds a row to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what, how much, beside what reference, against which aim; ``where`` the time goes if missed."""

    what: str
    figure: str
    reference: str = ""
    aim: str = ""
    met: bool | None = None
    where: str = ""

    def cells(self) -> tuple[str, ...]:
        """Return the row as it is printed."""
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return (self.what, self.figure, self.reference, self.aim, verdict, self.where)


HEADINGS = ("what", "figure", "reference in the same run", "aim", "", "where the time goes")


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
