"""The council's provider, asked by the authorization code flow with PKCE (OpenID Connect Core 1.0)."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from evidence.adapters.sign_on.discovery import Discovery, Endpoints
from evidence.adapters.sign_on.examining import examined
from evidence.adapters.sign_on.fetching import NOT_NOW, Answered, Fetcher
from evidence.adapters.sign_on.tokens import signed_claims
from evidence.domain.sign_on import SignOnRules, tells_enough
from evidence.errors import NotSignedIn, Unavailable
from evidence.ports import Examined

_OK = 200
_STALE = (
    "The council’s sign-on does not know this sign-in any more: it was used already, or took too long. Nobody was "
    "signed in. Begin again."
)
_REFUSES_US = (
    "The council’s sign-on does not accept this library; its client secret may have run out. " + NOT_NOW + " An "
    "administrator can see more with “evidence sign-on check”."
)


class OpenIdProvider:
    """One OpenID provider, found by its issuer alone."""

    def __init__(
        self, rules: SignOnRules, secret: Callable[[], str], scopes: str, fetcher: Fetcher | None = None
    ) -> None:
        self._rules = rules
        self._secret = secret
        self._scopes = scopes
        self._fetcher = fetcher or Fetcher()
        self._discovery = Discovery(rules.issuer, self._fetcher)

    def address(self, *, back: str, state: str, nonce: str, challenge: str) -> str:
        """Return where a browser goes to sign in."""
        asked = {
            "response_type": "code", "client_id": self._rules.client_id, "redirect_uri": back, "scope": self._scopes,
            "state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return _with(self._discovery.endpoints().authorization, asked)

    def claims(self, *, code: str, verifier: str, back: str) -> Mapping[str, Any]:
        """Exchange a code for a token, and return what the token says."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        answered = self._exchange(form)
        token = answered.body.get("id_token")
        if answered.status != _OK or not isinstance(token, str):
            raise _refused(answered)
        said = signed_claims(token, self._discovery)
        return said if tells_enough(said) else self._told_more(said, answered.body.get("access_token"))

    def answers_as(self, issuer: str | None) -> bool:
        """Whether an answer that names this issuer, or none, may be this provider's."""
        if issuer is None:
            return not self._discovery.endpoints().names_issuer
        return issuer == self._rules.issuer

    def sign_out_address(self, back: str) -> str | None:
        """Return where a browser ends its session at the provider, if that can be."""
        found = self._discovery.endpoints().end_session
        return found and _with(found, {"client_id": self._rules.client_id, "post_logout_redirect_uri": back})

    def examine(self, back: str, now: datetime) -> list[Examined]:
        """Look at everything that can be wrong."""
        return examined(self._rules, self._discovery, self._exchange, back, now)

    def _exchange(self, form: Mapping[str, str]) -> Answered:
        endpoints = self._discovery.endpoints()
        return self._fetcher.post(endpoints.token, *self._proved(form, endpoints))

    def _proved(self, form: Mapping[str, str], endpoints: Endpoints) -> tuple[dict[str, str], dict[str, str]]:
        client, secret = self._rules.client_id, self._secret()
        if endpoints.secret_in_form:
            return {**form, "client_id": client, "client_secret": secret}, {}
        pair = f"{quote_plus(client)}:{quote_plus(secret)}".encode()
        return dict(form), {"Authorization": f"Basic {b64encode(pair).decode()}"}

    def _told_more(self, said: Mapping[str, Any], access: object) -> Mapping[str, Any]:
        """Add what the provider says of the person beside the token, as some do; the token's own words stand."""
        address = self._discovery.endpoints().user_info
        if not (address and isinstance(access, str) and access.isascii() and access.isprintable()):
            return said
        answered = self._fetcher.get(address, {"Authorization": f"Bearer {access}"})
        same = answered.status == _OK and answered.body.get("sub") == said.get("sub")
        return {**answered.body, **said} if same else said


def _with(address: str, asked: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked, quote_via=quote)}"


def _refused(answered: Answered) -> NotSignedIn | Unavailable:
    if answered.body.get("error") in {"invalid_client", "unauthorized_client"}:
        return Unavailable(_REFUSES_US)
    if answered.body.get("error") == "invalid_grant":
        return NotSignedIn(_STALE)
    return Unavailable(f"The council’s sign-on answered something that is not known here. {NOT_NOW}")
