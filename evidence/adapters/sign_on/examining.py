"""Looking at how sign-on is set up, and saying in plain words what is wrong."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from evidence.adapters.sign_on.discovery import Discovery, endpoints_in
from evidence.adapters.sign_on.fetching import Answered
from evidence.adapters.sign_on.tokens import usable_keys
from evidence.domain.sign_on import ALGORITHMS, SKEW, SignOnRules
from evidence.errors import EvidenceError
from evidence.ports import Examined

_OK = 200
Exchange = Callable[[Mapping[str, str]], Answered]


def examined(
    rules: SignOnRules, discovery: Discovery, exchange: Exchange, back: str, now: datetime
) -> list[Examined]:
    """Return what was looked at, the first thing that stops everything else last."""
    told: list[Examined] = []
    try:
        answered = discovery.document()
        if answered.status != _OK:
            return [Examined(False, _not_found(rules, answered.status))]  # noqa: FBT003 - whether it is in order, as each line begins - well or not
        found = endpoints_in(answered.body, rules.issuer)
        told.append(Examined(True, f"The provider answers as {rules.issuer}."))  # noqa: FBT003 - whether it is in order, as each line begins
        told += [_clock(answered.date, now), _algorithms(answered.body), _keys(discovery)]
        told.append(_secret(exchange, back))
        words = "People can sign out of the provider too." if found.end_session else "It offers no way to sign out."
        told.append(Examined(True, words))  # noqa: FBT003 - whether it is in order, as each line begins
    except EvidenceError as error:
        told.append(Examined(False, error.message))  # noqa: FBT003 - whether it is in order, as each line begins
    return told


def _not_found(rules: SignOnRules, status: int) -> str:
    return (
        f"At {rules.issuer} there is no provider (status {status}). Copy the issuer from the provider, letter by "
        "letter; of Entra ID it holds the tenant’s id and ends in /v2.0."
    )


def _clock(date: str, now: datetime) -> Examined:
    try:
        theirs = parsedate_to_datetime(date)
        apart = abs((theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)) - now)
    except (ValueError, TypeError):
        return Examined(is_well=True, words="The provider does not say what time it is.")
    if apart > SKEW:
        seconds = int(apart.total_seconds())
        return Examined(
            is_well=False,
            words=f"The clocks are {seconds:,} seconds apart, so tokens are refused. Set this machine’s clock.",
        )
    return Examined(is_well=True, words="The clocks agree.")


def _algorithms(said: Mapping[str, object]) -> Examined:
    listed = said.get("id_token_signing_alg_values_supported")
    if isinstance(listed, list) and not set(ALGORITHMS) & {one for one in listed if isinstance(one, str)}:
        return Examined(
            is_well=False, words=f"It signs tokens in no way that is taken here: {', '.join(ALGORITHMS)}."
        )
    return Examined(is_well=True, words="It signs tokens in a way that is taken here.")


def _keys(discovery: Discovery) -> Examined:
    count = usable_keys(discovery.asked_keys())
    if not count:
        return Examined(is_well=False, words="It tells no public key that could have signed a token.")
    return Examined(is_well=True, words=f"It tells {count} public key{'' if count == 1 else 's'}.")


def _secret(exchange: Exchange, back: str) -> Examined:
    """Send a code that cannot be right: a provider says first whether it knows the client."""
    form = {"grant_type": "authorization_code", "code": "none", "redirect_uri": back, "code_verifier": "n" * 43}
    error = exchange(form).body.get("error")
    if error in {"invalid_client", "unauthorized_client"}:
        return Examined(
            is_well=False,
            words="It does not accept the client id with this secret. Make a new secret at the provider, and copy "
            "its value, not its id.",
        )
    if error == "invalid_grant":
        return Examined(is_well=True, words="It accepts the client id and the secret.")
    return Examined(
        is_well=True, words="Whether it accepts the client id and the secret shows when somebody first signs in."
    )
