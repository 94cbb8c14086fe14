"""What the provider says of itself: its addresses, and the keys that its tokens are signed with."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evidence.adapters.sign_on.fetching import NOT_NOW, Answered, Fetcher
from evidence.domain.sign_on import is_sound_address
from evidence.errors import Unavailable

_KEPT_SECONDS = 3_600
"""How long what the provider said is held true, its keys too: a key it withdrew must not be trusted for long."""
_FAILED_SECONDS = 10
"""How long it is not asked again after it failed: it may be struggling, and people wait."""
_SOONEST_KEYS_SECONDS = 30
"""How often keys are asked for because of a token that names an unknown one: anybody can send such tokens."""
_OK = 200
Seconds = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses of a provider, each sound, and what it can do."""

    authorization: str
    token: str
    keys: str
    user_info: str | None
    end_session: str | None
    secret_in_form: bool
    """Whether the client secret goes in the form rather than in a header."""
    names_issuer: bool
    """Whether each answer to a browser names its issuer."""


def endpoints_in(said: Mapping[str, Any], issuer: str) -> Endpoints:
    """Read a discovery document (OpenID Connect Discovery 1.0); raises ``Unavailable`` saying what is wrong."""
    if said.get("issuer") != issuer:
        raise _wrong("it calls itself by another issuer than EVIDENCE_SIGN_ON_ISSUER names")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not (isinstance(said.get(name), str) and is_sound_address(said[name])):
            raise _wrong(f"it names no sound address for {name}")
    if "code" not in _listed(said, "response_types_supported", ["code"]):
        raise _wrong("it does not offer the authorization code flow")
    if "S256" not in _listed(said, "code_challenge_methods_supported", ["S256"]):
        raise _wrong("it does not offer PKCE with S256")
    ways = _listed(said, "token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not {"client_secret_basic", "client_secret_post"} & set(ways):
        raise _wrong("it takes no client secret")
    return Endpoints(
        said["authorization_endpoint"], said["token_endpoint"], said["jwks_uri"],
        _sound(said, "userinfo_endpoint"), _sound(said, "end_session_endpoint"), "client_secret_basic" not in ways,
        said.get("authorization_response_iss_parameter_supported") is True,
    )  # fmt: skip


class Discovery:
    """Asks the provider what it says of itself, and keeps it for a while."""

    def __init__(self, issuer: str, fetcher: Fetcher, *, seconds: Seconds = time.monotonic) -> None:
        self._issuer = issuer
        self._fetcher = fetcher
        self._seconds = seconds
        self._lock = threading.Lock()
        self._endpoints: tuple[float, Endpoints] | None = None
        self._keys: tuple[float, list[Mapping[str, Any]]] | None = None
        self._failed: tuple[float, Unavailable] | None = None
        self._keys_again: float | None = None

    def document(self) -> Answered:
        """Ask for the discovery document, whatever is kept."""
        return self._fetcher.get(self._issuer.rstrip("/") + "/.well-known/openid-configuration")

    def endpoints(self) -> Endpoints:
        """Return the provider's addresses; raises ``Unavailable``."""
        now = self._seconds()
        kept, failed = self._endpoints, self._failed
        if kept and now - kept[0] < _KEPT_SECONDS:
            return kept[1]
        if failed and now - failed[0] < _FAILED_SECONDS:
            raise Unavailable(failed[1].message)
        try:
            answered = self.document()
            if answered.status != _OK:
                raise _wrong(f"it answers with status {answered.status}")
            found = endpoints_in(answered.body, self._issuer)
        except Unavailable as error:
            self._failed = (now, error)
            raise
        self._endpoints, self._failed = (now, found), None
        return found

    def keys(self) -> list[Mapping[str, Any]]:
        """Return the provider's public keys; raises ``Unavailable``."""
        kept = self._keys
        if kept and self._seconds() - kept[0] < _KEPT_SECONDS:
            return kept[1]
        return self.asked_keys()

    def newer_keys(self) -> list[Mapping[str, Any]]:
        """Return the keys anew, for a token that names an unknown one: providers change their keys."""
        with self._lock:
            now, last = self._seconds(), self._keys_again
            if last is not None and now - last < _SOONEST_KEYS_SECONDS:
                return self.keys()
            self._keys_again = now
        return self.asked_keys()

    def asked_keys(self) -> list[Mapping[str, Any]]:
        """Ask for the keys, whatever is kept."""
        answered = self._fetcher.get(self.endpoints().keys)
        listed = answered.body.get("keys")
        if answered.status != _OK or not isinstance(listed, list):
            raise _wrong("it does not tell its keys")
        found: list[Mapping[str, Any]] = [one for one in listed if isinstance(one, dict)]
        self._keys = (self._seconds(), found)
        return found


def _listed(said: Mapping[str, Any], name: str, otherwise: list[str]) -> list[str]:
    given = said.get(name)
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else otherwise


def _sound(said: Mapping[str, Any], name: str) -> str | None:
    given = said.get(name)
    return given if isinstance(given, str) and is_sound_address(given) else None


def _wrong(what: str) -> Unavailable:
    return Unavailable(
        f"The council’s sign-on cannot be used now: {what}. {NOT_NOW} An administrator can see more with “evidence "
        "sign-on check”."
    )
