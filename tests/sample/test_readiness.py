"""How well the sample's statements are evidenced: a believable spread, whatever the day."""

from datetime import date

import pytest

from evidence.adapters.frameworks import FileFrameworks, load_vocabulary, schemas_folder
from evidence.domain.currency import Dates, currency
from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.readiness import Readiness, assess
from evidence.domain.vocabulary import Vocabulary
from sample.build import plan
from sample.plan import PlannedDocument, PlannedTag

DAYS = [date(2026, 11, 23), date(2027, 4, 10), date(2027, 7, 31), date(2028, 2, 29)]


@pytest.mark.parametrize("on", DAYS)
def test_verdicts_are_spread_from_missing_to_strong(on: date) -> None:
    verdicts = {one.ref: one.verdict for one in _readiness(on).statements}
    assert verdicts == {
        "QS1": "adequate",
        "QS2": "adequate",
        "QS3": "weak",
        "QS4": "adequate",
        "QS5": "weak",
        "QS6": "missing",
        "QS7": "strong",
        "QS8": "strong",
        "QS9": "adequate",
    }


def _readiness(on: date) -> Readiness:
    made = plan(on=on)
    vocabulary = load_vocabulary(schemas_folder() / "vocabulary")
    pairs = [(one, tag) for one in made.documents for tag in one.tags]
    rows = [_row(one, tag, f"T-{place}", on, vocabulary) for place, (one, tag) in enumerate(pairs)]
    framework = FileFrameworks(schemas_folder() / "frameworks").load("cqc-local-authority")
    return assess(rows, framework, on=on, visit_on=made.about["visit_on"])


def _row(one: PlannedDocument, tag: PlannedTag, name: str, on: date, vocabulary: Vocabulary) -> EvidenceRow:
    """Count a document nobody has confirmed as one whose date is not known."""
    dates = Dates(*(one.fields.get(field) for field in ("dated_on", "covers_to", "review_by")))
    return EvidenceRow(
        tag=name,
        ref=one.key,
        title=one.title,
        statement=tag.statement,
        sub_topic=tag.sub_topic,
        category=tag.category,
        category_presumed=False,
        stance=tag.stance,
        proof=tag.proof,
        source=tag.source,
        status=one.fields.get("status", "final"),
        form="wanted" if one.wanted_from else "held",
        currency=currency(dates, vocabulary.kind(one.fields.get("kind", "other")).currency, on),
        currency_at_visit=None,
        date_presumed=False,
    )
