"""Documents like another one, and words like another word, among those the asker may see."""

from collections.abc import Collection

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from evidence.adapters.search.whoosh_plans import Lookup
from evidence.adapters.search.whoosh_ranking import DECIMALS
from evidence.adapters.search.whoosh_schema import TEXT
from evidence.adapters.search.whoosh_snapshot import Snapshot
from evidence.adapters.search.whoosh_words import fold, units
from evidence.ports import Match

_TELLING_TERMS = 25
_SHORT_WORD = 5
_CONSIDERED = 50


def similar(snapshot: Snapshot, ref: str, *, among: Collection[str], limit: int) -> list[Match]:
    """Rank documents by the terms that tell ``ref`` from others: its highest tf-idf, each weighing as much.

    A document's score is the sum over these terms of its best passage's score for the term.
    """
    ordinal = snapshot.ordinals.get(ref)
    if ordinal is None:
        return []
    counts = snapshot.profile(ordinal)
    weighed = {term: np.log1p(count) * snapshot.idf(TEXT, term) for term, count in counts.items()}
    telling = sorted(weighed, key=lambda term: (-weighed[term], term))[:_TELLING_TERMS]
    total = np.zeros(len(snapshot.refs))
    for term in telling:
        hits = snapshot.hits(Lookup(term))
        best = np.zeros(len(snapshot.refs))
        np.maximum.at(best, snapshot.documents[hits.units], hits.scores)
        total += best
    chosen = snapshot.allowed(among)
    chosen[ordinal] = False
    found = np.flatnonzero(chosen & (total > 0))
    rounded = np.round(total, DECIMALS)
    order = found[np.lexsort((found, -rounded[found]))][:limit]
    return [Match(snapshot.refs[number], float(rounded[number])) for number in order.tolist()]


def near_words(snapshot: Snapshot, word: str, *, among: Collection[str], limit: int) -> list[str]:
    """Words within one slip of ``word`` (two from six letters on) that stand in documents of ``among``.

    Nearest first, then the one that stands in most of these documents, then by alphabet.
    """
    wanted = "".join(form for unit in units(word) for form in unit.forms[-1:]) or fold(word)
    if not any(character.isalpha() for character in wanted):
        return []
    cutoff = 1 if len(wanted) <= _SHORT_WORD else 2
    near = process.extract(wanted, set(snapshot.forms()), scorer=OSA.distance, score_cutoff=cutoff, limit=None)
    allowed = snapshot.allowed(among)
    found: list[tuple[float, int, str]] = []
    for form, distance, _ in sorted(near, key=lambda entry: (entry[1], entry[0]))[:_CONSIDERED]:
        documents = int(allowed[snapshot.form_documents(form)].sum())
        if documents and form != wanted:
            found.append((distance, -documents, form))
    return [form for _, _, form in sorted(found)[:limit]]
