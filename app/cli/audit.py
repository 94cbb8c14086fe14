"""``audit``: who saw, changed or sent what, and signing how far that has come."""

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.shared import session_of

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
