"""The edge of the web application: what nobody foresaw becomes an answer with an id to look up in the log."""

import logging
import traceback

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.answering import Answer
from app.errors import of_the_machine, problem, unexpected

log = logging.getLogger("evidence.server")


class Surprises:
    """Answers 500 without details; logs the kind of failure and places in the code, never a document's words."""

    def __init__(self, app: ASGIApp, answer: Answer) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and answer it when that fails."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            # The same id as in the line of the request, so that both are found by what somebody quotes.
            error_id = scope["state"]["request_id"]
            frames = [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(error.__traceback__)]
            told = {"id": error_id, "failure": type(error).__name__, "where": frames}
            log.error("failure %s: %s", error_id, told["failure"], extra={"told": told})  # noqa: TRY400 - as said above
            if begun or scope["type"] != "http":
                # Half an answer is out: only breaking the connection tells the caller so.
                raise
            known = of_the_machine(error)
            await self._answer(scope, problem(known) if known else unexpected(error_id))(scope, receive, send)
