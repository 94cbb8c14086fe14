"""A real OpenID provider, started on this machine; who it knows and which keys it has can change."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.browser.conftest import free_port

HERE = Path(__file__).resolve().parent.parent / "provider"
CLIENT, SECRET = "the library", "a secret + of / ours"
ENOUGH = 60
"""Seconds after which a provider that should have answered has hung."""


def key(name: str) -> dict[str, Any]:
    """A private key of a name, as providers keep them."""
    made = rsa.generate_private_key(65_537, 2_048)
    return {**json.loads(RSAAlgorithm.to_jwk(made)), "kid": name, "use": "sig", "alg": "RS256", "key_ops": None}


@dataclass
class RunningProvider:
    """The provider and the files it reads."""

    folder: Path
    back: list[str]
    """Addresses of libraries that it may send browsers back to."""
    thin_tokens: bool = False
    port: int = field(default_factory=free_port)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def knows(self, who: str, *groups: str, **more: Any) -> None:
        """Have it know somebody, in these groups, from now on."""
        self.people[who] = {"name": f"{who.title()} Reed", "groups": list(groups), **more}
        (self.folder / "people.json").write_text(json.dumps(self.people))

    def start(self, key_name: str = "first") -> None:
        """Start it with a new key."""
        made = {name: value for name, value in key(key_name).items() if name != "key_ops"}
        (self.folder / "keys.json").write_text(json.dumps([made]))
        (self.folder / "people.json").write_text(json.dumps(self.people))
        (self.folder / "client.json").write_text(json.dumps({
            "client_id": CLIENT, "client_secret": SECRET,
            "redirect_uris": [f"{one}/sign-on/back" for one in self.back],
            "post_logout_redirect_uris": [f"{one}/sign-in" for one in self.back],
        }))  # fmt: skip
        files = [str(self.folder / name) for name in ("people.json", "keys.json", "client.json")]
        self.process = subprocess.Popen(
            ["node", "provider.mjs", self.issuer, *files], cwd=HERE, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "THIN_TOKENS": "yes" if self.thin_tokens else "", "NODE_NO_WARNINGS": "1"},
        )  # fmt: skip
        said = ""
        while "ready" not in said:
            line = self.process.stdout.readline()
            assert line, said
            said += line

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.communicate(timeout=ENOUGH)
            self.process = None

    def turn_keys(self) -> None:
        """Start anew with another key, under the same issuer."""
        self.stop()
        self.start("second")


def needed() -> None:
    """Skip a test by name where the provider is not installed."""
    if shutil.which("node") is None or not (HERE / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("oidc-provider is not installed, so nobody signed in with a real provider")


class Walker:
    """A browser at the provider: follows its way from our address to the one it sends us back to."""

    def __init__(self) -> None:
        self.browser = httpx2.Client(follow_redirects=False, timeout=ENOUGH)

    def walk(self, address: str, who: str | None, *, back: str) -> str:
        """Sign in at the provider as somebody (``None`` stops there); returns the address we are sent back to."""
        self.browser.cookies.clear()
        answer = self.browser.get(address)
        for _ in range(8):
            if answer.is_redirect:
                goal = urljoin(str(answer.url), answer.headers["location"])
                if goal.startswith(back):
                    return goal
                answer = self.browser.get(goal)
                continue
            form = re.search(r'action="(/interaction/[^"]+)"', answer.text)
            assert form, answer.text
            sent = {"who": who} if who else {"who": "", "stop": "yes"}
            answer = self.browser.post(urljoin(str(answer.url), form[1]), data=sent)
        raise AssertionError("the provider did not send us back")


def parts_of(address: str) -> dict[str, str]:
    """What stands after the ? of an address."""
    return {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
