"""``access``: who may see a restricted document."""

from typing import Annotated, Any

import typer

from app.cli.main import JsonCommand, app
from app.cli.session import Session
from app.cli.shared import Ref, session_of
from evidence.domain.people import Access
from evidence.services.restricting import named

accesses = typer.Typer(help="Restricted documents: who may see them.", no_args_is_help=True)
app.add_typer(accesses, name="access")

Who = Annotated[
    str,
    typer.Argument(metavar="WHO", help="An e-mail address or account, team:NAME or role:NAME."),
]


@accesses.command("list", cls=JsonCommand)
def list_access(
    context: typer.Context,
    ref: Annotated[str | None, typer.Argument(help="One document; every restricted one unless told.")] = None,
) -> None:
    """List restricted documents with everybody who may see them."""
    session = session_of(context)
    found = session.library.restricting.restricted(ref)
    lines = [f"{document.ref}  {document.title}\n  {_in_words(session, access)}" for document, access in found]
    data = [
        {"ref": document.ref, "title": document.title, "sensitivity": document.sensitivity,
         "access": [_as_data(session, one) for one in access]}
        for document, access in found
    ]  # fmt: skip
    session.show(data, "\n".join(lines) or "No document is restricted.")


@accesses.command("open", cls=JsonCommand)
def open_to(
    context: typer.Context, ref: Ref, who: Who,
    because: Annotated[str, typer.Option(help="Why they need it; kept with their name.")] = "",
) -> None:  # fmt: skip
    """Let a person, a team or everybody of a role see a document once it is restricted."""
    session = session_of(context)
    library = session.library
    given = library.restricting.give(library.actor, ref, who, because=because)
    name, document = _names(session, [given.who])[0], library.documents.get(ref)
    text = f"{name} may see {given.ref}."
    if document.sensitivity != "restricted":
        text += " It is not restricted, so everybody else may too."
    session.show({"ref": given.ref, **_as_data(session, given)}, text)


@accesses.command("close", cls=JsonCommand)
def close_to(context: typer.Context, ref: Ref, who: Who) -> None:
    """Take somebody's name off a document: for them it is gone at once, unless a team or role still opens it."""
    session = session_of(context)
    library = session.library
    taken = library.restricting.take(library.actor, ref, who)
    name = _names(session, [taken.who])[0]
    session.show({"ref": taken.ref, "who": taken.who}, f"{name} is no longer named on {taken.ref}.")


def _names(session: Session, keys: list[str]) -> list[str]:
    return named(keys, session.library.people.all())


def _in_words(session: Session, access: list[Access]) -> str:
    return ", ".join(_names(session, [one.who for one in access])) or "nobody is named"


def _as_data(session: Session, one: Access) -> dict[str, Any]:
    return {
        "who": one.who, "name": _names(session, [one.who])[0], "because": one.because,
        "given_at": one.given_at.isoformat(), "given_by": one.given_by,
    }  # fmt: skip
