"""What a finding of personal data is, and how councils write references of their own cases."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from evidence.errors import Invalid

Kind = Literal[
    "nhs-number", "national-insurance-number", "date-of-birth", "postcode", "phone-number", "email-address",
    "case-reference", "name",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_TITLES: dict[Kind, str] = {
    "nhs-number": "NHS number",
    "national-insurance-number": "National Insurance number",
    "date-of-birth": "Date of birth",
    "postcode": "Full postcode",
    "phone-number": "Telephone number",
    "email-address": "E-mail address",
    "case-reference": "Case reference",
    "name": "Name",
}
Certainty = Literal["certain", "likely", "possible"]
"""Certain: its form and a check or a label prove it. Likely: the words around it say so. Possible: only its form."""

_LONGEST_TEMPLATE = 40
_HYPHENS = "-\u2010\u2011\u2013"
_FEWEST_FIGURES = 3
_MOST_TEMPLATES = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data from ``start`` to ``end`` (offsets in the text searched).

    ``reason`` is a sentence for the person who decides; it never repeats what was found.
    """

    kind: Kind
    start: int
    end: int
    certainty: Certainty
    reason: str


class CaseReferences:
    """How a council's case system writes references, as templates that no text can make slow.

    In a template ``#`` stands for a figure, ``@`` for a capital letter, and everything else for itself:
    ``LAS-#######``. Small letters and the look of hyphens tell nothing apart. Raises ``Invalid`` for one that would
    match half the words of a paper.
    """

    def __init__(self, templates: Sequence[str] = ()) -> None:
        if len(templates) > _MOST_TEMPLATES:
            raise Invalid(f"Give at most {_MOST_TEMPLATES} patterns of case references.")
        self.templates = tuple(template.strip() for template in templates)
        for template in self.templates:
            if template.count("#") < _FEWEST_FIGURES or len(template) > _LONGEST_TEMPLATE:
                raise Invalid(
                    f"“{template[:_LONGEST_TEMPLATE]}” cannot be the pattern of a case reference. Write # "
                    f"for each figure, {_FEWEST_FIGURES} at least, and @ for each letter, such as LAS-#######.",
                    details={"field": "case_references"},
                )
        rules = (re.escape(one).replace(r"\#", r"\d").replace("@", "[A-Z]") for one in self.templates)
        rules = (re.sub(rf"\\-|[{_HYPHENS[1:]}]", f"[{_HYPHENS}]", one) for one in rules)
        self._rule = (
            re.compile(rf"(?<![\w/-])(?:{'|'.join(rules)})(?![\w/]|-\d)", re.IGNORECASE) if self.templates else None
        )

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of every reference in ``text``."""
        if self._rule is not None:
            yield from (found.span() for found in self._rule.finditer(text))


NO_CASE_REFERENCES = CaseReferences()
