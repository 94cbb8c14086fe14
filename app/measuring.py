"""Counts and times of what was answered, and how the library is, in Prometheus' text format (version 0.0.4).

Written here rather than by a package: it is a lock, three dictionaries and the format. No label ever holds a path, a
name or a word that somebody typed: only methods, statuses and the templates of our own routes.
"""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""
_PREFIX = "evidence_"


@dataclass(slots=True)
class _Times:
    """How long a route took: requests at most as long as each bound, all of them, and their sum."""

    within: list[int] = field(default_factory=lambda: [0] * (len(_BOUNDS) + 1))
    total: float = 0.0


class Measures:
    """What this server has answered since it started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._times: dict[tuple[str, str], _Times] = {}

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        with self._lock:
            self._answers[method, route, status] += 1
            times = self._times.setdefault((method, route), _Times())
            times.within[bisect_left(_BOUNDS, seconds)] += 1
            times.total += seconds

    def lines(self) -> Iterator[str]:
        """Yield the lines of both measures."""
        with self._lock:
            answers = sorted(self._answers.items())
            times = sorted((key, list(one.within), one.total) for key, one in self._times.items())
        yield from _head("requests_total", "counter", "Requests that were answered.")
        for (method, route, status), count in answers:
            yield _line("requests_total", {"method": method, "route": route, "status": str(status)}, count)
        yield from _head("request_seconds", "histogram", "How long answers took.")
        for (method, route), within, total in times:
            labels, done = {"method": method, "route": route}, 0
            for bound, count in zip((*map(str, _BOUNDS), "+Inf"), within, strict=True):
                done += count
                yield _line("request_seconds_bucket", labels | {"le": bound}, done)
            yield _line("request_seconds_sum", labels, round(total, 6))
            yield _line("request_seconds_count", labels, done)


def gauge(name: str, help_text: str, value: float | None) -> Iterator[str]:
    """Yield the lines of one number; none where it is not known."""
    if value is not None:
        yield from _head(name, "gauge", help_text)
        yield _line(name, {}, value)


def _head(name: str, kind: str, help_text: str) -> Iterator[str]:
    yield f"# HELP {_PREFIX}{name} {help_text}"
    yield f"# TYPE {_PREFIX}{name} {kind}"


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{_PREFIX}{name}{{{told}}} {value}" if told else f"{_PREFIX}{name} {value}"


def _escaped(text: str) -> str:
    r"""Write a value of a label.

    >>> _escaped('a "b"')
    'a \\"b\\"'
    """
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
