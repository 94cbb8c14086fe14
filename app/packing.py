"""Puts together what makes packs."""

from typing import TYPE_CHECKING

from evidence.ports import Catalogue
from evidence.reports.pack_pages import PAGES
from evidence.reports.sinks import ZipSink
from evidence.services.assurance import Assurance
from evidence.services.checking import Checking
from evidence.services.facts import Facts
from evidence.services.finding.service import Finding
from evidence.services.frameworks import Frameworks
from evidence.services.pack_choosing import Choosing
from evidence.services.pack_gate import Gate
from evidence.services.packs import Packs

if TYPE_CHECKING:
    from app.wiring import Ports


def packs_over(
    ports: "Ports", catalogue: Catalogue, frameworks: Frameworks, facts: Facts, assurance: Assurance,
    finding: Finding, checking: Checking,
) -> Packs:  # fmt: skip
    """Return what makes packs of what may be seen; ``assurance`` is what everybody is shown of readiness."""
    choosing = Choosing(
        catalogue, frameworks, facts, ports.clock, ports.vocabulary, Gate(checking.outcomes_in),
        found_by=lambda query: finding.every_hit(query, on=ports.clock.today()), suffix=ports.reader.suffix,
    )  # fmt: skip
    return Packs(
        catalogue, ports.files, assurance, choosing, ports.clock, folder=ports.home / "packs", pages=PAGES,
        open_sink=ZipSink,
    )  # fmt: skip
