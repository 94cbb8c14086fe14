"""What a provider says is believed only when all of it fits; what a browser carries is its own."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.domain.people import ROLES
from evidence.domain.sign_on import (
    SKEW,
    SignOnRules,
    identity_in,
    is_sound_address,
    issuer_fault,
    no_role_words,
    role_map,
    roles_of,
)
from evidence.domain.sign_on_attempts import SignOnAttempt
from evidence.errors import Invalid, NotSignedIn

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ENTRA = "https://login.microsoftonline.com/6f1e0000-0000-0000-0000-000000000000/v2.0"
RULES = SignOnRules("https://sign-on.example.gov.uk", "library", roles=role_map("Leads=lead; Leads=reader"))
OF_ENTRA = SignOnRules(ENTRA, "library", roles=role_map("Evidence.Lead=lead"))
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def claims(**changed: Any) -> dict[str, Any]:
    moment = int(NOW.timestamp())
    said = {"iss": RULES.issuer, "aud": "library", "sub": "dev", "exp": moment + 600, "iat": moment, "nonce": "n"}
    return {name: value for name, value in {**said, **changed}.items() if value is not None}


def known(said: dict[str, Any], rules: SignOnRules = RULES) -> Any:
    return identity_in(said, rules, nonce="n", now=NOW)


def test_a_token_that_fits_says_who_somebody_is() -> None:
    found = known(claims(name=" Dev \n Reed ", email="Dev@Example.org", email_verified=True, groups=["Leads"]))

    assert found.subject == "https://sign-on.example.gov.uk dev"
    assert (found.name, found.email, found.email_is_verified) == ("Dev Reed", "dev@example.org", True)
    assert roles_of(found, RULES) == ["reader", "lead"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://sign-on.example.gov.uk/"}, {"iss": None}, {"iss": ["https://sign-on.example.gov.uk"]},
        {"aud": "another"}, {"aud": ["another"]}, {"aud": None}, {"aud": {"library": 1}}, {"aud": "my library"},
        {"aud": ["library", "another"]}, {"azp": "another"}, {"aud": ["library", "another"], "azp": "another"},
        {"nonce": "m"}, {"nonce": None}, {"nonce": ""}, {"exp": None}, {"iat": None}, {"exp": "soon"}, {"exp": True},
        {"exp": int((NOW - SKEW).timestamp())}, {"iat": int((NOW + SKEW).timestamp()) + 1}, {"exp": 10**400},
        {"nbf": int((NOW + SKEW).timestamp()) + 1}, {"sub": None}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 256},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_does_not_fit_lets_nobody_in(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn, match="cannot be trusted"):
        known(claims(**wrong))


@pytest.mark.parametrize(
    "right",
    [
        {"aud": ["library"]}, {"aud": ["library", "another"], "azp": "library"}, {"azp": "library"},
        {"exp": int((NOW - SKEW).timestamp()) + 1}, {"iat": int((NOW + SKEW).timestamp())},
        {"exp": NOW.timestamp() + 9},
    ],
    ids=str,
)  # fmt: skip
def test_what_the_standard_allows_is_taken(right: dict[str, Any]) -> None:
    assert known(claims(**right)).subject.endswith(" dev")


def test_without_a_nonce_of_ours_nothing_is_taken() -> None:
    with pytest.raises(NotSignedIn):
        identity_in(claims(nonce=""), RULES, nonce="", now=NOW)


@settings(deadline=None)
@given(changed=st.dictionaries(st.sampled_from([*claims(), "azp", "nbf", "email", "groups", "_claim_names"]), JSON))
def test_whatever_is_said_it_is_taken_whole_or_refused_in_words(changed: dict[str, Any]) -> None:
    said = {**claims(), **changed}
    try:
        found = known(said)
    except NotSignedIn:
        return

    assert said["iss"] == RULES.issuer
    assert said["nonce"] == "n"
    assert found.subject == f"{RULES.issuer} {said['sub']}"
    assert all(isinstance(group, str) for group in found.groups)


# Microsoft Entra ID


def test_entra_is_known_by_the_object_id_of_the_tenant() -> None:
    said = claims(iss=ENTRA, sub="of this app", oid="of the person", preferred_username="Dev@council.example")

    found = known(said, OF_ENTRA)

    assert found.subject == f"{ENTRA} of the person"
    assert (found.email, found.email_is_verified) == ("dev@council.example", False)
    with pytest.raises(NotSignedIn):
        known(claims(iss=ENTRA, sub="of this app"), OF_ENTRA)
    with pytest.raises(NotSignedIn, match="somebody else"):
        known({**said, "iss": ENTRA.replace("6f1e", "6f1f")}, OF_ENTRA)


def test_an_address_of_entra_is_verified_only_when_it_says_that_the_domain_is_owned() -> None:
    said = claims(iss=ENTRA, oid="o", email="dev@council.example")

    assert not known(said, OF_ENTRA).email_is_verified
    assert known({**said, "xms_edov": True}, OF_ENTRA).email_is_verified
    assert not known({**said, "xms_edov": False, "email_verified": "yes"}, OF_ENTRA).email_is_verified


@pytest.mark.parametrize("more", [{"_claim_names": {"groups": "src1"}, "_claim_sources": {}}, {"hasgroups": True}])
def test_who_is_in_too_many_groups_is_told_so_or_comes_in_by_an_app_role(more: dict[str, Any]) -> None:
    said = claims(iss=ENTRA, oid="o", **more)

    found = known(said, OF_ENTRA)
    assert roles_of(found, OF_ENTRA) == []
    assert "in so many groups" in no_role_words(found)
    assert roles_of(known({**said, "roles": ["Evidence.Lead"]}, OF_ENTRA), OF_ENTRA) == ["lead"]


@pytest.mark.parametrize(
    "issuer",
    [
        "https://login.microsoftonline.com/common/v2.0", "https://login.microsoftonline.com/organizations/v2.0",
        "https://login.microsoftonline.com/6f1e", "http://sign-on.example.gov.uk", "sign-on.example.gov.uk",
        "https://a.example/?x=1", "https://a.example/#x", "https://user@a.example/", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_an_issuer_that_could_be_anybody_is_refused(issuer: str) -> None:
    assert issuer_fault(issuer)


def test_sound_issuers_are_taken() -> None:
    assert [
        issuer_fault(one) for one in (ENTRA, RULES.issuer, "http://127.0.0.1:9001", "https://a.example:444/b")
    ] == [None] * 4
    assert not is_sound_address("https://a.example:99999999/")


def test_group_maps_are_read_or_refused() -> None:
    assert role_map(" 6f1e=lead ;; a=b=governance;") == {"6f1e": {"lead"}, "a=b": {"governance"}}
    for wrong in ("Leads", "Leads=boss", "=lead", "Leads="):
        with pytest.raises(Invalid, match="is not GROUP=role"):
            role_map(wrong)
    kept_here = SignOnRules(RULES.issuer, "library")
    assert roles_of(known(claims(groups=["Leads"])), kept_here) is None


@settings(deadline=None)
@given(groups=st.lists(st.sampled_from(["Leads", "Guards", "leads", "Leads ", "x"])))
def test_roles_are_those_of_mapped_groups_and_no_others(groups: list[str]) -> None:
    rules = SignOnRules(RULES.issuer, "library", roles=role_map("Leads=lead; Guards=governance; Guards=reader"))

    held = roles_of(known(claims(groups=groups)), rules)

    expected = ({"lead"} if "Leads" in groups else set()) | (
        {"governance", "reader"} if "Guards" in groups else set()
    )
    assert held == [role for role in ROLES if role in expected]


# What a browser carries


def test_a_browser_carries_what_fits_no_other_sign_in() -> None:
    one, other = (SignOnAttempt.begin(drawn * 43, NOW, next_page="/packs", link="k") for drawn in "ab")

    again = SignOnAttempt.read(one.cookie())
    assert again == one
    assert again.is_answered_by(one.state, NOW + timedelta(minutes=9))
    assert not again.is_answered_by(one.state, NOW + timedelta(minutes=11))
    assert not again.is_answered_by(one.state, NOW - timedelta(minutes=2))
    assert not again.is_answered_by(other.state, NOW)
    assert len({one.state, one.nonce, one.verifier, one.challenge, other.state, other.nonce}) == 6
    for part in ("next_page", "link"):
        moved = SignOnAttempt(**{name: getattr(one, name) for name in SignOnAttempt.__slots__} | {part: "/else"})
        assert moved.state != one.state
    assert 43 <= len(one.verifier) <= 128


@settings(deadline=None)
@given(st.binary(max_size=200) | JSON.map(lambda value: str(value).encode()))
def test_whatever_a_cookie_holds_it_is_read_or_not_there(held: bytes) -> None:
    for cookie in (held.decode("latin-1"), urlsafe_b64encode(held).decode()):
        assert SignOnAttempt.read(cookie) is None


def test_half_a_character_and_a_far_day_are_no_cookie() -> None:
    for held in (
        b'["%s", 1, "/", "\\ud800"]',
        b'["%s", 1%s, "/", ""]',
        b'["%s", true, "/", ""]',
        b'["short", 1, "/", ""]',
    ):
        filled = held.replace(b"%s", b"x" * 40, 1).replace(b"%s", b"0" * 400)
        assert SignOnAttempt.read(urlsafe_b64encode(filled).decode()) is None
