"""Full postcodes and e-mail addresses in a text that are not an office's."""

import re
from collections.abc import Collection, Iterator

from evidence.domain.personal_data_kinds import Finding
from evidence.domain.personal_data_surroundings import Surroundings

_AREA_LETTERS = """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK
    FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG
    NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR
    TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
_AREAS = frozenset(_AREA_LETTERS.split())
_POSTCODE = re.compile(
    r"(?<![\w/-])(?:([A-Z]{1,2})\d(?:\d|[A-Z])?[ \u00a0]{0,2}\d[ABD-HJLNP-UW-Z]{2}"
    r"|([a-z]{1,2})\d[\da-z]? \d[abd-hjlnp-uw-z]{2})(?![\w/-])"
)
_NO_POSTCODE = re.compile(
    r"\b(?:form|(?<!post )code|model|part|room|bay|ref|reference|version|policy|item|class|grade|table|type"
    r"|order|seat|stand)s?"
    r"[\s:.#(–-]{0,3}$",
    re.IGNORECASE,
)
_AN_OFFICES = re.compile(
    r",? (?:is|was) (?:the|our|its|their) (?:(?:head|main|registered|new) )?(?:office|base|depot|headquarters)\b"
)
_LABEL = 24
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w-])")
_OFFICIAL = re.compile(
    r"(?:^|\.)(?:gov\.uk|nhs\.(?:net|uk)|police\.uk|cqc\.org\.uk|gov\.wales|parliament\.uk|ac\.uk|sch\.uk|gov\.scot)$"
)
_BOX = re.compile(
    r"^(?:info|information|enquir\w{0,4}|inquir\w{0,4}|contact\w{0,2}|admin|office|reception|hello|help\w{0,4}|support"
    r"|team|post|mail|mailbox|feedback|complaints?|compliments|safeguarding|adults?|social|care|carers?|customer"
    r"|services?|duty|press|media|news|events?|training|jobs|recruitment|bookings?|referrals?|no-?reply|webmaster|dpo"
    r"|foi|privacy|governance|committee|democratic|commissioning|procurement|housing|benefits|accounts?|finance)$"
)


def postcodes(text: str, around: Surroundings) -> Iterator[Finding]:
    """Yield full postcodes that are not an office's, a hall's or another place's that is open to all."""
    for found in _POSTCODE.finditer(text):
        if (found[1] or found[2].upper()) not in _AREAS:
            continue
        side = around.side(*found.span(), only_before=True)
        if (
            side == "office"
            or _NO_POSTCODE.search(around.before(found.start(), _LABEL))
            or _AN_OFFICES.match(text, found.end())
        ):
            continue
        if side == "person":
            yield Finding("postcode", *found.span(), "likely", "A full postcode among words about a person.")
        elif found[1]:
            reason = "A full postcode, and nothing near it says that it is an office's."
            yield Finding("postcode", *found.span(), "possible", reason)


def email_addresses(text: str, around: Surroundings, own_domains: Collection[str] = ()) -> Iterator[Finding]:
    """Yield e-mail addresses of persons: not a public body's, nor a shared mailbox's, nor an officer's at work.

    ``own_domains`` are further domains whose addresses are official, in small letters.
    """
    for found in _EMAIL.finditer(text):
        local, _, domain = found[0].lower().rpartition("@")
        if _OFFICIAL.search(domain) or domain in own_domains or _is_shared(local):
            continue
        side = around.side(*found.span())
        if side == "office":
            continue
        if side == "person":
            yield Finding("email-address", *found.span(), "certain", "An e-mail address among words about a person.")
        else:
            reason = "An e-mail address that is not a public body's or a shared mailbox's."
            yield Finding("email-address", *found.span(), "likely", reason)


def _is_shared(local: str) -> bool:
    return _BOX.match(re.split(r"[._+-]", local, maxsplit=1)[0]) is not None
