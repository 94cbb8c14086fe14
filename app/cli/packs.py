"""``pack``: send the right pages, and prove later what was sent."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.shared import counted, session_of
from evidence.errors import Damaged, Invalid

if TYPE_CHECKING:
    from evidence.domain.packing import Choice
    from evidence.services.packs import Preview

_DAMAGED = 7
_MEGABYTE = 1_000_000

pack = group("Packs: documents to send, with what proves them.")
app.add_typer(pack, name="pack")

Statements = Annotated[list[str] | None, typer.Option("--statement", help="Documents tagged to this statement.")]
Themes = Annotated[list[str] | None, typer.Option("--theme", help="Documents tagged to this theme, by number.")]
Query = Annotated[str | None, typer.Option(help="Documents that this search finds.")]
Refs = Annotated[list[str] | None, typer.Option(help="These documents, by reference; commas between several.")]
To = Annotated[str | None, typer.Option("--to", help="Who will receive it.", metavar="RECIPIENT")]
For = Annotated[
    str | None, typer.Option("--for", help="What it is for; clearances are given for that.", metavar="PURPOSE")
]
Without = Annotated[
    list[str] | None, typer.Option(help="Leave these out, on which it would stop; commas between several.")
]
AsAt = Annotated[
    str | None, typer.Option(help="As things stood at this time, such as 2026-11-22T12:00.", metavar="TIME")
]
Internal = Annotated[bool, typer.Option("--internal", help="For a board or a peer team; adds a readiness summary.")]


@pack.command(cls=JsonCommand)
def build(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The zip to write; it must not exist yet.")],
    statement: Statements = None, theme: Themes = None, query: Query = None, refs: Refs = None, to: To = None,
    purpose: For = None, without: Without = None, as_at: AsAt = None, internal: Internal = False,
) -> None:  # fmt: skip
    """Build a pack of the documents chosen, record what was sent, and verify it."""
    from app.presenting import pack_json

    session = session_of(context)
    session.settle()
    packs, actor = session.library.packs, session.library.actor
    choice = _choice(statement, theme, query, refs, to, as_at, purpose, without, internal=internal)
    with session.gauge("Packing") as progress:
        record = packs.build(actor, choice, out.absolute(), progress=progress)
    session.library.fetching.note_readings(actor, record)
    verified = _checked(out)
    if not verified["ok"]:
        raise Damaged(
            "The pack does not match its manifest. Build it again.", details={"findings": verified["findings"]}
        )
    data = {**pack_json(record), "file": str(out), "verified": verified}
    lines = [f"{out}: {counted(len(record.sent), 'document')}, {(record.size or 0) / _MEGABYTE:,.1f} MB, verified."]
    lines += [f"  left out: {bad['ref']} ({bad['reason']})" for bad in data["left_out"]]
    lines.append(f"Digest to keep beside it: {record.digest}")
    session.settle()
    session.show(data, "\n".join(lines))


@pack.command(cls=JsonCommand)
def preview(
    context: typer.Context, statement: Statements = None, theme: Themes = None, query: Query = None,
    refs: Refs = None, to: To = None, purpose: For = None, without: Without = None, as_at: AsAt = None,
    internal: Internal = False,
) -> None:  # fmt: skip
    """Show exactly what would go, and what would stay and why; nothing is built."""
    from app.presenting import preview_json

    session = session_of(context)
    session.settle()
    choice = _choice(statement, theme, query, refs, to, as_at, purpose, without, internal=internal)
    found = session.library.packs.preview(session.library.actor, choice)
    session.show(preview_json(found), lambda: _previewed(found))


@pack.command(cls=JsonCommand)
def verify(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A pack.")],
    digest: Annotated[str | None, typer.Option(help="The digest that was noted when it was built.")] = None,
) -> None:
    """Check a pack against its manifest, naming each changed, missing or added file."""
    session = session_of(context)
    data = _checked(file, digest)
    session.exit_code = 0 if data["ok"] else _DAMAGED
    session.show(data, lambda: _verified(file, data))


@pack.command("list", cls=JsonCommand)
def list_packs(context: typer.Context) -> None:
    """List the packs that were built, with whom they were for."""
    from app.presenting import pack_json

    session = session_of(context)
    records = session.library.packs.list()
    lines = [
        f"{r.made_at:%Y-%m-%d %H:%M}  {r.state}: {counted(len(r.sent), 'document')} to {r.recipient or 'nobody'}"
        for r in records
    ]
    session.show({"packs": [pack_json(r) for r in records]}, "\n".join(lines) or "No pack was built yet.")


def _choice(
    statement: list[str] | None, theme: list[str] | None, query: str | None, refs: list[str] | None, to: str | None,
    as_at: str | None, purpose: str | None, without: list[str] | None, *, internal: bool,
) -> "Choice":  # fmt: skip
    from evidence.domain.packing import Choice

    return Choice(
        statements=tuple(statement or ()), themes=tuple(theme or ()), query=query, refs=_listed(refs), recipient=to,
        purpose=purpose, without=_listed(without), internal=internal, as_at=moment(as_at),
    )  # fmt: skip


def _listed(given: list[str] | None) -> tuple[str, ...]:
    return tuple(part.strip() for one in given or () for part in one.split(",") if part.strip())


def moment(value: str | None) -> datetime | None:
    """Read a time given as year-month-day, with or without hours; without a zone it is UTC."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise Invalid(f"“{value[:40]}” is not a time. Write, for example, 2026-11-22T12:00.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _checked(file: Path, digest: str | None = None) -> dict[str, Any]:
    from evidence.services.pack_verifying import verify as verify_pack

    found = verify_pack(file, digest=digest)
    return {
        "ok": found.ok,
        "checked": {"files": found.checked.files, "bytes": found.checked.size, "documents": found.checked.documents},
        "findings": [{"path": f.path, "what": f.what, "sentence": f.sentence} for f in found.findings],
        "about": dict(found.about),
    }


def _verified(file: Path, data: dict[str, Any]) -> str:
    checked = data["checked"]
    amounts = (
        counted(checked["files"], "file"),
        f"{checked['bytes']:,} bytes",
        counted(checked["documents"], "document"),
    )
    lines = [f"Checked {', '.join(amounts)}."]
    lines += [f"{finding['what']}: {finding['path']} – {finding['sentence']}" for finding in data["findings"]]
    lines.append(f"{file} is as it was built." if data["ok"] else f"{file} is NOT as it was built.")
    return "\n".join(lines)


def _previewed(found: "Preview") -> str:
    size = f"{found.size / _MEGABYTE:,.1f} MB"
    lines = [f"As at {found.as_at:%Y-%m-%d %H:%M} UTC: {counted(len(found.going), 'document')}, {size}"]
    for document in found.going:
        late = "  OUT OF DATE" if document.currency == "out-of-date" else ""
        lines.append(f"  goes: {document.ref} {document.title} [{', '.join(document.statements)}]{late}")
        lines += [f"        note: {note}" for note in document.notes]
    lines += [f"  stays: {bad.ref} {bad.title} ({bad.reason})" for bad in found.left_out]
    return "\n".join(lines)
