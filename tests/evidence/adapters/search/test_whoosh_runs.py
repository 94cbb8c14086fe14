"""Terms side by side are found as by looking at every position."""

import random

import numpy as np
import pytest

from evidence.adapters.search import whoosh_runs
from evidence.adapters.search.whoosh_runs import Read, side_by_side

Places = dict[int, list[int]]


def read(places: Places) -> Read:
    units = sorted(places)
    positions = [position for unit in units for position in places[unit]]
    return Read(
        np.array(units, dtype=np.int64),
        np.array([len(places[unit]) for unit in units], dtype=np.float64),
        np.array(positions, dtype=np.uint16),
    )


@pytest.mark.parametrize("table", [1, 100, 8 << 20])
def test_units_are_those_where_every_term_follows(monkeypatch: pytest.MonkeyPatch, table: int) -> None:
    monkeypatch.setattr(whoosh_runs, "_TABLE", table)
    rng = random.Random(table)  # noqa: S311 - positions, not a secret
    for _ in range(200):
        terms: list[Places] = [
            {unit: sorted(rng.sample(range(12), rng.randint(1, 6))) for unit in range(30) if rng.random() < 0.8}
            for _ in range(rng.randint(1, 4))
        ]
        wanted = [
            unit
            for unit in range(30)
            if any(all(at + n in term.get(unit, []) for n, term in enumerate(terms)) for at in range(12))
        ]
        assert side_by_side([read(term) for term in terms], 30).tolist() == wanted


def test_a_term_that_no_unit_has_stands_beside_nothing() -> None:
    assert side_by_side([read({1: [0]}), read({})], 3).tolist() == []


def test_the_last_position_of_all_is_one_like_others() -> None:
    assert side_by_side([read({0: [65_534], 1: [65_535]}), read({0: [65_535], 1: [0]})], 2).tolist() == [0]
