"""The socket that the server listens on."""

import socket

import pytest

from app.cli.serving import _listening
from evidence.errors import Unavailable


def test_a_connection_does_not_wait_before_it_sends_the_rest_of_an_answer() -> None:
    """Else each page on a connection kept open comes 40 ms later: the time until a browser acknowledges its head."""
    with _listening("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        taken, _ = listening.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_in_use_is_refused_in_words() -> None:
    with _listening("127.0.0.1", 0) as listening, pytest.raises(Unavailable, match="choose another"):
        _listening("127.0.0.1", listening.getsockname()[1])
