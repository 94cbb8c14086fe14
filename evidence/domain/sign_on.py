"""Single sign-on by OpenID Connect: what must be true of what the provider says, and which roles follow from it.

The provider is the council's own, such as Microsoft Entra ID. Sources: OpenID Connect Core 1.0 (3.1.3.7), RFC 7636
(PKCE), RFC 9207 (issuer in the answer), RFC 8725 (JSON Web Token best practice).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Field, SQLModel

from evidence.domain.people import ROLES, Role
from evidence.errors import Invalid, NotSignedIn

ALGORITHMS = ("RS256", "PS256", "ES256")
"""How a token may be signed: with a private key only. Never ``none``, and never with the secret (``HS256``)."""
SKEW = timedelta(minutes=2)
"""How far the provider's clock may be from ours."""
UNDER_WAY = timedelta(minutes=10)
"""How long somebody may take to sign in at the provider."""
TOKENS_FOR = timedelta(days=30)
"""How long tokens for programs work after their owner was last vouched for by the provider: a token must not outlive
for long what the council has taken away."""
_ENTRA = "login.microsoftonline.com"
_MANY_TENANTS = ("common", "organizations", "consumers")
_NOT_MEANT = "What the council’s sign-on answered cannot be trusted: {}. Nobody was signed in. Begin again; if it "
_NOT_MEANT += "happens again, tell an administrator."


class SpentState(SQLModel):
    """A sign-on whose answer was taken, kept until it would be too old anyway: no answer is taken twice."""

    key: str = Field(primary_key=True)
    """SHA-256 of its state."""
    until: datetime


@dataclass(frozen=True, slots=True)
class SignOnRules:
    """What the council settled about single sign-on."""

    issuer: str
    client_id: str
    name: str = "your council account"
    """What the button on the sign-in page says one signs in with."""
    roles: Mapping[str, frozenset[Role]] | None = None
    """Roles by group or app role of the provider; ``None`` where roles are kept here."""
    adds_people: bool = False
    """Whether somebody unknown gets an account when they first sign in with a mapped group."""
    domains: frozenset[str] = frozenset()
    """Domains of e-mail addresses whose owners may get an account so; any, when there are none."""
    joins_by_email: bool = False
    """Whether a verified e-mail address joins somebody to the account that they have."""
    passwords_for_all: bool = True
    """Whether everybody who has a password may use it, or only administrators."""

    @property
    def is_entra(self) -> bool:
        """Whether the provider is Microsoft Entra ID."""
        return urlsplit(self.issuer).hostname == _ENTRA


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is to the provider, after everything was checked."""

    subject: str
    """Issuer and subject: this alone says who it is. Names and addresses change, and are given to others."""
    name: str
    email: str
    """In lower case; empty when the provider does not tell it."""
    email_is_verified: bool
    groups: frozenset[str]
    """Groups and app roles."""
    has_too_many_groups: bool
    """Whether the provider left groups out because there are too many (Entra ID: more than 200)."""


def issuer_fault(issuer: str) -> str | None:
    """Say what is wrong with an issuer, or nothing.

    >>> issuer_fault("https://login.microsoftonline.com/common/v2.0")
    'Name the tenant in the issuer, not “common”: anybody with a Microsoft account could come in otherwise.'
    """
    if not is_sound_address(issuer) or urlsplit(issuer).query:
        return "The issuer is an address that begins with https://, without ? or #."
    parts = urlsplit(issuer).path.split("/")
    if urlsplit(issuer).hostname == _ENTRA:
        many = [one for one in _MANY_TENANTS if one in parts]
        if many:
            return (
                f"Name the tenant in the issuer, not “{many[0]}”: anybody with a Microsoft account could come in "
                "otherwise."
            )
        if parts[-1] != "v2.0":
            return "The issuer of Entra ID ends in /v2.0, as in https://login.microsoftonline.com/TENANT-ID/v2.0."
    return None


def is_sound_address(address: str) -> bool:
    """Whether an address may be asked at all: over HTTPS, or on this machine itself.

    >>> [is_sound_address(one) for one in ("https://a.example/x", "http://127.0.0.1:9/", "http://a.example/")]
    [True, True, False]
    >>> [is_sound_address(one) for one in ("file:///etc/passwd", "https://u:p@a.example/", "https://[x")]
    [False, False, False]
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.fragment or not address.isprintable():
        return False
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    return parts.scheme == "https" or (parts.scheme == "http" and local)


def role_map(text: str) -> dict[str, frozenset[Role]]:
    """Read which roles follow from which groups: ``GROUP=role``, several apart by ``;``. Raises ``Invalid``.

    >>> sorted(role_map("Assurance=lead; Assurance=reader; 6f1e=governance")["Assurance"])
    ['lead', 'reader']
    """
    found: dict[str, frozenset[Role]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        group, equals, named = (piece.strip() for piece in part.rpartition("="))
        role = next((role for role in ROLES if role == named), None)
        if not (group and equals and role):
            raise Invalid(f"“{part[:80]}” is not GROUP=role. The roles are: {', '.join(ROLES)}.")
        found[group] = found.get(group, frozenset()) | {role}
    return found


def roles_of(identity: Identity, rules: SignOnRules) -> list[Role] | None:
    """Return the roles that somebody's groups give, in order; ``None`` where roles are kept here."""
    if rules.roles is None:
        return None
    held = frozenset[Role]().union(*(rules.roles.get(group, frozenset()) for group in identity.groups))
    return [role for role in ROLES if role in held]


def no_role_words(identity: Identity) -> str:
    """Say why somebody whom the provider knows may not come in: none of their groups gives a role."""
    if identity.has_too_many_groups:
        return (
            "You are in so many groups that the council’s sign-on does not name them, so the library cannot tell "
            "what you may do. Ask whoever keeps the council’s accounts to give you an app role of the library "
            "instead, or to send only the groups assigned to it."
        )
    return (
        "The council’s sign-on knows you, but none of your groups may use this library. Ask your manager, or whoever "
        "keeps the council’s accounts, to put you in a group that may."
    )


def identity_in(claims: Mapping[str, Any], rules: SignOnRules, *, nonce: str, now: datetime) -> Identity:
    """Return who a token is about, having checked everything but its signature. Raises ``NotSignedIn``.

    ``claims`` are what a token whose signature is right says, and may be of any shape.
    """
    fault = _fault(claims, rules, nonce, now)
    if fault:
        raise NotSignedIn(_NOT_MEANT.format(fault))
    # Entra's “sub” differs for every registration of an application; “oid” is the person, for the whole tenant.
    subject = claims.get("oid" if rules.is_entra else "sub")
    if not isinstance(subject, str) or not subject or len(subject) > 255:  # noqa: PLR2004 - OpenID Connect Core 2
        raise NotSignedIn(_NOT_MEANT.format("it does not say who you are"))
    email, verified = _address(claims)
    sources = claims.get("_claim_names")
    return Identity(
        subject=f"{rules.issuer} {subject}", name=_text(claims.get("name")), email=email, email_is_verified=verified,
        groups=frozenset(_texts(claims.get("groups"))) | frozenset(_texts(claims.get("roles"))),
        has_too_many_groups=(isinstance(sources, Mapping) and "groups" in sources) or bool(claims.get("hasgroups")),
    )  # fmt: skip


def tells_enough(claims: Mapping[str, Any]) -> bool:
    """Whether a token says more of a person than that they are one, so that the provider need not be asked again."""
    return any(claims.get(name) for name in ("email", "preferred_username", "groups", "roles", "_claim_names"))


def _fault(claims: Mapping[str, Any], rules: SignOnRules, nonce: str, now: datetime) -> str | None:
    audience = claims.get("aud")
    meant_for = [audience] if isinstance(audience, str) else audience if isinstance(audience, Sequence) else []
    party = claims.get("azp")
    if claims.get("iss") != rules.issuer:
        return "it comes from somebody else"
    if rules.client_id not in meant_for:
        return "it is meant for another program"
    if party != rules.client_id and (party is not None or len(meant_for) > 1):
        return "it was made for another program"
    if not nonce or claims.get("nonce") != nonce:
        return "it answers another sign-in"
    return _time_fault(claims, now)


def _time_fault(claims: Mapping[str, Any], now: datetime) -> str | None:
    moment = now.timestamp()
    skew = SKEW.total_seconds()
    until, made, begins = (_seconds(claims.get(name)) for name in ("exp", "iat", "nbf"))
    if until is None or made is None:
        return "it does not say when it was made and how long it holds"
    if moment >= until + skew:
        return "it is too old, or one of the two clocks is wrong"
    if made > moment + skew or (begins is not None and begins > moment + skew):
        return "it is from the future, so one of the two clocks is wrong"
    return None


def _seconds(given: object) -> float | None:
    sound = isinstance(given, int | float) and not isinstance(given, bool) and abs(given) < 1e12  # noqa: PLR2004 - year 33658
    return float(given) if sound else None  # type: ignore[arg-type]  # looked at in the line above


def _address(claims: Mapping[str, Any]) -> tuple[str, bool]:
    """Return an e-mail address in lower case, and whether the provider says that it verified it."""
    email = _text(claims.get("email")).casefold()
    if email:
        # Entra says of an address that the council owns its domain with “xms_edov”, not with “email_verified”.
        return email, claims.get("email_verified") is True or claims.get("xms_edov") in (True, 1, "1", "true")
    name = _text(claims.get("preferred_username")).casefold()
    return (name if "@" in name else ""), False


def _text(given: object) -> str:
    kept = "".join(char for char in given if char.isprintable()) if isinstance(given, str) else ""
    return " ".join(kept.split())[:254]


def _texts(given: object) -> list[str]:
    if isinstance(given, str):
        return [given]
    return [one for one in given if isinstance(one, str)] if isinstance(given, list | tuple) else []
