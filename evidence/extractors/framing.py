"""Messages between the pool and its children: a length of four bytes, then that much JSON."""

import json
import os
import select
import struct
import time
from typing import Any

MOST = 128 * 1024 * 1024  # bytes of one message
_LENGTH = struct.Struct(">I")
_CHUNK = 1024 * 1024


class Closed(Exception):
    """The other end has gone."""


class OverTime(Exception):
    """No whole message came within the time allowed."""


def send(descriptor: int, message: dict[str, Any]) -> None:
    """Write one message.

    Raises ``ValueError`` for one that is too long, before anything is written, and ``Closed``.
    """
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(body) > MOST:
        raise ValueError("message too long")
    rest = memoryview(_LENGTH.pack(len(body)) + body)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except BrokenPipeError as error:
        raise Closed from error


def receive(descriptor: int, seconds: float | None = None) -> dict[str, Any]:
    """Read one message, waiting at most ``seconds`` for all of it (None: for ever).

    Raises ``Closed`` when the other end goes first or breaks the rules, and ``OverTime``.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    (length,) = _LENGTH.unpack(_read(descriptor, _LENGTH.size, deadline))
    if length > MOST:
        raise Closed
    message = json.loads(_read(descriptor, length, deadline).decode("utf-8", "surrogatepass"))
    if not isinstance(message, dict):
        raise Closed
    return message


def _read(descriptor: int, length: int, deadline: float | None) -> bytes:
    found = bytearray()
    while len(found) < length:
        if deadline is not None:
            _wait(descriptor, deadline)
        chunk = os.read(descriptor, min(_CHUNK, length - len(found)))
        if not chunk:
            raise Closed
        found += chunk
    return bytes(found)


def _wait(descriptor: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise OverTime
