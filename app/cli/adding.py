"""``add``: take in files, folders, links and wanted documents."""

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.main import JsonCommand, app
from app.cli.session import Session
from app.cli.shared import day, open_file, session_of, shown, suggested
from evidence.errors import EvidenceError, Invalid, Unavailable

if TYPE_CHECKING:
    from evidence.services.adding import Outcome
    from evidence.services.drafts import Draft

_UNAVAILABLE = 6
_SYSTEM_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@app.command(cls=JsonCommand)
def add(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; folders whole.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who keeps it current.")] = None,
    kind: Annotated[str | None, typer.Option(help="The kind of document, such as policy or minutes.")] = None,
    dated_on: Annotated[str | None, typer.Option(help="Its date, year-month-day.")] = None,
    source: Annotated[str | None, typer.Option(help="Who says so: people, unpaid-carers, staff, ...")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="QS7, QS7/processes or QS7/processes/practice.")] = None,
    title: Annotated[str | None, typer.Option(help="The title, where one file or link is added.")] = None,
    link: Annotated[
        str | None, typer.Option(help="Add a published document by its address; nothing is fetched.")
    ] = None,
    text: Annotated[str, typer.Option(help="With --link: words of the document, to find it by.")] = "",
    checked_on: Annotated[str | None, typer.Option(help="With --link: when it was last seen there.")] = None,
    wanted: Annotated[str | None, typer.Option(help="Note a document that is known to exist, by its title.")] = None,
    wanted_from: Annotated[str | None, typer.Option(help="With --wanted: who will get it.")] = None,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Return before text and index are ready.")] = False,
) -> None:
    """Add files, folders, a link or a wanted document to the library."""
    from evidence.services.adding import Outcome
    from evidence.services.drafts import Draft, TagDraft

    session = session_of(context)
    given = [bool(paths), link is not None, wanted is not None]
    if sum(given) != 1:
        raise Invalid("Say what to add: files or folders, or one --link, or one --wanted title.")
    draft = Draft(
        title=title, owner=owner, kind=kind, dated_on=day(dated_on), source=source,
        tags=tuple(TagDraft.short(text) for text in tag or ()),
    )  # fmt: skip
    library = session.library
    if link is not None:
        added = library.adding.link(library.actor, draft, address=link, checked_on=day(checked_on), text=text)
        outcome = Outcome(added=[added])
    elif wanted is not None:
        outcome = Outcome(added=[library.adding.want(library.actor, draft, title=wanted, wanted_from=wanted_from)])
    else:
        outcome = _add_paths(session, draft, paths or [], wait=not no_wait)
    session.settle(wait=not no_wait)
    show_outcome(session, outcome, waited=not no_wait)


def _add_paths(session: Session, draft: "Draft", paths: list[Path], *, wait: bool) -> "Outcome":
    from evidence.services.adding import Outcome, Refused

    outcome = Outcome()

    def refuse(path: str | Path, error: EvidenceError) -> None:
        outcome.refused.append(Refused(shown(Path(path)), error.message, error.code))

    def closed(error: OSError) -> None:
        why = f"The folder could not be read ({error.strerror}). Check that you may open it."
        refuse(error.filename, Invalid(why))

    found = [pair for path in paths for pair in _files_under(path, closed)]
    if draft.title and len(found) != 1:
        raise Invalid(
            "A --title is for one file. Leave it out: each document’s title is guessed and can be set later."
        )
    with session.reading_meanwhile() if wait and len(found) > 1 else nullcontext():
        for path, folder in session.progress(found, total=len(found), label="Adding"):
            try:
                stream = open_file(path)
            except EvidenceError as error:
                refuse(path, error)
                continue
            with stream:
                taken = session.library.adding.add(
                    session.library.actor, draft, stream, name=shown(Path(path.name)), folder=folder
                )
            outcome.extend(taken)
    return outcome


def _files_under(path: Path, closed: Callable[[OSError], None]) -> Iterator[tuple[Path, str | None]]:
    """Yield each file to add with the folder it stands in, relative to what was named.

    ``closed`` is told of each folder that cannot be read.
    """
    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
        yield path, None
        return
    for folder, folders, names in os.walk(path, onerror=closed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.casefold() not in _SYSTEM_FILES and not name.startswith((".", "~$")):
                yield Path(folder, name), shown(Path(folder).relative_to(path.parent))


def show_outcome(session: Session, outcome: "Outcome", *, waited: bool) -> None:
    """Print what became of everything offered; the command ends with 2 when anything was refused.

    It ends with 6 when the machine could not take something now.
    """
    from app.presenting import outcome_json

    library = session.library
    refs = [added.ref for added in outcome.added]
    cards = library.cards
    suggestions: dict[str, Any] = cards.suggestions(refs) if waited else {}
    data = outcome_json(outcome, cards.versions(refs), cards.titles(refs), suggestions)
    session.exit_code = 2 if outcome.refused else 0
    if any(bad.code == Unavailable.code for bad in outcome.refused):
        session.exit_code = _UNAVAILABLE
    session.show(data, lambda: _in_words(data))


def _in_words(data: dict[str, Any]) -> str:
    lines = []
    for added in data["added"]:
        lines.append(f"{added['ref']}  {added['title']}")
        if added["reason"]:
            lines.append(f"        {added['reason']}")
        elif best := next(iter(added["suggested"]), None):
            lines.append(f"        {suggested(best['statement'], best['locator'], best['quote'])}")
    lines += [f"already held as {held['ref']}: {held['file']}" for held in data["held"]]
    lines += [f"refused: {bad['file']}\n        {bad['reason']}" for bad in data["refused"]]
    counts = ", ".join(f"{len(data[name])} {word}" for name, word in _COUNTED if data[name])
    return "\n".join([*lines, f"{counts or 'nothing to add'}."])


_COUNTED = (("added", "added"), ("held", "already held"), ("refused", "refused"))
