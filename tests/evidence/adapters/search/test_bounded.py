"""The cache keeps what was used last, and no more bytes than it may."""

from evidence.adapters.search.bounded import BoundedCache


def test_least_recently_used_values_go_first() -> None:
    cache: BoundedCache[str, bytes] = BoundedCache(10, len)
    made: list[str] = []

    def get(key: str) -> bytes:
        return cache.get(key, lambda: made.append(key) or b"12345")  # type: ignore[func-returns-value]  # counts calls

    for key in ("a", "b", "a", "c", "a", "b"):
        get(key)
    assert made == ["a", "b", "c", "b"]


def test_value_over_the_limit_is_answered_and_not_kept() -> None:
    cache: BoundedCache[str, bytes] = BoundedCache(3, len)
    assert [cache.get("a", lambda: b"long"), cache.get("a", lambda: b"again")] == [b"long", b"again"]
