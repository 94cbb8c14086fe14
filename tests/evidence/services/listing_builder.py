"""Documents that differ in everything a list can be asked for."""

from datetime import date

from app.wiring import Library
from evidence.domain.documents import Document, Version
from evidence.domain.people import folder_owner
from evidence.domain.tags import Tag
from evidence.services.listing import Page

ASHA = folder_owner("Asha")


def refs(page: Page) -> list[str]:
    return [row.ref for row in page.items]


def counts(page: Page, facet: str) -> dict[str, int]:
    return {one.value: one.count for one in page.facets[facet] if one.count}


def write(library: Library, **fields: object) -> str:
    """Write a document straight into the catalogue: what a listing reads, without the time that reading takes."""
    tags, version = fields.pop("tags", ()), fields.pop("version", {})
    with library.catalogue.writing(ASHA) as work:
        ref = work.next_id("E")
        made = {"added_at": library.clock.now(), "added_by": "Asha"}
        work.save(Document(**{"ref": ref, "title": f"Paper {ref}", **made, **fields}))
        work.save(Version(**{"ref": ref, "number": 1, "text_state": "read", **made, **version}))
        for statement in tags:
            work.save(
                Tag(
                    id=work.next_id("T", 5),
                    ref=ref,
                    framework="f",
                    framework_version="1",
                    statement=statement,
                    **made,
                )
            )
        work.record("added", [ref])
    return ref


def fill(library: Library) -> None:
    """Write documents that differ in everything that can be asked for."""
    for number in range(48):
        write(
            library,
            kind=("policy", "minutes", "other", "audit")[number % 4],
            status=("final", "draft", "superseded", "withdrawn", "final")[number % 5],
            owner=("Asha", "ben", None, "Čeněk", "Asha", None, "Zoë")[number % 7],
            dated_on=(None, date(2026, 9, 1), date(2023, 12, 24), date(2020, 1, 1), date(2027, 1, 1))[number % 5],
            sensitivity=("internal", "restricted", "sensitive")[number % 3],
            presumed=[["title"], []][number % 2],
            tags=((), ("QS1",), ("QS1", "QS3", "QS3"), ("QS9", "QS2"))[number % 4],
            version={
                "form": ("held", "held", "link", "wanted")[number // 3 % 4],
                "text_state": ("read", "unreadable")[number % 11 == 0],
                "file_name": f"file-{number}.pdf",
            },
        )
    library.facts.set(ASHA, {"visit_on": "2027-02-01"})
