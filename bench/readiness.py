"""Readiness of a large library: 10,000 documents and 30,000 tags, from catalogue to explained cells."""

import gc
import random
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.settings import Settings
from app.wiring import Library, open_library
from bench.rows import Row
from evidence.domain.documents import Document, Version
from evidence.domain.people import folder_owner
from evidence.domain.tags import Tag

ACTOR = folder_owner("bench")
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def fill(library: Library, documents: int, tags_each: int, seed: int = 1) -> None:
    """Write documents and tags straight into the catalogue, by the thousand."""
    chance = random.Random(seed)  # noqa: S311 - the same library each run, no secret
    kinds = [kind.ref for kind in library.vocabulary.kinds]
    framework = library.frameworks.in_force()
    for start in range(0, documents, 1000):
        with library.catalogue.writing(ACTOR) as work:
            for _ in range(min(1000, documents - start)):
                ref = work.next_id("E")
                dated = TODAY - timedelta(days=chance.randrange(1200))
                document = Document(
                    ref=ref, title=f"Paper {ref}", kind=chance.choice(kinds), dated_on=dated, added_at=NOW,
                    added_by="bench",
                )  # fmt: skip
                work.save(document, remembered=False)
                version = Version(ref=ref, number=1, text_state="read", added_at=NOW, added_by="bench")
                work.save(version, remembered=False)
                for _ in range(tags_each):
                    statement = chance.choice(framework.statements)
                    tag = Tag(
                        id=work.next_id("T", 5), ref=ref, framework=framework.ref,
                        framework_version=framework.version, statement=statement.ref,
                        sub_topic=chance.choice(statement.sub_topics).ref, added_at=NOW, added_by="bench",
                    )  # fmt: skip
                    work.save(tag, remembered=False)
            work.record("filled")


def measure(place: Path, *, documents: int = 10_000, tags_each: int = 3) -> list[Row]:
    """Measure ``readiness`` as the command and the API call it."""
    library = open_library(Settings(home=place / "readiness"))
    try:
        fill(library, documents, tags_each)
        # As the server does when it starts.
        gc.collect()
        gc.freeze()
        first, again = [], []
        for day in range(7):
            for times in (first, again):
                started = time.perf_counter()
                library.assurance.readiness(on=TODAY + timedelta(days=day))
                times.append(time.perf_counter() - started)
        started = time.perf_counter()
        with library.catalogue.reading() as view:
            read = len(view.columns(Tag, "id", "ref", "statement", "category", "proof"))
        bare = time.perf_counter() - started
    finally:
        library.close()
    what = f"readiness of {documents:,} documents and {documents * tags_each:,} tags"
    reference = f"reading {read:,} tag rows: {bare * 1000:.0f} ms"
    once, repeated = (sorted(times)[len(times) // 2] for times in (first, again))
    where = "reading rows and working out what each document presumes, then assessing"
    return [
        Row(what, f"{once * 1000:.0f} ms", reference, "300 ms", once <= 0.3, where),
        Row(
            "readiness again, nothing changed",
            f"{repeated * 1000:.0f} ms",
            "",
            "300 ms",
            repeated <= 0.3,
            "assessing",
        ),
    ]
