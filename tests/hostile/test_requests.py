"""Requests that are no honest uploads: refused or taken as what they are, never answered with a failure."""

import errno
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.hostile.serving import API, Served

PATIENCE = 60.0
HUNG_UP = {errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN}
"""What sending says once the server has gone: how far it came before is chance."""
_PART = b'--b\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n%s\r\n'
_END = b"--b--\r\n"
_BODIES: dict[str, tuple[bytes, bytes]] = {
    "no boundary": (b"multipart/form-data", _PART % (b"a.txt", b"words") + _END),
    "empty boundary": (b"multipart/form-data; boundary=", _PART % (b"a.txt", b"words") + _END),
    "endless boundary": (b"multipart/form-data; boundary=" + b"b" * 20_000, _PART % (b"a.txt", b"words") + _END),
    "another boundary": (b"multipart/form-data; boundary=c", _PART % (b"a.txt", b"words") + _END),
    "boundary of lines": (b'multipart/form-data; boundary="b\\r\\n"', _PART % (b"a.txt", b"words") + _END),
    "no end": (b"multipart/form-data; boundary=b", _PART % (b"a.txt", b"words")),
    "nothing": (b"multipart/form-data; boundary=b", b""),
    "only an end": (b"multipart/form-data; boundary=b", _END),
    "no name": (b"multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nwords\r\n" + _END),
    "no disposition": (b"multipart/form-data; boundary=b", b"--b\r\n\r\nwords\r\n" + _END),
    "endless header": (b"multipart/form-data; boundary=b", b"--b\r\nX: " + b"x" * 300_000 + b"\r\n\r\nwords\r\n" + _END),
    "many headers": (b"multipart/form-data; boundary=b", b"--b\r\n" + b"X: y\r\n" * 20_000 + b"\r\nwords\r\n" + _END),
    "header without end": (b"multipart/form-data; boundary=b", b"--b\r\n" + b"x" * 300_000),
    "many files": (b"multipart/form-data; boundary=b", (_PART % (b"a.txt", b"")) * 1_500 + _END),
    "many fields": (b"multipart/form-data; boundary=b",
                    b'--b\r\nContent-Disposition: form-data; name="tag"\r\n\r\nQS1\r\n' * 3_000 + _END),
    "a name of bytes": (b"multipart/form-data; boundary=b", _PART % (b"\xff\xfe\x00\x80.txt", b"words") + _END),
    "an endless field": (b"multipart/form-data; boundary=b",
                         b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\n' + b"t" * 3_000_000 + b"\r\n" + _END),
    "half a character": (b"multipart/form-data; boundary=b",
                         b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xed\xa0\x80\r\n' + _PART % (b"a.txt", b"w") + _END),
    "parts in parts": (b"multipart/form-data; boundary=b", b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 2_000 + _END),
    "no form": (b"application/octet-stream", b"\x00" * 1_000),
    "no kind": (b"", b"words"),
    "deep JSON": (b"application/json", b"[" * 200_000),
}  # fmt: skip
_RAW = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nwords",
    "length below nothing": b"Content-Length: -5\r\n\r\nwords",
    "length that is none": b"Content-Length: five\r\n\r\nwords",
    "length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks that lie": b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nwords",
    "endless header": b"X: " + b"x" * 500_000 + b"\r\n\r\n",
    "header of lines": b"X: a\r\n b\r\n\x00: c\r\n\r\n",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("requests") / "library")
    yield served
    assert served.end()[0] in {0, 143, -15}
    assert not [line for line in served.complaints if "Traceback" in line]


def sent(server: Served, head: bytes, *, close: bool = False) -> int:
    """Send bytes as they are; return the status, or 0 where the server only hung up."""
    place = urlsplit(server.address)
    with socket.create_connection((place.hostname, place.port), PATIENCE) as connection:
        try:
            connection.sendall(head)
            if close:
                connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(400)
        except OSError as error:
            if error.errno not in HUNG_UP:
                raise
            return 0
    return int(answer.split()[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def top(server: Served) -> bytes:
    host = urlsplit(server.address).netloc
    return f"POST {API}/documents HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {server.token}\r\n".encode()


@pytest.mark.parametrize("name", _BODIES)
def test_a_body_that_is_no_upload_is_refused(server: Served, name: str) -> None:
    kind, body = _BODIES[name]
    head = b"Content-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (kind, len(body))

    assert 200 <= sent(server, top(server) + head + body) < 500


@pytest.mark.parametrize("name", _RAW)
def test_a_request_that_is_none_is_refused(server: Served, name: str) -> None:
    assert sent(server, top(server) + b"Content-Type: text/plain\r\n" + _RAW[name], close=True) < 500
    assert server.ask("GET", "/healthz").status == 200


def test_whoever_goes_away_in_the_middle_leaves_nothing(server: Served) -> None:
    before = server.ask("GET", f"{API}/documents").json["total"]
    for _ in range(20):
        head = b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n"
        assert sent(server, top(server) + head + _PART % (b"a.txt", b"half of" * 1_000), close=True) < 500

    assert server.ask("GET", f"{API}/documents").json["total"] == before
    assert not [path for path in (server.home / "staging").rglob("*") if path.is_file()]


def test_others_are_answered_while_a_hundred_send_a_byte_and_wait(server: Served) -> None:
    place = urlsplit(server.address)
    head = b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n-"
    waiting = [socket.create_connection((place.hostname, place.port), PATIENCE) for _ in range(100)]
    try:
        for connection in waiting:
            connection.sendall(top(server) + head)
        assert server.ask("GET", "/healthz").status == 200
        assert server.ask("GET", f"{API}/documents").status == 200
    finally:
        for connection in waiting:
            connection.close()


def test_five_thousand_ranges_of_a_file_are_no_burden(server: Served) -> None:
    ref = server.upload(b"Words of a paper in ranges. " * 500, "ranges.txt").json["added"][0]["ref"]
    ranges = "bytes=" + ",".join(f"{n}-{n + 1}" for n in range(5_000))

    assert server.ask("GET", f"{API}/documents/{ref}/file", headers={"Range": ranges}).status in {
        200,
        206,
        400,
        416,
        431,
    }
    assert (
        server.ask("GET", f"{API}/documents/{ref}/file", headers={"Range": "bytes=-99999999999999999999"}).status
        < 500
    )


def test_names_in_requests_make_no_headers(server: Served) -> None:
    ref = server.upload(b"Words of a paper with a long name.", "a\r\nSet-Cookie: a=b\r\n\r\n<html>\u202e.txt").json[
        "added"
    ][0]["ref"]
    answer = server.ask("GET", f"{API}/documents/{ref}/file")

    assert answer.status == 200
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-disposition"].startswith("attachment; filename")
