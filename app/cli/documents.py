"""``list``, ``show`` and everything that changes one document."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.session import Session
from app.cli.shared import Ref, open_file, pairs, session_of, shown, spoken, suggested

if TYPE_CHECKING:
    from evidence.domain.documents import Document, RelationKind
    from evidence.services.cards import Card


@app.command("list", cls=JsonCommand)
def list_documents(
    context: typer.Context,
    status: Annotated[str | None, typer.Option(help="Only documents of this status.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only documents of this owner.")] = None,
    presumed: Annotated[bool, typer.Option("--presumed", help="Only those with something to confirm.")] = False,
    untagged: Annotated[bool, typer.Option("--untagged", help="Only those without a tag.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many to list.")] = 1000,
) -> None:
    """List the documents of the library."""
    from app.presenting import document_json

    session = session_of(context)
    found = session.library.cards.documents(status=status, owner=owner, presumed=presumed, untagged=untagged)
    shown = found[:limit]
    words = [
        f"{d.ref}  {d.title}  ({d.kind}, {spoken(d.dated_on)}{', withdrawn' if d.is_withdrawn else ''})"
        for d in shown
    ]
    count = f"{len(found):,} document{'' if len(found) == 1 else 's'}"
    words.append(f"{count}, {len(shown):,} shown." if len(shown) < len(found) else f"{count}.")
    session.show({"total": len(found), "documents": [document_json(d) for d in shown]}, "\n".join(words))


@app.command(cls=JsonCommand)
def show(context: typer.Context, ref: Ref) -> None:
    """Show everything known about a document, with its history."""
    from app.presenting import card_json

    session = session_of(context)
    card = session.library.cards.card(ref)
    session.library.restricting.read(session.library.actor, ref, "the words of its tags")
    session.show(card_json(card), lambda: _card_in_words(card))


@app.command("set", cls=JsonCommand)
def set_fields(
    context: typer.Context,
    ref: Ref,
    fields: Annotated[
        list[str], typer.Argument(help="Such as owner='Asha Patel' review_by=2027-03-31.", metavar="FIELD=VALUE")
    ],
) -> None:
    """Set details of a document; an empty value clears one."""
    _change(context, lambda s: s.library.documents.set(s.library.actor, ref, pairs(fields)), "set")


@app.command(cls=JsonCommand)
def confirm(
    context: typer.Context,
    ref: Ref,
    fields: Annotated[list[str] | None, typer.Argument(help="Only these fields.", metavar="FIELD")] = None,
) -> None:
    """Confirm the values that the library presumed."""
    _change(context, lambda s: s.library.documents.confirm(s.library.actor, ref, fields or []), "confirmed")


@app.command(cls=JsonCommand)
def withdraw(context: typer.Context, ref: Ref) -> None:
    """Take a document out of use; it is kept and can be reinstated."""
    _change(context, lambda s: s.library.documents.withdraw(s.library.actor, ref), "withdrawn")


@app.command(cls=JsonCommand)
def reinstate(context: typer.Context, ref: Ref) -> None:
    """Bring a withdrawn document back as it was."""
    _change(context, lambda s: s.library.documents.reinstate(s.library.actor, ref), "reinstated")


def _change(context: typer.Context, change: "Callable[[Session], Document]", done: str) -> None:
    from app.presenting import document_json

    session = session_of(context)
    document = change(session)
    session.settle()
    session.show(document_json(document), f"{document.ref} {done}: {document.title}")


@app.command(cls=JsonCommand)
def discard(
    context: typer.Context,
    ref: Ref,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a mistaken upload for good: its bytes, text and tags. It cannot be undone."""
    session = session_of(context)
    document = session.library.documents.get(ref)
    if not yes and not session.as_json and session.is_watched():
        typer.confirm(f"Remove {document.ref}, {document.title}, for good?", abort=True)
    removed = session.library.documents.discard(session.library.actor, ref)
    session.settle()
    data = {"discarded": {"ref": removed.ref, "title": removed.title, "files": removed.files}}
    session.show(data, f"{removed.ref} removed for good. Its reference is not used again.")


@app.command(cls=JsonCommand)
def undo(context: typer.Context) -> None:
    """Undo your last step; repeat it to go further back."""
    session = session_of(context)
    event = session.library.undoing.undo(session.library.actor)
    session.settle()
    concerned = f" ({', '.join(event.refs[:5])}{' …' if len(event.refs) > 5 else ''})" if event.refs else ""  # noqa: PLR2004 - as many as one reads
    session.show(
        {"undone": {"event": event.seq, "what": event.verb, "refs": event.refs}}, f"Undone: {event.verb}{concerned}."
    )


@app.command(cls=JsonCommand)
def relate(
    context: typer.Context,
    ref: Ref,
    kind: Annotated[str, typer.Argument(help="supersedes, appendix-of, attachment-of, extract-of or refers-to.")],
    to_ref: Annotated[str, typer.Argument(help="The other document.", metavar="REF")],
) -> None:
    """Say how one document stands to another."""
    session = session_of(context)
    relation = session.library.documents.relate(session.library.actor, ref, cast("RelationKind", kind), to_ref)
    session.settle()
    session.show(relation.model_dump(), f"{relation.ref} {relation.kind} {relation.to_ref}")


version = group("Versions of a document.")
app.add_typer(version, name="version")


@version.command("add", cls=JsonCommand)
def add_version(
    context: typer.Context,
    ref: Ref,
    file: Annotated[Path, typer.Argument(help="The newer file.")],
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Return before text and index are ready.")] = False,
) -> None:
    """Add a newer file of a document: its tags stay, and their quotes are found again."""
    from app.presenting import tag_json, version_json

    session = session_of(context)
    library = session.library
    with open_file(file) as stream:
        made = library.documents.add_version(library.actor, ref, stream, name=shown(Path(file.name)))
    session.settle(wait=not no_wait)
    card = library.cards.card(made.ref)
    data = {"version": version_json(card.version), "tags": [tag_json(tag) for tag in card.tags]}
    session.show(data, lambda: _version_in_words(card))


def _version_in_words(card: "Card") -> str:
    lines = [f"{card.document.ref} is now at version {card.version.number}: {card.version.file_name}"]
    lines += [
        f"  {tag.id} {tag.statement} quote {tag.anchoring}"
        + (f", now at {tag.locator}" if tag.anchoring in {"moved", "changed"} else "")
        + (" – look at it and tag the passage again" if tag.anchoring == "lost" else "")
        for tag in card.tags
        if tag.anchoring
    ]
    return "\n".join(lines)


def _card_in_words(card: "Card") -> str:
    d = card.document
    lines = [f"{d.ref}  {d.title}", f"  {card.kind.title}, {d.status}, {_CURRENCY[card.currency]}, {d.sensitivity}"]
    for name, value in _described(d).items():
        mark = "  (to confirm)" if name in d.presumed else ""
        lines.append(f"  {name.replace('_', ' ')}: {value}{mark}")
    for held in card.versions:
        what = held.file_name or held.address or "wanted, not held yet"
        what += f", redacted copy of version {held.redacted_from}" if held.redacted_from else ""
        lines.append(f"  version {held.number}: {what}, text {held.text_state}")
        lines += [f"    {note}" for note in [held.text_reason, *held.notes] if note]
    for tag in card.tags:
        place = f", {tag.locator}: “{(tag.quote or '')[:80]}”" if tag.locator else ""
        lines.append(f"  {tag.id}  {tag.statement} {tag.category or '(category presumed)'}, {tag.stance}{place}")
    lines += [f"  {r.ref} {r.kind} {r.to_ref}" for r in card.relations]
    lines += [f"  {suggested(s.statement, s.locator, s.quote)}" for s in card.suggestions]
    lines += [f"  {event.at:%Y-%m-%d %H:%M} {event.verb} by {event.actor}" for event in card.history]
    return "\n".join(lines)


_CURRENCY = {
    "in-date": "in date", "due": "due", "out-of-date": "out of date", "unknown": "date not known",
    "not-yet": "dated later than today",
}  # fmt: skip


def _described(document: "Document") -> dict[str, Any]:
    from evidence.domain.documents import EDITABLE

    values = {name: getattr(document, name) for name in EDITABLE if name not in {"status", "sensitivity"}}
    return {name: ", ".join(value) if isinstance(value, list) else value for name, value in values.items() if value}
