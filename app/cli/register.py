"""``register``: every field of every document and tag, as a spreadsheet that comes back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.shared import session_of
from evidence.errors import Invalid

if TYPE_CHECKING:
    from evidence.domain.register_plan import Plan, RowChange

_MOST_SHOWN = 40

register = group("The register: every field of every document and tag, as a spreadsheet.")
app.add_typer(register, name="register")


@register.command(cls=JsonCommand)
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The .xlsx or .csv file to write.")],
) -> None:
    """Write the register to a spreadsheet, to be edited and imported again."""
    session = session_of(context)
    session.settle()
    session.library.fetching.register(session.library.actor, out.absolute())
    documents, tags = session.library.cards.counts()
    session.show(
        {"written": str(out), "documents": documents, "tags": tags},
        f"{documents:,} documents and {tags:,} tags written to {out}. Edit it, then: evidence register import {out}",
    )


@register.command("import", cls=JsonCommand)
def import_register(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The edited register.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    only_right: Annotated[
        bool, typer.Option("--only-right", help="Import the right rows, leave wrong ones out.")
    ] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Also change rows that somebody changed since.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Show each difference between a register and the library, then apply them all in one step."""
    session = session_of(context)
    session.settle()
    plan = session.library.register.plan(file, anyway=anyway)
    if dry_run:
        session.exit_code = 0 if plan.is_right else 2
        session.show({**plan.as_json(), "applied": False}, lambda: _in_words(plan))
        return
    if not plan.is_right and not only_right:
        wrong = [str(row) for row in plan.wrong]
        raise Invalid(
            f"{len(wrong)} cells need another value, so nothing was imported. Mend them in the file, or repeat with "
            "--only-right to leave those rows out.",
            details={"findings": wrong, "wrong": plan.as_json()["wrong"]},
        )
    if session.is_watched() and not session.as_json and not yes and not plan.is_empty:
        typer.echo(_in_words(plan))
        typer.confirm("Apply these changes?", abort=True)
    result = session.library.register.apply(session.library.actor, plan, anyway=anyway, only_right=only_right)
    session.settle()
    counts = ", ".join(f"{count:,} {what.replace('_', ' ')}" for what, count in result.plan.counts().items() if count)
    done = f"Imported: {counts}. One `evidence undo` takes it all back." if result.event else "Nothing to change."
    session.show({**result.as_json(), "applied": result.event is not None}, done)


def _in_words(plan: "Plan") -> str:
    lines = [line for change in plan.changes for line in _change_in_words(change)]
    more = len(lines) - _MOST_SHOWN
    lines = lines[:_MOST_SHOWN] + ([f"... and {more:,} more"] if more > 0 else [])
    lines += [f"wrong: {row}" for row in plan.wrong] + list(plan.notes)
    counts = ", ".join(f"{count:,} {what.replace('_', ' ')}" for what, count in plan.counts().items() if count)
    return "\n".join([*lines, f"Would change: {counts}." if not plan.is_empty else "No differences."])


def _change_in_words(change: "RowChange") -> list[str]:
    subject = f"{change.ref} {change.tag or ''}".strip()
    lines = [f"{subject} {d.header}: {d.before or '(blank)'} -> {d.after or '(blank)'}" for d in change.differences]
    if change.confirmed:
        lines.append(f"{subject} confirmed: {', '.join(change.confirmed)}")
    return lines or [f"{subject} {change.what}"]
