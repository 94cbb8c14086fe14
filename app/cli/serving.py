"""``demo`` and ``serve``."""

import gc
import socket
import sys
from typing import Annotated

import typer

from app.cli.main import JsonCommand, app
from app.cli.shared import day, session_of
from evidence.errors import NotAllowed, Unavailable

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
) -> None:
    """Serve the library on this machine; /docs shows the API."""
    import uvicorn

    from app.main import create_app

    session = session_of(context)
    settings = session.settings
    settings = settings.model_copy(update={"host": host or settings.host, "port": port or settings.port})
    if settings.host not in _LOOPBACK and not settings.allow_other_hosts:
        raise NotAllowed(
            f"Serving on {settings.host} would let anyone who reaches it read and change everything: there are no "
            "accounts yet. Serve on 127.0.0.1, or set EVIDENCE_ALLOW_OTHER_HOSTS=true if that is what you want."
        )
    # Opened first and bound here, so that what is wrong is said in a sentence.
    application = create_app(settings, library=session.library)
    listening = _listening(settings.host, settings.port)
    address = f"http://{settings.host}:{settings.port}"
    if session.as_json:
        session.show({"home": str(settings.home), "address": address}, "")
        sys.stdout.flush()
    typer.echo(f"Serving {settings.home} on {address} (stop with Ctrl+C)", err=True)
    server = uvicorn.Config(
        application, log_level="warning", access_log=False, timeout_graceful_shutdown=_LAST_REQUESTS_SECONDS
    )
    # What is loaded by now stays: the collector need not walk through it in somebody's search.
    gc.collect()
    gc.freeze()
    uvicorn.Server(server).run(sockets=[listening])


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
