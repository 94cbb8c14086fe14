"""``audit``: who saw, changed or sent what, and signing how far that has come."""

from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.shared import day, session_of
from evidence.domain.deeds import DEEDS
from evidence.errors import Invalid

audit = group("The history: who saw, changed or sent what, and what is signed of it.")
app.add_typer(audit, name="audit")


@audit.command("head", cls=JsonCommand)
def sign_head(context: typer.Context) -> None:
    """Sign how far the history has come, now; a server does so every day."""
    from evidence.domain.heads import fingerprint

    session = session_of(context)
    head = session.library.heads.sign("asked")
    folder = session.settings.heads_folder
    data = {
        "head": head.number, "day": head.day.isoformat(), "at": head.at.isoformat(), "event": head.event,
        "chain": head.chain, "key": head.key, "folder": str(folder),
    }  # fmt: skip
    text = (
        f"Head {head.number} is signed: event {head.event}, {head.chain}.\nIt is in {folder}.\n"
        f"Fingerprint of the key: {fingerprint(head.key)}"
    )
    session.show(data, text)


Person = Annotated[str, typer.Option(help="An account such as P-0003, or the name of who worked by command line.")]
What = Annotated[str, typer.Option(help=f"One of: {', '.join(DEEDS)}; or a kind of step such as tagged.")]
Document = Annotated[str, typer.Option(help="A document's reference, such as E-0042.")]
HowDone = Annotated[str, typer.Option("--way", help="page, api, command or library.")]
Since = Annotated[str, typer.Option(help="The first day, year-month-day.")]
Until = Annotated[str, typer.Option(help="The last day, year-month-day.")]


@audit.command("list", cls=JsonCommand)
def list_history(
    context: typer.Context, person: Person = "", what: What = "", document: Document = "", way: HowDone = "",
    since: Since = "", until: Until = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 50,
) -> None:  # fmt: skip
    """List who saw, changed or sent what, the newest first; nothing is hidden here."""
    from app.history_rows import event_json
    from app.web.administration.history_words import said
    from evidence.services.histories import asked_for

    session = session_of(context)
    asked = asked_for(
        person=person, what=what, document=document, way=way, since=day(since), until=day(until)
    )  # fmt: skip
    told = list(islice(session.library.histories.all(asked), limit))
    lines = [
        f"{event.seq:>6}  {event.at:%Y-%m-%d %H:%M}  {event.actor} ({event.way or 'way not known'})  {said(event)}"
        f"  {' '.join(event.refs)}" + (f"  because: {because}" if because else "")
        for event, because in told
    ]
    session.show([event_json(one) for one in told], "\n".join(lines) or "Nothing answers this.")


@audit.command("export", cls=JsonCommand)
def export_history(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The .csv or .json file to write.")],
    person: Person = "", what: What = "", document: Document = "", way: HowDone = "", since: Since = "",
    until: Until = "",
) -> None:  # fmt: skip
    """Write who saw, changed or sent what to a file; that is a step of the history itself."""
    from app.history_rows import csv_lines, json_pieces
    from app.reporting import write_whole
    from app.web.administration.history_words import said
    from evidence.services.histories import asked_for

    form = out.suffix.removeprefix(".").casefold()
    if form not in {"csv", "json"}:
        raise Invalid("Name a file that ends in .csv or .json.")
    session = session_of(context)
    library = session.library
    asked = asked_for(
        person=person, what=what, document=document, way=way, since=day(since), until=day(until)
    )  # fmt: skip
    history = library.histories.export(library.actor, asked, form)
    pieces = json_pieces(history) if form == "json" else csv_lines(history, said)
    write_whole(out.absolute(), b"".join(pieces))
    session.show({"written": str(out)}, f"Written to {out}.")
