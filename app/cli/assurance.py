"""``readiness``, ``score``, ``action`` and ``assign``: how well we are evidenced, and what we do about it."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.shared import StatementArgument, day, session_of, spoken
from evidence.errors import Invalid


@app.command(cls=JsonCommand)
def readiness(
    context: typer.Context,
    on: Annotated[str | None, typer.Option(help="The day to assess on, year-month-day; today unless told.")] = None,
    framework: Annotated[str | None, typer.Option(help="Another framework than the one in force.")] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", help="text, json, csv, html or docx; by the ending of --out unless told."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of the screen.")] = None,
) -> None:
    """Show how well each quality statement is evidenced, and why."""
    from app.reporting import format_of, readiness_report, write_whole
    from evidence.domain.readiness import as_json

    session = session_of(context)
    library = session.library
    form = format_of(form, out)
    assessed = library.assurance.readiness(on=day(on), framework=framework)
    if session.as_json and out is None:
        session.show(as_json(assessed), "")
        return
    report = readiness_report(form, assessed, library.facts.council())
    if out is not None:
        write_whole(out, report.content)
        session.show({"written": str(out), "format": form}, f"Written to {out}.")
    elif report.is_text:
        typer.echo(report.content.decode("utf-8"))
    else:
        raise Invalid(f"A {form} report goes to a file. Add --out readiness{report.suffix}.")


@app.command(cls=JsonCommand)
def score(
    context: typer.Context,
    statement: StatementArgument,
    value: Annotated[int, typer.Argument(help="1 to 4.", metavar="N")],
    by: Annotated[str, typer.Option(help="council, peer, mock or cqc.")] = "council",
    on: Annotated[str | None, typer.Option(help="When it was given, year-month-day; today unless told.")] = None,
    because: Annotated[str | None, typer.Option(help="Why.")] = None,
) -> None:
    """Record a score for a quality statement."""
    from app.presenting import row_json

    session = session_of(context)
    made = session.library.assurance.score(
        session.library.actor, statement, value, by=by, on=day(on), because=because
    )
    session.settle()
    session.show(
        row_json(made), f"{made.id}  {made.statement} scored {made.value} by {made.by} on {spoken(made.on)}."
    )


@app.command(cls=JsonCommand)
def assign(
    context: typer.Context,
    statement: StatementArgument,
    name: Annotated[str, typer.Argument(help="Who leads it.")],
    deputy: Annotated[bool, typer.Option("--deputy", help="They deputise rather than lead.")] = False,
    since: Annotated[str | None, typer.Option(help="From when, year-month-day; today unless told.")] = None,
) -> None:
    """Say who leads, or deputises for, a quality statement."""
    from app.presenting import row_json

    session = session_of(context)
    made = session.library.assurance.assign(
        session.library.actor, statement, name, leading="deputy" if deputy else "lead", since=day(since)
    )
    session.settle()
    does = "leads" if made.leading == "lead" else "deputises for"
    session.show(row_json(made), f"{made.name} {does} {made.statement} from {spoken(made.since)}.")


action = group("Actions that answer gaps.")
app.add_typer(action, name="action")


@action.command("add", cls=JsonCommand)
def add_action(
    context: typer.Context,
    statement: StatementArgument,
    text: Annotated[str, typer.Argument(help="What will be done.")],
    owner: Annotated[str | None, typer.Option(help="Who does it.")] = None,
    due: Annotated[str | None, typer.Option(help="By when, year-month-day.")] = None,
    answers: Annotated[list[str] | None, typer.Option(help="The tag (a gap or challenge) it answers.")] = None,
) -> None:
    """Record what will be done about a gap."""
    from app.presenting import row_json

    session = session_of(context)
    made = session.library.assurance.add_action(
        session.library.actor, statement, text, owner=owner, due=day(due), answers=answers or []
    )
    session.settle()
    session.show(row_json(made), f"{made.id}  {made.statement}: {made.text}")


@action.command("list", cls=JsonCommand)
def list_actions(
    context: typer.Context,
    closed: Annotated[bool, typer.Option("--closed", help="List closed actions instead of open ones.")] = False,
) -> None:
    """List actions."""
    from app.presenting import row_json

    session = session_of(context)
    found = session.library.assurance.actions("closed" if closed else "open")
    lines = [f"{a.id}  {a.statement}: {a.text}  ({a.owner or 'no owner'}, due {spoken(a.due)})" for a in found]
    session.show({"actions": [row_json(a) for a in found]}, "\n".join(lines) or "There are none.")


@action.command("close", cls=JsonCommand)
def close_action(
    context: typer.Context,
    action_id: Annotated[str, typer.Argument(help="Such as A-0003.", metavar="ACTION-ID")],
    effect: Annotated[list[str] | None, typer.Option(help="The document that shows its effect.")] = None,
) -> None:
    """Close an action with evidence of its effect."""
    from app.presenting import row_json

    session = session_of(context)
    made = session.library.assurance.close_action(session.library.actor, action_id, effect=effect or [])
    session.settle()
    session.show(row_json(made), f"{made.id} closed; its effect is shown by {', '.join(made.effect)}.")
