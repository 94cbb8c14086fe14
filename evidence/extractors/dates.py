"""Dates as formats write them, turned into ISO 8601; what cannot be understood is left out."""

import re
from datetime import datetime

_PDF_DATE = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?\s*([Zz+-])?(?:(\d\d)'?(\d\d)?)?")


def iso_of(text: str) -> str:
    """Return an ISO 8601 date as found in Office and OpenDocument files, checked; empty when it is not one."""
    text = text.strip()
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return ""
    return text


def iso_of_pdf(text: str) -> str:
    """Return a PDF date (``D:20240131093000+01'00'``) as ISO 8601; empty when it is not one."""
    found = _PDF_DATE.match(text.strip())
    if found is None:
        return ""
    year, month, day, hour, minute, second, sign, zone_hours, zone_minutes = found.groups()
    day_part = f"{year}-{month or '01'}-{day or '01'}"
    if hour is None:
        return iso_of(day_part)
    zone = ""
    if sign in {"Z", "z"}:
        zone = "+00:00"
    elif sign and zone_hours:
        zone = f"{sign}{zone_hours}:{zone_minutes or '00'}"
    return iso_of(f"{day_part}T{hour}:{minute}:{second or '00'}{zone}")
