"""Finding evidence: the search verb, its answers and its filters."""

from evidence.services.finding.answers import FacetValue, Found, FoundDocument, FoundPassage, Nearest
from evidence.services.finding.register import FACETS, FILTERS
from evidence.services.finding.service import MAX_LIMIT, Finding, Sort

__all__ = [
    "FACETS",
    "FILTERS",
    "MAX_LIMIT",
    "FacetValue",
    "Finding",
    "Found",
    "FoundDocument",
    "FoundPassage",
    "Nearest",
    "Sort",
]
