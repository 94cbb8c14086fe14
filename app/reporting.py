"""Reports for the command line and the API: found by format, written whole or not at all."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence.domain.readiness import Readiness
from evidence.errors import Invalid, Unavailable
from evidence.reports import REPORTS
from evidence.reports.contract import Report

_TEXTS = frozenset({"text", "json", "csv", "html"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished report."""

    content: bytes
    media_type: str
    suffix: str
    is_text: bool


def format_of(form: str | None, out: Path | None, *, reports: Sequence[Report] = REPORTS) -> str:
    """Return the format asked for, or else the one that ``out`` ends in, or else text.

    Raises ``Invalid`` naming those there are.
    """
    known = {report.format: report.suffix for report in reports}
    if form is None:
        ending = out.suffix.casefold() if out else ""
        return next((name for name, suffix in known.items() if suffix == ending), "text")
    if form not in known:
        raise Invalid(f"There is no {form[:20]} report. Formats: {', '.join(known)}.")
    return form


def readiness_report(
    form: str, readiness: Readiness, council: str, *, reports: Sequence[Report] = REPORTS
) -> Rendered:
    """Render readiness in a format; raises ``Invalid`` naming those there are."""
    chosen = format_of(form, None, reports=reports)
    report = next(report for report in reports if report.format == chosen)
    content = report.render(readiness, council=council)
    return Rendered(content, report.media_type, report.suffix, form in _TEXTS)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file complete or not at all, replacing an older one; raises ``Unavailable``."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Unavailable(
            f"{path} could not be written ({error.strerror}). Check its folder and the space left."
        ) from error
