"""``redact`` makes a redacted copy of a document's file, ``version remove`` takes one away again."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.documents import version as of_version
from app.cli.main import JsonCommand, app
from app.cli.shared import Ref, counted, session_of

if TYPE_CHECKING:
    from evidence.domain.redactions import Taken
    from evidence.services.redacting import Made

_LONGEST_SHOWN = 200
Places = Annotated[
    list[int] | None, typer.Option("--finding", help="A finding, as `findings show` numbers them; repeat for more.")
]
Phrases = Annotated[list[str] | None, typer.Option("--phrase", help="Words as they are written; repeat for more.")]
Pages = Annotated[list[int] | None, typer.Option("--page", help="A page of a PDF to cover whole; repeat for more.")]


@app.command(cls=JsonCommand)
def redact(
    context: typer.Context, ref: Ref,
    because: Annotated[str, typer.Option(help="Why; kept with your name.", metavar="REASON")],
    finding: Places = None, phrase: Phrases = None, page: Pages = None,
    version: Annotated[
        int | None, typer.Option("--version", help="The version in use unless told.", metavar="NUMBER")
    ] = None,
) -> None:  # fmt: skip
    """Make a redacted copy of a PDF, Word or Excel file; the original stays as it is.

    What is chosen goes wherever it stands, as whole words. Hidden text, comments, revisions and properties always go.
    """
    from app.presenting import redaction_json
    from evidence.domain.redactions import Asked

    session = session_of(context)
    library = session.library
    session.settle()
    library.restricting.read(library.actor, ref, "what was taken out in a redacted copy")
    asked = Asked(tuple(finding or ()), tuple(phrase or ()), tuple(page or ()))
    made = library.redacting.redact(library.actor, ref, asked, because, number=version)
    session.settle()
    session.show(redaction_json(made), lambda: _in_words(made))


@of_version.command("remove", cls=JsonCommand)
def remove(
    context: typer.Context, ref: Ref,
    number: Annotated[int, typer.Argument(help="The redacted copy's version.", metavar="NUMBER")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:  # fmt: skip
    """Remove a redacted copy for good; what was taken out in it is to be decided about again."""
    session = session_of(context)
    library = session.library
    found = library.redacting.of(ref, number)
    if not yes and not session.as_json and session.is_watched():
        typer.confirm(f"Remove {found.copy.file_name}, version {number}, for good?", abort=True)
    gone = library.redacting.remove(library.actor, ref, number)
    session.settle()
    data = {"removed": {"ref": gone.ref, "version": gone.number, "sha256": gone.sha256}}
    session.show(data, f"Version {gone.number} of {gone.ref} removed for good. Its number is not used again.")


def _in_words(made: "Made") -> str:
    copy, done = made.copy, made.redaction
    lines = [f"{copy.ref} version {copy.number} is a redacted copy of version {copy.redacted_from}: {copy.file_name}"]
    lines += [f"  {_taken(one, made)}" for one in done.taken]
    lines += [f"  “{word}” stays: it holds such words" for one in done.taken for word in one.inside]
    lines += [f"  Also gone: {', '.join(done.also)}"] if done.also else []
    lines += [f"  {note}" for note in done.notes]
    lines.append(
        "It was read again and its bytes were searched: nothing of this is in it. Look at it before it leaves."
    )
    return "\n".join(lines)


def _taken(one: "Taken", made: "Made") -> str:
    if one.page is not None:
        return f"page {one.page} is covered"
    words = " ".join((one.phrase or made.words.get(one.finding or 0, "")).split())
    words = words if len(words) <= _LONGEST_SHOWN else words[:_LONGEST_SHOWN] + "…"
    what = f"“{words}”" if words else f"finding {one.finding}"
    return f"{what}: {counted(one.times, 'place') if one.times else 'only where no copy has anything'}"
