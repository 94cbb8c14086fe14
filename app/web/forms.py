"""What a form sent: read field by field, gathering what is wrong so that the page can say it all at once."""

import re
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from app.web.wording import for_pages
from evidence.errors import EvidenceError

_LONGEST = 500
_WHOLE = re.compile(r"-?[0-9]{1,11}")
_PARTS = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with a form: the field it belongs to, and a sentence that says what to do."""

    field: str
    message: str


class Form:
    """The fields of a form. Reading a field that is wrong adds to ``errors`` and returns what can be shown again."""

    def __init__(self, data: FormData) -> None:
        self._data = data
        self.errors: list[FieldError] = []

    @property
    def values(self) -> dict[str, Any]:
        """Everything that was typed, by name, to be shown again; several values of one name as a list."""
        shown: dict[str, Any] = {}
        for name in self._data:
            given = [value for value in self._data.getlist(name) if isinstance(value, str)]
            if given:
                shown[name] = given[0] if len(given) == 1 else given
        return shown

    def has(self, name: str) -> bool:
        """Whether a field, such as a button, was sent at all."""
        return name in self._data

    def text(self, name: str, *, required: str | None = None, longest: int = _LONGEST) -> str:
        """Return a field's text without white space around it; ``required`` is what to say when it is empty."""
        text = self._typed(name)
        if required and not text:
            self.wrong(name, required)
        if len(text) > longest:
            self.wrong(name, f"This is {len(text):,} characters long. Keep it to {longest:,} or fewer.")
        return text

    def raw(self, name: str) -> str:
        """Return a field exactly as it was typed, such as a password."""
        given = self._data.get(name)
        return given if isinstance(given, str) else ""

    def _typed(self, name: str) -> str:
        given = self._data.get(name)
        return given.strip().replace("\r\n", "\n") if isinstance(given, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return every value of a field that may come many times, empty ones left out."""
        return [value.strip() for value in self._data.getlist(name) if isinstance(value, str) and value.strip()]

    def choice(self, name: str, known: Collection[str], *, required: str | None = None) -> str:
        """Return one of the known values, or nothing; anything else is wrong."""
        given = self.text(name, required=required)
        if given and given not in known:
            self.wrong(name, "Choose one of the answers that are offered.")
            return ""
        return given

    def number(self, name: str, *, required: str | None = None) -> int | None:
        """Return a whole number, or nothing."""
        given = self.text(name, required=required)
        if given and not _WHOLE.fullmatch(given):
            self.wrong(name, "Enter a whole number.")
            return None
        return int(given) if given else None

    def day(self, name: str, *, required: str | None = None) -> date | None:
        """Return the date typed in three boxes (or as 2026-11-22 in one), or nothing."""
        whole = self.text(name)
        parts = whole.split("-")[::-1] if whole else [self._typed(f"{name}-{part}") for part in _PARTS]
        if not any(parts):
            if required:
                self.wrong(name, required)
            return None
        try:
            day, month, year = (int(part) for part in parts)
            return date(year, month, day)
        except (ValueError, OverflowError):
            self.wrong(name, "Enter a real date, such as 22 11 2026.")
            return None

    def files(self, name: str) -> list[UploadFile]:
        """Return the files that were chosen; a file field left empty sends one without a name, left out here."""
        return [one for one in self._data.getlist(name) if isinstance(one, UploadFile) and one.filename]

    def wrong(self, name: str, message: str) -> None:
        """Say that a field is wrong; the first thing said of a field stands."""
        if all(error.field != name for error in self.errors):
            self.errors.append(FieldError(name, message))

    def refuse(self, error: EvidenceError, *, field: str) -> None:
        """Put what a service refused beside the field that it names, or else beside ``field``."""
        named = error.details.get("field")
        self.wrong(str(named) if named else field, for_pages(error.message))


async def form_of(request: Request) -> AsyncIterator[Form]:
    """Read the whole form of a request; uploads wait in the home's staging folder until it is answered."""
    most = request.app.state.settings.max_upload_parts
    async with request.form(max_files=most, max_fields=20_000) as data:
        yield Form(data)


FormDep = Annotated[Form, Depends(form_of)]


def day_values(name: str, day: date | None) -> dict[str, str]:
    """Return what the three boxes of a date show.

    >>> day_values("dated_on", date(2026, 11, 2))
    {'dated_on-day': '2', 'dated_on-month': '11', 'dated_on-year': '2026'}
    """
    shown = (day.day, day.month, day.year) if day else ("", "", "")
    return {f"{name}-{part}": str(value) for part, value in zip(_PARTS, shown, strict=True)}
