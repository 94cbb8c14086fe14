"""Tokens and answers of providers that mean harm or are broken: refused in words, in time, and nobody else asked."""

import json
import socket
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from evidence.adapters.sign_on.discovery import Discovery, endpoints_in
from evidence.adapters.sign_on.fetching import Fetcher
from evidence.adapters.sign_on.tokens import signed_claims
from evidence.errors import NotSignedIn, Unavailable

KEY = rsa.generate_private_key(65_537, 2_048)
WEAK = rsa.generate_private_key(65_537, 1_024)  # noqa: S505 - one that must be refused
CURVE = ec.generate_private_key(ec.SECP256R1())
SAID = {"sub": "dev", "iss": "https://a.example"}
ISSUER = "https://a.example"
SOUND = {
    "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/a", "token_endpoint": f"{ISSUER}/t",
    "jwks_uri": f"{ISSUER}/k",
}  # fmt: skip


def public(key: Any, **more: Any) -> dict[str, Any]:
    kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return {**json.loads(kind.to_jwk(key.public_key())), "kid": "one", "use": "sig", **more}


class Told(Discovery):
    """A provider whose keys are given, and which counts how often it is asked for newer ones."""

    def __init__(self, *keys: dict[str, Any], newer: tuple[dict[str, Any], ...] = ()) -> None:
        super().__init__(ISSUER, Fetcher())
        self._held, self._newer, self.asked = list(keys), newer, 0

    def keys(self) -> list[Any]:
        return self._held

    def newer_keys(self) -> list[Any]:
        self.asked += 1
        return [*self._newer]


def token(key: Any, algorithm: str = "RS256", **header: Any) -> str:
    return jwt.encode(SAID, key, algorithm=algorithm, headers={"kid": "one", **header})


@pytest.mark.parametrize(("key", "algorithm"), [(KEY, "RS256"), (KEY, "PS256"), (CURVE, "ES256")])
def test_what_the_provider_signed_is_read(key: Any, algorithm: str) -> None:
    assert signed_claims(token(key, algorithm), Told(public(key))) == SAID


def forged() -> dict[str, str]:
    """Tokens that nobody of ours signed, or not as they should."""
    plain = [urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in ({"alg": "none"}, SAID)]
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    sound = token(KEY)
    head, body, signature = sound.split(".")
    other = urlsafe_b64encode(json.dumps({**SAID, "sub": "asha"}).encode()).decode().rstrip("=")
    secret = jwt.utils.base64url_encode(jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        (hs := jwt.utils.base64url_encode(b'{"alg":"HS256","kid":"one"}') + b"." + body.encode()), pem
    ))  # fmt: skip
    return {
        "unsigned": ".".join([*plain, ""]), "keyed with what is public": (hs + b"." + secret).decode(),
        "another key": token(rsa.generate_private_key(65_537, 2_048)), "another way": token(KEY, "RS512"),
        "changed": f"{head}.{other}.{signature}", "cut": sound[:-4], "no signature": f"{head}.{body}.",
        "critical": token(KEY, crit=["exp"]), "nothing": "", "no token": "a.b.c", "long": "x" * 300_000,
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(forged()))
def test_a_token_that_was_not_signed_so_is_refused(kind: str) -> None:
    with pytest.raises(NotSignedIn, match="not signed as it should be"):
        signed_claims(forged()[kind], Told(public(KEY), newer=(public(KEY),)))


def test_a_key_is_used_for_what_it_is_for_and_no_weak_one() -> None:
    for wrong in ({"use": "enc"}, {"alg": "PS256"}, {"kid": "two"}, {"kty": "oct"}, {"n": "!"}):
        with pytest.raises(NotSignedIn):
            signed_claims(token(KEY), Told(public(KEY, **wrong)))
    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
        weak = token(WEAK)
    with pytest.raises(NotSignedIn):
        signed_claims(weak, Told(public(WEAK)))


def test_an_unknown_key_is_asked_for_once() -> None:
    turned = Told(public(CURVE, kid="old"), newer=(public(KEY),))

    assert signed_claims(token(KEY), turned) == SAID
    assert turned.asked == 1


def test_keys_are_not_asked_for_again_and_again() -> None:
    now, asked = [0.0], []

    class Counted(Fetcher):
        def get(self, address: str, headers: Any = None) -> Any:
            asked.append(address)
            body = SOUND if "well-known" in address else {"keys": [public(KEY)]}
            return type("Answered", (), {"status": 200, "body": body, "date": ""})()

    discovery = Discovery(ISSUER, Counted(), seconds=lambda: now[0])
    for _ in range(50):
        with pytest.raises(NotSignedIn):
            signed_claims(token(KEY, kid="made up"), discovery)
    assert asked.count(f"{ISSUER}/k") == 2
    now[0] = 31
    with pytest.raises(NotSignedIn):
        signed_claims(token(KEY, kid="made up"), discovery)
    assert asked.count(f"{ISSUER}/k") == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://b.example"}, {"token_endpoint": "http://a.example/t"}, {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None}, {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "http://169.254.169.254/latest"}, {"response_types_supported": ["id_token"]},
        {"code_challenge_methods_supported": ["plain"]},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    ],
    ids=str,
)  # fmt: skip
def test_a_provider_that_says_what_will_not_do_is_not_used(wrong: dict[str, Any]) -> None:
    assert endpoints_in(SOUND, ISSUER).token == f"{ISSUER}/t"
    with pytest.raises(Unavailable, match="cannot be used now"):
        endpoints_in({**SOUND, **wrong}, ISSUER)


Serving = Callable[[Callable[[BaseHTTPRequestHandler], None]], str]


@pytest.fixture
def serving() -> Iterator[Serving]:
    """Serve what a test says, on this machine."""
    started: list[ThreadingHTTPServer] = []

    def _serving(answer: Callable[[BaseHTTPRequestHandler], None]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self)

            def log_message(self, *_said: object) -> None:
                """Nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield _serving
    for server in started:
        server.shutdown()
        server.server_close()


def answers(status: int, body: bytes, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (answers(200, b"<html>"), "not what a sign-on service answers"), (answers(200, b"[1]"), "not what a sign-on"),
        (answers(200, b"[" * 100_000), "not what a sign-on"), (answers(200, b"\xff\xfe"), "not what a sign-on"),
        (answers(200, b"{" + b" " * 600_000), "too long"),
        (lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"), "cannot be reached, or stopped"),
    ],
    ids=["page", "list", "deep", "no text", "long", "no HTTP"],
)  # fmt: skip
def test_a_wrong_answer_is_told_in_words(serving: Serving, answer: Any, reason: str) -> None:
    with pytest.raises(Unavailable, match=reason):
        Fetcher().get(serving(answer))


def test_nobody_else_is_asked(serving: Serving) -> None:
    asked: list[str] = []
    elsewhere = serving(lambda handler: asked.append(handler.path))

    with pytest.raises(Unavailable, match="sends us elsewhere"):
        Fetcher().get(serving(answers(302, b"", Location=elsewhere)))
    for address in (
        "http://169.254.169.254/",
        "http://localhost.example/",
        "file:///etc/passwd",
        "https://a@b.example/",
    ):
        with pytest.raises(Unavailable, match="not https"):
            Fetcher().get(address)
    assert asked == []


def test_an_answer_that_drips_is_cut_off(serving: Serving) -> None:
    """However it drips, one question ends; the server here would go on for a minute."""
    ended = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            for _ in range(600):
                handler.wfile.write(b"H")
                if ended.wait(0.1):
                    return
        except OSError:
            ended.set()

    with pytest.raises(Unavailable):
        Fetcher(seconds=0.5).get(serving(drip))

    assert ended.wait(30)


def test_silence_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(Unavailable, match="does not answer in time"):
            Fetcher(seconds=0.3).get(address)


def test_a_certificate_that_nobody_vouches_for_is_refused(serving: Serving) -> None:
    plain = serving(answers(200, b"{}"))

    with pytest.raises(Unavailable, match="no secure connection"):
        Fetcher().get(plain.replace("http:", "https:"))


def test_a_provider_that_hangs_does_not_take_every_thread() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        fetcher, refused = Fetcher(seconds=2), []

        def ask() -> None:
            try:
                fetcher.get(address)
            except Unavailable as error:
                refused.append(error.message)

        threads = [threading.Thread(target=ask) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sum("Many people are signing in" in one for one in refused) == 4
    assert sum("in time" in one for one in refused) == 8
