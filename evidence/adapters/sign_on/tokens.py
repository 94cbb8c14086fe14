"""Tokens: whether one was signed by the provider, and what it says. Only here PyJWT is used.

Claims are checked by the domain, with the library's own clock; here nothing counts but the signature.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from jwt import PyJWK
from jwt.api_jws import PyJWS
from jwt.exceptions import PyJWTError

from evidence.adapters.sign_on.discovery import Discovery
from evidence.domain.sign_on import ALGORITHMS
from evidence.errors import NotSignedIn

_LONGEST = 200_000
_TYPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
_UNSIGNED = NotSignedIn(
    "What the council’s sign-on answered cannot be trusted: it is not signed as it should be. Nobody was signed in. "
    "Begin again; if it happens again, tell an administrator."
)


def signed_claims(token: str, discovery: Discovery) -> Mapping[str, Any]:
    """Return what a token says that the provider signed; raises ``NotSignedIn`` or ``Unavailable``."""
    header = _header(token)
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise NotSignedIn(_UNSIGNED.message)
    keys = list(_fitting(discovery.keys(), header)) or list(_fitting(discovery.newer_keys(), header))
    for key in keys:
        said = _verified(token, key, algorithm)
        if said is not None:
            return said
    raise NotSignedIn(_UNSIGNED.message)


def usable_keys(keys: Iterable[Mapping[str, Any]]) -> int:
    """Count the keys that could sign a token that would be taken."""
    return sum(any(True for one in _TYPES if list(_fitting([key], {"alg": one}))) for key in keys)


def _header(token: str) -> Mapping[str, Any]:
    try:
        if len(token) > _LONGEST:
            raise NotSignedIn(_UNSIGNED.message)
        found: Any = PyJWS().get_unverified_header(token)
    except (PyJWTError, ValueError, RecursionError) as error:
        raise NotSignedIn(_UNSIGNED.message) from error
    return found if isinstance(found, dict) else {}


def _fitting(keys: Iterable[Mapping[str, Any]], header: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Yield the keys that may have signed it: of its kind, meant for signing, and of the name that it gives."""
    algorithm = str(header.get("alg"))
    for key in keys:
        named = "kid" not in header or key.get("kid") == header["kid"]
        meant = key.get("use", "sig") == "sig" and key.get("alg", algorithm) == algorithm
        if named and meant and key.get("kty") == _TYPES[algorithm]:
            yield key


def _verified(token: str, key: Mapping[str, Any], algorithm: str) -> Mapping[str, Any] | None:
    strict = PyJWS(algorithms=[algorithm], options={"enforce_minimum_key_length": True})
    try:
        said = json.loads(strict.decode(token, PyJWK(dict(key), algorithm), algorithms=[algorithm]))
    except (PyJWTError, ValueError, TypeError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
