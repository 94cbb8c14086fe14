"""Numbers that somebody made up, however large, are looked for and not found."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.adapters.clock import SystemClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.domain.documents import Version
from evidence.domain.people import folder_owner


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
def test_numbers_that_no_column_can_hold_are_found_nowhere(tmp_path: Path, number: int) -> None:
    added_at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    with closing(DatabaseCatalogue(tmp_path / "catalogue.db", SystemClock())) as catalogue:
        with catalogue.writing(folder_owner("Asha")) as work:
            work.save(Version(ref="E-0001", number=1, added_at=added_at, added_by="Asha", form="wanted"))
            work.record("added", ["E-0001"])

        with catalogue.reading() as view:
            assert view.find(Version, "E-0001", number) is None
            assert view.all(Version, number=number) == []
            assert view.count(Version, number=[number]) == 0
            assert view.columns(Version, "ref", number=[1, number]) == [("E-0001",)]
