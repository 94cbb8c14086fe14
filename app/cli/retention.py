"""``retention``: what is due for disposal, disposing of it, legal holds, the record of disposals and the rules."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.shared import Ref, counted, open_file, session_of, spoken
from evidence.errors import Invalid

if TYPE_CHECKING:
    from evidence.services.retention import KindRule

_LARGEST_RECORD = 50_000_000
retention = group("How long documents are kept: what is due, disposals, legal holds, rules.")
app.add_typer(retention, name="retention")
Because = Annotated[str, typer.Option(help="Why; it stays on record, so it names no document.")]


@retention.command("due", cls=JsonCommand)
def list_due(context: typer.Context) -> None:
    """List documents whose time is over, and why; nothing is removed."""
    from app.presenting import due_json

    session = session_of(context)
    found = session.library.retention.due()
    lines = [
        f"{one.ref}  {one.title}  (since {spoken(one.keeping.due_on)}: {one.why}"
        f"{'; on legal hold ' + ', '.join(one.holds) if one.holds else ''})"
        for one in found
    ]
    session.show({"due": [due_json(one) for one in found]}, "\n".join(lines) or "Nothing is due for disposal.")


@retention.command("dispose", cls=JsonCommand)
def dispose(
    context: typer.Context,
    refs: Annotated[list[str], typer.Argument(help="Documents that are due.", metavar="REF...")],
    because: Because = "",
    clock_is_right: Annotated[
        bool, typer.Option("--clock-is-right", help="Say that this computer's date and time are right.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove documents that are due for good, all that are named or none. It cannot be undone."""
    session = session_of(context)
    library = session.library
    if not yes and not session.as_json and session.is_watched():
        titles = [f"{one.ref} {one.title}" for one in (library.documents.get(ref) for ref in refs)]
        typer.confirm(f"Remove for good: {'; '.join(titles)}?", abort=True)
    gone = library.disposing.dispose(library.actor, refs, because=because, clock_is_right=clock_is_right)
    session.settle()
    left = {one.ref for one in library.removing.pending()}
    said = f"{counted(len(gone), 'document')} disposed of for good: {', '.join(one.ref for one in gone)}."
    if left:
        said += (
            " Somebody else is using the library: its last traces go at the next command, or when the server is idle."
        )
    data = {"disposed": [one.model_dump(mode="json") for one in gone], "traces_left": sorted(left)}
    session.show(data, said)


@retention.command("record", cls=JsonCommand)
def show_record(context: typer.Context) -> None:
    """Show what was disposed of or discarded. Keep it with your backups, as --json, for `again`."""
    session = session_of(context)
    found = session.library.retention.record()
    lines = [
        f"{one.at:%Y-%m-%d %H:%M}  {one.ref}  {one.kind}: {one.rule}, by {one.by}"
        f"{': ' + one.because if one.because else ''}"
        for one in found
    ]
    data = {"disposals": [one.model_dump(mode="json") for one in found]}
    session.show(data, "\n".join(lines) or "Nothing was disposed of yet.")


@retention.command("again", cls=JsonCommand)
def repeat(
    context: typer.Context,
    record: Annotated[Path, typer.Argument(help="What `retention record --json` wrote.", metavar="FILE")],
) -> None:
    """Dispose again of what an older backup brought back."""
    session = session_of(context)
    found = session.library.disposing.again(session.library.actor, _read_record(record))
    session.settle()
    lines = [f"{counted(len(found.gone), 'document')} disposed of again."]
    lines += [f"{ref} is on legal hold and stays." for ref in found.held]
    lines += [f"{ref} is something else here, or cannot be told: look at it yourself." for ref in found.other]
    data = {"gone": list(found.gone), "held": list(found.held), "other": list(found.other)}
    session.show(data, "\n".join(lines))


def _read_record(path: Path) -> list[dict[str, Any]]:
    with open_file(path) as stream:
        text = stream.read(_LARGEST_RECORD)
    try:
        listed = json.loads(text)["disposals"]
    except (ValueError, KeyError, TypeError):
        listed = None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Invalid("This is no record of disposals. Give the one that `evidence retention record --json` wrote.")
    return listed


@retention.command("hold", cls=JsonCommand)
def place_hold(context: typer.Context, ref: Ref, because: Because = "") -> None:
    """Place a legal hold: nothing of the document is removed until it is lifted."""
    session = session_of(context)
    hold = session.library.retention.place_hold(session.library.actor, ref, because)
    session.settle()
    session.show(hold.model_dump(mode="json"), f"{hold.id}  {hold.ref} is on legal hold.")


@retention.command("lift", cls=JsonCommand)
def lift_hold(
    context: typer.Context,
    hold_id: Annotated[str, typer.Argument(help="Such as H-0003.", metavar="HOLD-ID")],
    because: Because = "",
) -> None:
    """Lift a legal hold; it stays on record."""
    session = session_of(context)
    hold = session.library.retention.lift_hold(session.library.actor, hold_id, because)
    session.settle()
    session.show(hold.model_dump(mode="json"), f"{hold.id} on {hold.ref} is lifted.")


@retention.command("holds", cls=JsonCommand)
def list_holds(context: typer.Context) -> None:
    """List the legal holds that stand."""
    session = session_of(context)
    found = session.library.retention.holds()
    lines = [f"{one.id}  {one.ref}: {one.because} ({one.placed_by}, {spoken(one.placed_at.date())})" for one in found]
    session.show({"holds": [one.model_dump(mode="json") for one in found]}, "\n".join(lines) or "There are none.")


@retention.command("rules", cls=JsonCommand)
def show_rules(context: typer.Context) -> None:
    """Show how long each kind of document is kept."""
    session = session_of(context)
    _show_rules(context, session.library.retention.rules())


@retention.command("keep", cls=JsonCommand)
def set_rule(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="A kind of document, such as minutes.", metavar="KIND")],
    months: Annotated[str, typer.Option(help="How long; nothing for: until somebody decides.")] = "",
    since: Annotated[str, typer.Option(help="dated, superseded, assessed or added.")] = "dated",
    as_shipped: Annotated[
        bool, typer.Option("--as-shipped", help="Go back to the rule that came with the program.")
    ] = False,
) -> None:
    """Change how long a kind of document is kept."""
    from evidence.domain.retention import read_rule

    session = session_of(context)
    service = session.library.retention
    service.set_rules(session.library.actor, {kind: None if as_shipped else read_rule(months, since)})
    session.settle()
    found = session.library.vocabulary.kind(kind).ref
    _show_rules(context, [one for one in service.rules() if one.kind.ref == found])


def _show_rules(context: typer.Context, rules: "list[KindRule]") -> None:
    from app.presenting import retention_rule_json
    from evidence.domain.retention import rule_words

    lines = [f"{one.kind.ref}: {rule_words(one.rule)}{' (changed here)' if one.changed else ''}" for one in rules]
    session_of(context).show({"rules": [retention_rule_json(one) for one in rules]}, "\n".join(lines))
