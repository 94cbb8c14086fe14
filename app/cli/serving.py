"""``demo`` and ``serve``."""

import gc
import socket
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.main import JsonCommand, app
from app.cli.shared import day, session_of
from evidence.errors import NotAllowed, Unavailable

if TYPE_CHECKING:
    from app.settings import Settings
    from app.wiring import Library
    from evidence.domain.people import Person

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_BACKLOG = 128
"""Callers who may wait to be taken."""
_LAST_REQUESTS_SECONDS = 20
"""How long requests under way may take to finish when the server is told to stop."""


@app.command(cls=JsonCommand)
def demo(
    context: typer.Context,
    on: Annotated[
        str | None, typer.Option(help="The day that the sample’s dates count from; today unless told.")
    ] = None,
) -> None:
    """Fill an empty library with the sample: a fictional council and its evidence."""
    from app.sampling import fill

    session = session_of(context)
    library = session.library
    steps = fill(library, on=day(on) or library.clock.today())
    total = next(steps)
    for _ in session.progress(steps, total=total, label="Building the sample"):
        pass
    session.settle()
    documents, tags = library.cards.counts()
    home = session.settings.home
    text = f"The sample library is in {home}: {documents} documents, {tags} tags. The council is fictional."
    session.show({"home": str(home), "documents": documents, "tags": tags}, text)


@app.command(cls=JsonCommand)
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port to listen on.")] = None,
    sign_in: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="Print a link that lets this person in once.")
    ] = None,
) -> None:
    """Serve the library on this machine; /docs shows the API."""
    import uvicorn

    from app.logs import set_up
    from app.main import create_app

    session = session_of(context)
    settings = session.settings
    settings = settings.model_copy(update={"host": host or settings.host, "port": port or settings.port})
    people = session.library.people
    if settings.host not in _LOOPBACK:
        _refuse_unready(settings, any_people=people.are_any())
    invited = people.by_email(sign_in) if sign_in else None
    # Opened first and bound here, so that what is wrong is said in a sentence.
    application = create_app(settings, library=session.library, read_anew=_spare_the_collector)
    set_up(settings.log)
    listening = _listening(settings.host, settings.port)
    address = f"http://{settings.host}:{settings.port}"
    if session.as_json:
        session.show({"home": str(settings.home), "address": address}, "")
        sys.stdout.flush()
    typer.echo(f"Serving {settings.home} on {address} (stop with Ctrl+C)", err=True)
    _say_how_to_sign_in(session.library, invited, settings.address or address, application.state.first_key.key)
    server = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_REQUESTS_SECONDS,
    )
    uvicorn.Server(server).run(sockets=[listening])


def _spare_the_collector() -> None:
    """Have the collector leave out what is loaded by now, which stays: it need not walk through it in a search."""
    gc.collect()
    gc.freeze()


def _say_how_to_sign_in(library: "Library", invited: "Person | None", address: str, first_key: str) -> None:
    if invited:
        link = library.people.link(library.actor, invited.id)
        typer.echo(f"Sign in as {invited.name}, once: {address}/sign-in/link?key={link}", err=True)
    elif not library.people.are_any():
        typer.echo(f"Make the first account: {address}/sign-in/first?key={first_key}", err=True)


def _refuse_unready(settings: "Settings", *, any_people: bool) -> None:
    """Refuse to be reached by others before there is an account and an address they may use."""
    if not any_people:
        raise NotAllowed(
            f"Nobody has an account yet, so {settings.host} is not served. Serve on 127.0.0.1 first and make the "
            "first account there, or use `evidence user add`."
        )
    if not (settings.address or "").startswith("https://"):
        raise NotAllowed(
            f"To serve {settings.host}, set EVIDENCE_ADDRESS to the address that people use, such as "
            "https://evidence.example.gov.uk. Passwords are safe on their way only over HTTPS."
        )


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise Unavailable(
            f"{host}:{port} cannot be listened on ({error.strerror}). Another program may use it: choose another "
            "with --port."
        ) from error
    # Connections inherit it. asyncio sets it only on sockets that name their protocol, as this one does not; without
    # it the second half of an answer waits 40 ms for the first to be acknowledged.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
