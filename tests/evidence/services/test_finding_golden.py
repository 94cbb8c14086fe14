"""Golden queries: what people ask for before an inspection, and which documents should come first."""

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import pytest

from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.domain.frameworks import Framework
from evidence.domain.queries import parse
from evidence.domain.vocabulary import Abbreviation, Kind, Vocabulary
from evidence.ports import Findable, IndexedDocument, IndexedPassage, PassageText
from evidence.services.finding import Finding

ON = date(2026, 1, 1)
FLOOR = 0.95
"""Mean nDCG at ten that the golden queries must reach."""

DOCUMENTS = {
    "waiting-report": ("Waiting list report, quarter 2", "The waiting list for assessments fell from 412 to 168.",
                       "Occupational therapy waits remain longest; 60.7% are seen within 28 days."),
    "waiting-plan": ("Waiting well plan", "People waiting for an assessment are called every six weeks.",
                     "Risk is reviewed while people wait and urgent needs are met first."),
    "ot-audit": ("Audit of occupational therapy", "Files were sampled to see whether equipment arrived on time.",
                 "Most people had an occupational therapist within six weeks."),
    "dp-policy": ("Direct payments policy", "A direct payment lets people arrange their own care and support.",
                  "Personal assistants may be employed with a direct payment."),
    "dp-survey": ("Survey of people with a personal budget", "People told us that direct payments gave them choice.",
                  "Some found the paperwork hard."),
    "carers-strategy": ("Unpaid carers strategy 2024-27", "Unpaid carers are found early and offered an assessment.",
                        "Breaks for carers are commissioned from the voluntary sector."),
    "carers-survey": ("Survey of Adult Carers in England: our results", "Satisfaction of carers rose to 41%.",
                      "Carers asked for more replacement care."),
    "young-carers": ("Memorandum on young carers", "Children and adults services work together for young carers.",
                     "No wrong door."),
    "safeguarding-policy": ("Safeguarding adults policy and procedure",
                            "A section 42 enquiry is opened when the three tests are met.",
                            "Making Safeguarding Personal asks what outcome the person wants."),
    "s42-dashboard": ("Safeguarding dashboard", "S42 conversion rate 38%; median days to close an S42 is 31.",
                      "Outcomes met fully or partly: 95%."),
    "sab-minutes": ("Safeguarding Adults Board minutes, March", "The Board received the learning from a SAR.",
                    "Partners will audit self-neglect cases."),
    "dols": ("Deprivation of liberty: reducing the backlog", "The DoLS backlog fell by a third.",
             "Best interests assessors were recruited."),
    "mca-training": ("Mental Capacity Act training record", "Ninety per cent of staff completed MCA training.",
                     "Refreshers are held each year."),
    "reablement": ("Reablement outcomes", "Eight in ten people were still at home 91 days after reablement.",
                   "Re-ablement now starts within two days of discharge."),
    "discharge": ("Discharge to assess: joint protocol", "Home first is the default when people leave hospital.",
                  "The transfer of care hub meets twice a day."),
    "market": ("Market position statement", "We shape the care market with providers and people.",
               "There is too little nursing dementia care in the north."),
    "homecare": ("Home care commissioning plan", "Domiciliary care will be bought by locality from April.",
                 "Providers are paid for travel time."),
    "provider-failure": ("Provider failure plan", "Continuity of care is kept when a provider leaves the market.",
                         "A rehearsal was held in May."),
    "coproduction": ("Co-production charter", "Nothing about us without us: people who draw on care design services.",
                     "The coproduction board has nine members with lived experience."),
    "equality": ("Equality impact assessment: charging", "Charges fall more on disabled people under 65.",
                 "Mitigations were agreed."),
    "edi": ("Reaching seldom heard communities", "Gypsy and Traveller families met our workers at the site.",
            "Interpreters are booked within a day, British Sign Language included."),
    "advocacy": ("Advocacy contract monitoring", "Independent advocacy referrals rose by a fifth.",
                 "Instructed within five days in nine cases of ten."),
    "front-door": ("Front door review", "The first contact team answers most calls within two minutes.",
                   "Information and advice closes six contacts in ten."),
    "prevention": ("Prevention strategy", "Falls are prevented with telecare and strength classes.",
                   "Early help delays the need for long-term support."),
    "transitions": ("Preparing for adulthood protocol", "Planning starts at fourteen for the move to adult care.",
                    "A joint panel meets each month."),
    "supervision": ("Supervision policy", "Every practitioner has supervision once a month.",
                    "Reflective notes are kept by the manager."),
    "workforce": ("Workforce strategy", "Vacancies among social workers fell to 8%.", "Career pathways were agreed."),
    "complaints": ("Complaints annual report", "Delay was the commonest complaint; the Ombudsman upheld two.",
                   "Learning is shared in a monthly bulletin."),
    "self-assessment": ("Self-assessment for the CQC", "We know our strengths and our areas for improvement.",
                        "Each quality statement has a lead."),
    "peer-review": ("Peer review letter", "The peers saw committed staff and a clear vision.",
                    "They advised a stronger grip on waiting lists."),
    "scrutiny": ("Scrutiny committee minutes", "Members asked about waiting times for equipment.",
                 "The portfolio holder will report in June."),
    "jsna": ("Joint strategic needs assessment", "The number of people over 85 will double.",
             "Dementia is the leading cause of death."),
    "technology": ("Technology enabled care evaluation", "Sensors at home cut night calls by a quarter.",
                   "Families felt reassured."),
    "audit-frame": ("Practice quality assurance framework", "Each manager audits two files a month.",
                    "Moderation keeps grades consistent."),
}  # fmt: skip

GOLDEN: dict[str, dict[str, int]] = {
    "waiting list": {"waiting-report": 3, "waiting-plan": 2, "peer-review": 2},
    "S42": {"s42-dashboard": 3, "safeguarding-policy": 3},
    "section 42 enquiry": {"safeguarding-policy": 3, "s42-dashboard": 2},
    "direct payments": {"dp-policy": 3, "dp-survey": 2},
    '"direct payments" survey': {"dp-survey": 3},
    "unpaid carers": {"carers-strategy": 3},
    "carers survey": {"carers-survey": 3},
    "coproduction": {"coproduction": 3},
    "co production": {"coproduction": 3},
    "re-ablement": {"reablement": 3},
    "DoLS": {"dols": 3},
    "MCA training": {"mca-training": 3},
    "home first": {"discharge": 3},
    "dom care": {"homecare": 3},
    "OT": {"ot-audit": 3, "waiting-report": 2},
    "safeguard* board": {"sab-minutes": 3, "coproduction": 0},
    "EIA": {"equality": 3},
    "provider failure": {"provider-failure": 3},
    "supervision policy": {"supervision": 3},
    "ombudsman complaints": {"complaints": 3},
    "audits": {"ot-audit": 3, "audit-frame": 2, "sab-minutes": 1},
    "60.7%": {"waiting-report": 3},
    "BSL interpreters": {"edi": 3},
    "PfA": {"transitions": 3},
    "telecare": {"prevention": 3, "technology": 2},
    "dementia": {"jsna": 3, "market": 3},
    "social workers vacancies": {"workforce": 3},
    "policy -safeguarding": {"dp-policy": 2, "supervision": 2},
}


def test_golden_queries_reach_the_floor(finding: Finding, capsys: pytest.CaptureFixture[str]) -> None:
    scores = {
        text: ndcg([d.ref for d in finding.search(text, on=ON, limit=10).documents], graded)
        for text, graded in GOLDEN.items()
    }
    mean = sum(scores.values()) / len(scores)
    with capsys.disabled():
        worst = ", ".join(f"{text} {score:.2f}" for text, score in sorted(scores.items(), key=lambda e: e[1])[:5])
        print(f"\nnDCG@10 of {len(scores)} golden queries: {mean:.3f} (lowest: {worst})")  # noqa: T201 - the measure
    assert mean >= FLOOR
    assert min(scores.values()) >= 0.5


def ndcg(refs: Sequence[str], graded: dict[str, int]) -> float:
    """Normalised discounted cumulative gain at ten (Järvelin and Kekäläinen, 2002)."""
    gained: float = sum((2.0 ** graded.get(ref, 0) - 1) / math.log2(at + 2) for at, ref in enumerate(refs[:10]))
    best: float = sum(
        (2.0**grade - 1) / math.log2(at + 2) for at, grade in enumerate(sorted(graded.values(), reverse=True)[:10])
    )
    return gained / best


PAPERS = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.mark.council_papers
@pytest.mark.skipif(not PAPERS.is_dir(), reason="the council papers of the shared folder are not here")
def test_passages_of_council_papers_are_found_by_their_own_words(tmp_path: Path) -> None:
    sections = {
        f"{path.stem}-{number:03d}": text
        for path in sorted((PAPERS / "council-papers").glob("*.txt"))
        for number, text in enumerate(cut(path.read_text("utf-8")))
    }
    index = WhooshIndex(tmp_path, b"key")
    index.rebuild([IndexedDocument(ref, ref, [IndexedPassage(0, text)]) for ref, text in sections.items()], cursor=1)
    frequency = Counter(word for text in sections.values() for word in set(words(text)))
    missed = []
    labelled = [json.loads(line) for line in (PAPERS / "labelled-passages.jsonl").read_text("utf-8").splitlines()]
    for passage in labelled:
        own = sorted(set(words(passage["text"])), key=lambda word: (frequency[word], word))[:4]
        found = [match.ref for match in index.search(parse(" ".join(own)), among=set(sections))[:3]]
        if not any(spaced(passage["text"])[:60] in spaced(sections[ref]) for ref in found):
            missed.append((own, passage["text"][:60]))
    assert missed == []


def cut(text: str, *, size: int = 200) -> list[str]:
    """Paragraphs gathered into sections of about ``size`` words."""
    sections: list[list[str]] = [[]]
    for paragraph in text.splitlines():
        if sum(len(line.split()) for line in sections[-1]) >= size:
            sections.append([])
        sections[-1].append(paragraph)
    return ["\n".join(lines) for lines in sections]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]{3,}", text.casefold())


def spaced(text: str) -> str:
    return " ".join(text.split()).casefold()


class Shelf:
    """The golden documents, all of one day."""

    def __init__(self) -> None:
        self._findables = [
            Findable(ref, title, "other", "final", "internal", dated_on=ON) for ref, (title, *_) in DOCUMENTS.items()
        ]

    def findable(self, on: date) -> Sequence[Findable]:
        del on
        return self._findables

    def passage_texts(self, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], PassageText]:
        return {(ref, place): PassageText(ref, place, "p. 1", DOCUMENTS[ref][place + 1]) for ref, place in wanted}

    def behind(self, cursor: int) -> int:
        return max(0, 1 - cursor)


@pytest.fixture
def finding(tmp_path: Path) -> Finding:
    index = WhooshIndex(tmp_path, b"key")
    index.rebuild(
        [
            IndexedDocument(ref, f"{title}\n{ref}", [IndexedPassage(*entry) for entry in enumerate(passages)])
            for ref, (title, *passages) in DOCUMENTS.items()
        ],
        cursor=1,
    )
    return Finding(index, Shelf(), VOCABULARY, lambda: FRAMEWORK)


FRAMEWORK = Framework(
    ref="golden", version="1", title="Golden", dated_on=ON, provider="", source_address="", rights="", themes=(),
    statements=(), categories=(), scale=(), bands=(),
)  # fmt: skip
VOCABULARY = Vocabulary(
    kinds=(Kind(ref="other", title="Other"),),
    abbreviations=(
        Abbreviation(short="S42", expansions=("section 42", "section 42 enquiry", "safeguarding enquiry")),
        Abbreviation(short="DoLS", expansions=("deprivation of liberty safeguards", "deprivation of liberty")),
        Abbreviation(short="MCA", expansions=("Mental Capacity Act",)),
        Abbreviation(short="dom care", expansions=("domiciliary care", "home care")),
        Abbreviation(short="OT", expansions=("occupational therapist", "occupational therapy"), case_matters=True),
        Abbreviation(short="EIA", expansions=("equality impact assessment",)),
        Abbreviation(short="BSL", expansions=("British Sign Language",)),
        Abbreviation(short="PfA", expansions=("preparation for adulthood", "preparing for adulthood")),
        Abbreviation(short="TEC", expansions=("technology enabled care", "telecare")),
        Abbreviation(short="waiting list", expansions=("waiting list", "waiting well", "backlog")),
        Abbreviation(short="SACE", expansions=("Survey of Adult Carers in England", "carers survey")),
    ),
)
