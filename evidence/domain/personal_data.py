"""Personal data in a text: what was spotted, where, how surely, and why.

Spotting is a prompt for a person who decides; it proves nothing clear. Officers' contact details, offices'
addresses and helplines are not findings. Rules: the check figure of NHS numbers (modulus 11) and the letters
allowed in National Insurance numbers are those published by the NHS and by HM Revenue and Customs; postcodes
follow the Royal Mail's form; all the rest is this library's own judgement.
"""

from collections.abc import Collection, Iterable

from evidence.domain.personal_data_addresses import email_addresses, postcodes
from evidence.domain.personal_data_dates import birth_dates
from evidence.domain.personal_data_kinds import KINDS, NO_CASE_REFERENCES, CaseReferences, Finding, Kind
from evidence.domain.personal_data_names import names
from evidence.domain.personal_data_numbers import case_references as references_in
from evidence.domain.personal_data_numbers import insurance_numbers, nhs_numbers, phone_numbers, plain_figures
from evidence.domain.personal_data_surroundings import Surroundings

_SURENESS = ("certain", "likely", "possible")


def personal_data(
    text: str, *, case_references: CaseReferences = NO_CASE_REFERENCES, own_domains: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Return what personal data a text (a passage, a comment, a title) seems to hold, in order, none overlapping.

    ``own_domains`` are domains whose e-mail addresses are official beside those of public bodies, in small
    letters. Time grows with the length of the text and no faster, whatever the text.

    >>> [(one.kind, one.start, one.end, one.certainty) for one in personal_data("NHS number: 943 476 5919")]
    [('nhs-number', 12, 24, 'certain')]
    >>> personal_data("Contact officer: Ann Lee, Head of Care, 01632 960123")
    ()
    """
    text = plain_figures(text)
    around = Surroundings(text)
    of_people = [*nhs_numbers(text, around), *insurance_numbers(text, around), *references_in(text, case_references)]
    of_people += birth_dates(text, around, of_people)
    around.know([(one.start, one.end) for one in of_people])
    found = [*of_people, *phone_numbers(text, around), *postcodes(text, around)]
    found += email_addresses(text, around, own_domains)
    settled = _apart(found)
    return tuple(_apart([*settled, *names(text, around, settled)]))


def sure_sign_of_somebody(text: str) -> Kind | None:
    """Return the kind of the first number or date of birth that is surely somebody's; names alone prove nothing.

    >>> sure_sign_of_somebody("NHS number 943 476 5919")
    'nhs-number'
    >>> sure_sign_of_somebody("Telephone 943 476 5918")
    """
    text = plain_figures(text)
    around = Surroundings(text)
    numbers = [*nhs_numbers(text, around), *insurance_numbers(text, around)]
    found = [one for one in (*numbers, *birth_dates(text, around)) if one.certainty != "possible"]
    return min(found, key=lambda one: one.start).kind if found else None


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings in order without overlaps: the surer stays, then the kind named first, then the longer."""
    kept: list[Finding] = []
    for one in sorted(findings, key=lambda one: (one.start, _rank(one))):
        if kept and one.start < kept[-1].end:
            if _rank(one) < _rank(kept[-1]):
                kept[-1] = one
        else:
            kept.append(one)
    return kept


def _rank(one: Finding) -> tuple[int, int, int]:
    return KINDS.index(one.kind), _SURENESS.index(one.certainty), one.start - one.end
