"""``user``: accounts, for whoever owns the library's folder."""

from typing import Annotated, Any

import typer

from app.cli.main import JsonCommand, app
from app.cli.shared import session_of
from evidence.domain.accounts import TOKEN_SCOPES
from evidence.domain.people import ROLES, Person
from evidence.errors import Invalid

users = typer.Typer(help="Accounts: who may sign in, and as what.", no_args_is_help=True)
app.add_typer(users, name="user")

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The e-mail address they sign in with.")]
Roles = Annotated[
    list[str] | None, typer.Option("--role", help=f"A role, once for each: {', '.join(ROLES)}. Reader unless told.")
]
Teams = Annotated[list[str] | None, typer.Option("--team", help="A team they are in, once for each.")]


def _as_data(person: Person) -> dict[str, Any]:
    return person.model_dump(mode="json", exclude={"subject"})


def _path(link: str) -> str:
    return f"/sign-in/link?key={link}"


@users.command("list", cls=JsonCommand)
def list_users(context: typer.Context) -> None:
    """List every account with its roles and teams."""
    session = session_of(context)
    people = session.library.people.all()
    lines = [
        f"{one.id}  {one.name}  {one.email}  {', '.join(one.roles)}  {one.state}"
        + (f"  teams: {', '.join(one.teams)}" if one.teams else "")
        for one in people
    ]
    session.show([_as_data(one) for one in people], "\n".join(lines) or "There is no account yet.")


@users.command("add", cls=JsonCommand)
def add_user(
    context: typer.Context, email: Email,
    name: Annotated[str, typer.Option(help="Their name, as the history shall give it.")],
    role: Roles = None, team: Teams = None,
) -> None:  # fmt: skip
    """Make an account, and print the link that lets its owner in once to choose a password."""
    session = session_of(context)
    library = session.library
    person, link = library.people.add(library.actor, name, email, roles=role or ["reader"], teams=team or [])
    text = f"{person.id} {person.name}. Send them this, at the library’s address; it works once: {_path(link)}"
    session.show({**_as_data(person), "link": _path(link)}, text)


@users.command("link", cls=JsonCommand)
def new_link(context: typer.Context, email: Email) -> None:
    """Print a link that lets somebody in once who cannot sign in; an older one is void."""
    session = session_of(context)
    library = session.library
    person = library.people.by_email(email)
    link = library.people.link(library.actor, person.id)
    session.show({"link": _path(link)}, f"{person.name}, at the library’s address; it works once: {_path(link)}")


@users.command("token", cls=JsonCommand)
def new_token(
    context: typer.Context, email: Email,
    name: Annotated[str, typer.Option(help="What the token is for.")],
    scope: Annotated[str, typer.Option(help=f"One of: {', '.join(TOKEN_SCOPES)}.")] = "read",
    days: Annotated[int, typer.Option(help="How long it lasts.")] = 90,
) -> None:  # fmt: skip
    """Print a token with which a program acts for somebody over the API; it is shown this once."""
    session = session_of(context)
    library = session.library
    person = library.people.by_email(email)
    token, secret = library.own_account.make_token(person.acting("command"), name, scope=scope, days=days)
    session.show({"id": token.id, "token": secret, "until": token.until.isoformat()}, secret)


@users.command("change", cls=JsonCommand)
def change_user(
    context: typer.Context, email: Email, name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    role: Roles = None, team: Teams = None,
) -> None:  # fmt: skip
    """Change somebody's name, roles or teams; what is not named stays."""
    session = session_of(context)
    people = session.library.people
    person = people.by_email(email)
    changed = people.change(
        session.library.actor, person.id, name=name or person.name, roles=role or person.roles,
        teams=person.teams if team is None else team,
    )  # fmt: skip
    session.show(_as_data(changed), f"{changed.id} {changed.name}: {', '.join(changed.roles)}.")


@users.command("disable", cls=JsonCommand)
def disable_user(context: typer.Context, email: Email) -> None:
    """Let somebody in no more, at once and everywhere; they stay in the history."""
    session = session_of(context)
    people = session.library.people
    person = people.disable(session.library.actor, people.by_email(email).id)
    session.show(_as_data(person), f"{person.name} can no longer sign in.")


@users.command("enable", cls=JsonCommand)
def enable_user(context: typer.Context, email: Email) -> None:
    """Let somebody in again, with the password they had."""
    session = session_of(context)
    people = session.library.people
    person = people.enable(session.library.actor, people.by_email(email).id)
    session.show(_as_data(person), f"{person.name} can sign in again.")


@users.command("reset-code", cls=JsonCommand)
def reset_code(context: typer.Context, email: Email) -> None:
    """Take away an authenticator app that was lost; they set up another after signing in."""
    session = session_of(context)
    people = session.library.people
    person = people.by_email(email)
    people.without_second_factor(session.library.actor, person.id)
    session.show(_as_data(person), f"{person.name} signs in without a code until another app is set up.")


@users.command("second-factor", cls=JsonCommand)
def second_factor(
    context: typer.Context, role: Annotated[
        list[str] | None, typer.Option("--role", help=f"A role, once for each: {', '.join(ROLES)}.")
    ] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="Ask it of nobody.")] = False,
) -> None:  # fmt: skip
    """Ask an authenticator app of these roles and no other; without any, say of which it is asked."""
    session = session_of(context)
    if role and nobody:
        raise Invalid("Name the roles with --role, or say --nobody, not both.")
    factors = session.library.second_factors
    asked = factors.ask_of(session.library.actor, role or []) if role or nobody else factors.asked_of()
    lacking = factors.lacking()
    lines = [f"An authenticator app is asked of: {', '.join(asked) or 'nobody'}."]
    lines += [f"  has to set one up: {one.id}  {one.name}  {one.email}" for one in lacking]
    session.show({"roles": asked, "lacking": [one.id for one in lacking]}, "\n".join(lines))


@users.command("separate", cls=JsonCommand)
def separate_user(context: typer.Context, email: Email) -> None:
    """Take an account off the council's sign-on; a link then lets its owner in."""
    session = session_of(context)
    people = session.library.people
    person = people.separate(session.library.actor, people.by_email(email).id)
    session.show(_as_data(person), f"{person.name} does not use the council's sign-on any more.")
