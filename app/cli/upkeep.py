"""``verify``, ``reindex``, ``backup``, ``restore`` and ``about``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.main import JsonCommand, app
from app.cli.session import Session
from app.cli.shared import pairs, session_of
from evidence.errors import Invalid, Unavailable

if TYPE_CHECKING:
    from evidence.services.upkeep import Verification

_DAMAGED = 7


@app.command(cls=JsonCommand)
def verify(
    context: typer.Context,
    audit: Annotated[
        bool, typer.Option("--audit", help="Check the history alone: its chain, and what was signed of it.")
    ] = False,
    heads: Annotated[
        Path | None, typer.Option(metavar="DIR", help="With --audit: the folder of another copy of the signed heads.")
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="With --audit: a public key you trust, as a file or its digits."),
    ] = None,
) -> None:
    """Read every file again and compare store, catalogue, text, index and history."""
    session = session_of(context)
    if not audit:
        if heads or key:
            raise Invalid("--heads and --key go with --audit.")
        _verify(session, before={}, said="")
        return
    _tell(session, _history(session, heads, key or []), before={}, said="", whole="The history")


def _history(session: Session, heads: Path | None, given: list[str]) -> "Verification":
    from app.wiring import copied_heads

    lines, beside = copied_heads(heads.absolute()) if heads else (None, None)
    upkeep = session.library.upkeep
    trusted = given or ([beside] if beside else [])
    result = upkeep.verify_history(heads=lines, keys=[upkeep.public_key(one) for one in trusted])
    if beside and not given:
        result.notes.append(
            "The public key lay beside the heads, where whoever can change them can change it too. Compare it with "
            "one that you were given apart, or name that one with --key."
        )
    return result


def _verify(session: Session, *, before: dict[str, Any], said: str) -> None:
    upkeep = session.library.upkeep
    result: Verification | None = None
    for step in session.progress(upkeep.verify(), total=upkeep.files_to_check() + 1, label="Checking"):
        result = step
    if result is not None:
        _tell(session, result, before=before, said=said)


def _tell(
    session: Session, found: "Verification", *, before: dict[str, Any], said: str, whole: str = "Everything"
) -> None:
    session.exit_code = 0 if found.sound else _DAMAGED
    data = {
        **before, "sound": found.sound, "damage": found.damage, "notes": found.notes, "checked": found.checked,
        "engine": found.engine,
    }  # fmt: skip
    session.show(data, lambda: said + _in_words(found, whole=whole))


def _in_words(result: "Verification", *, whole: str) -> str:
    checked = ", ".join(f"{count:,} {what}" for what, count in result.checked.items())
    lines = [f"Checked {checked} ({result.engine})."]
    lines += [f"damage: {line}" for line in result.damage]
    lines += [f"note: {line}" for line in result.notes]
    lines.append(f"{whole} is whole." if result.sound else f"{len(result.damage)} damaged.")
    return "\n".join(lines)


@app.command(cls=JsonCommand)
def reindex(
    context: typer.Context,
    read_again: Annotated[
        bool, typer.Option("--read-again", help="Read the text of every file again first.")
    ] = False,
) -> None:
    """Build the search index anew."""
    session = session_of(context)
    library = session.library
    again = library.texts.forget_all(library.actor) if read_again else 0
    session.settle()
    count = library.indexing.rebuild()
    session.show({"documents": count, "read_again": again}, f"{count:,} documents indexed.")


@app.command(cls=JsonCommand)
def backup(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new folder for the backup.", metavar="DIR")],
) -> None:
    """Copy the whole library, while others go on using it."""
    session = session_of(context)
    library = session.library
    steps = library.backups.back_up(library.actor, folder.absolute())
    *_, result = session.progress(steps, total=library.upkeep.files_to_check() + 1, label="Copying")
    session.exit_code = _DAMAGED if result.damage else 0
    data = {"folder": result.folder, "files": result.files, "bytes": result.size, "damage": result.damage}
    lines = [f"{result.files:,} files ({result.size:,} bytes) and the catalogue are in {result.folder}."]
    lines += [f"damage: {line}. Run `evidence verify`." for line in result.damage]
    session.show(data, "\n".join(lines))


@app.command(cls=JsonCommand)
def restore(
    context: typer.Context, folder: Annotated[Path, typer.Argument(help="A folder that backup made.", metavar="DIR")]
) -> None:
    """Bring a backup back into an empty home, and verify it."""
    from app.restoring import restore_into, restore_size

    session = session_of(context)
    total = restore_size(folder)
    for _ in session.progress(restore_into(session.settings, folder), total=total, label="Restoring"):
        pass
    try:
        session.library.heads.sign("restored")
    except Unavailable as error:
        typer.echo(f"{error.message} Sign a head with `evidence audit head` then.", err=True)
    session.settle()
    home = session.settings.home
    _verify(session, before={"restored": str(home)}, said=f"Restored into {home}.\n")


@app.command(cls=JsonCommand)
def about(
    context: typer.Context,
    facts: Annotated[
        list[str] | None, typer.Argument(help="Such as council='Ashmere' visit_on=2027-02-01.", metavar="FIELD=VALUE")
    ] = None,
) -> None:
    """Show the library's own facts, or set some."""
    from evidence.services.facts import FIELDS

    session = session_of(context)
    service = session.library.facts
    known = service.set(session.library.actor, pairs(facts)) if facts else service.all()
    lines = [f"{name}: {known.get(name, 'not given')}  ({help_text})" for name, help_text in FIELDS.items()]
    session.show(known, "\n".join(lines))
