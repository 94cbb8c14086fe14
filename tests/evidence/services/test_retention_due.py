"""What is due for disposal is reckoned from what changed, and is the same as if all of it were reckoned anew."""

from collections.abc import Callable
from datetime import date, timedelta

from app.wiring import Library
from evidence.adapters.clock import FixedClock
from evidence.domain.vocabulary import RetentionRule
from evidence.services.retention import Retention
from tests.conftest import ASHA, NOW

OLD, YOUNG = date(2010, 1, 1), date(2026, 1, 1)


def test_what_is_due_follows_every_change(library: Library, clock: FixedClock, put: Callable[..., str]) -> None:
    refs = [put(f"Words {n}", kind="minutes", dated_on=day) for n, day in enumerate((OLD, OLD, YOUNG))]
    old, other, young = refs

    def due() -> list[str]:
        anew = Retention(library.catalogue, library.vocabulary, library.facts, clock)
        found = library.retention.due()
        assert found == anew.due()
        return [one.ref for one in found]

    assert due() == [old, other]
    library.documents.set(ASHA, young, {"dated_on": "2011-01-01"})
    assert due() == [old, other, young], "longest due first"
    library.documents.set(ASHA, old, {"dated_on": "2026-01-01"})
    assert due() == [other, young]
    hold = library.retention.place_hold(ASHA, other, "A claim is open")
    assert due() == [other, young]
    assert [one.holds for one in library.retention.due()] == [(hold.id,), ()]
    library.retention.lift_hold(ASHA, hold.id, "The claim is closed")
    assert [one.holds for one in library.retention.due()] == [(), ()]
    library.disposing.dispose(ASHA, [other], because="Its time is over")
    assert due() == [young]
    library.retention.set_rules(ASHA, {"minutes": RetentionRule(months=12 * 40, since="dated")})
    assert due() == []
    clock.at = NOW + timedelta(days=366 * 60)
    assert due() == [young, old]
