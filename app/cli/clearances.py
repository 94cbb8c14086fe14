"""``clearance``: a second person's word that a version may leave."""

from datetime import date
from typing import Annotated

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.session import Session
from app.cli.shared import session_of
from evidence.domain.clearances import BASES, Clearance, State
from evidence.errors import Invalid

clearance = group("Clearances: a second person's word that a version may leave.")
app.add_typer(clearance, name="clearance")

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Clearances, such as CL-0003.")]
Because = Annotated[str, typer.Option(help="Why.")]


@clearance.command("list", cls=JsonCommand)
def list_clearances(
    context: typer.Context,
    state: Annotated[str | None, typer.Option(help="asked, cleared, refused or withdrawn.")] = None,
    ref: Annotated[str | None, typer.Option(help="Those of this document.")] = None,
) -> None:
    """List clearances, the newest first."""
    known: tuple[State, ...] = ("asked", "cleared", "refused", "withdrawn")
    wanted = next((one for one in known if one == state), None)
    if state and not wanted:
        raise Invalid(f"“{state[:20]}” is not a state. Use one of: {', '.join(known)}.")
    session = session_of(context)
    _show(session, session.library.clearing.known(state=wanted, ref=ref))


@clearance.command(cls=JsonCommand)
def ask(
    context: typer.Context,
    refs: Annotated[list[str], typer.Argument(metavar="REF...", help="Documents, such as E-0042.")],
    to: Annotated[str, typer.Option("--to", help="Who will receive them.", metavar="RECIPIENT")],
    purpose: Annotated[str, typer.Option("--for", help="What it is for.", metavar="PURPOSE")],
    because: Because = "",
    override: Annotated[
        bool, typer.Option("--override", help="For drafts, what is superseded, or findings nobody decided on.")
    ] = False,
    number: Annotated[int | None, typer.Option("--version", help="A redacted copy of a single document.")] = None,
) -> None:
    """Ask that documents may go to a recipient for a purpose."""
    session = session_of(context)
    library = session.library
    found = library.clearing.ask(
        library.actor, refs, recipient=to, purpose=purpose, because=because, override=override, number=number
    )
    _show(session, found)


@clearance.command(cls=JsonCommand)
def clear(
    context: typer.Context, ids: Ids,
    basis: Annotated[str, typer.Option(help=f"The lawful basis: {', '.join(BASES)}.")],
    condition: Annotated[str, typer.Option(help="The condition for special category data.")] = "",
    consent_kept: Annotated[str, typer.Option(help="Where the consent is kept.")] = "",
    consent_on: Annotated[str | None, typer.Option(help="Its day, such as 2026-11-22.", metavar="DAY")] = None,
    because: Because = "",
) -> None:  # fmt: skip
    """Clear what somebody else asked for, all or nothing."""
    from evidence.services.clearing import Grounds

    session = session_of(context)
    grounds = Grounds(basis, condition, consent_kept, _day(consent_on), because)
    session.settle()  # what was not looked through yet cannot be cleared
    _show(session, session.library.clearing.clear(session.library.actor, ids, grounds))


@clearance.command(cls=JsonCommand)
def refuse(context: typer.Context, ids: Ids, because: Because) -> None:
    """Refuse what somebody else asked for, all or nothing."""
    session = session_of(context)
    _show(session, session.library.clearing.refuse(session.library.actor, ids, because))


@clearance.command(cls=JsonCommand)
def withdraw(
    context: typer.Context, clearance_id: Annotated[str, typer.Argument(metavar="ID")], because: Because
) -> None:
    """Take a clearance back: nothing goes under it from now on."""
    session = session_of(context)
    _show(session, [session.library.clearing.withdraw(session.library.actor, clearance_id, because)])


def _day(given: str | None) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise Invalid(f"“{str(given)[:20]}” is not a day. Write, for example, 2026-11-22.") from error


def _show(session: Session, found: list[Clearance]) -> None:
    lines = [
        f"{one.id}  {one.state}: {one.ref} version {one.number} to {one.recipient}, {one.purpose}"
        f"{' (override)' if one.override else ''}"
        for one in found
    ]
    data = {"clearances": [one.model_dump(mode="json") for one in found]}
    session.show(data, "\n".join(lines) or "No clearance was asked for.")
