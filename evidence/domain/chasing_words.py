"""What a message that asks an owner to put documents right says, in plain text."""

from datetime import date, timedelta

from evidence.domain.needs import Need

GROUPS: dict[Need, str] = {
    "out-of-date": "Out of date",
    "due": "Due for review soon",
    "out-at-visit": "Will be out of date at the on-site visit",
    "date-not-known": "We do not know the date",
    "unowned": "Nobody looks after these",
    "untagged": "Not tagged to a quality statement yet",
    "unreadable": "We cannot read the text",
    "wanted": "We do not have these yet",
    "presumed": "Please confirm what we have guessed",
}
ASKS: dict[Need, str] = {
    "out-of-date": "please send the newer version, or tell us that this one still holds and until when",
    "due": "please plan its review now",
    "out-at-visit": "please have it reviewed before the visit and send the newer version",
    "date-not-known": "please tell us its date or the period it covers",
    "unowned": "please tell us who looks after it",
    "untagged": "please tell us which quality statements it speaks to",
    "unreadable": "please send a copy whose text can be read, such as the original instead of a scan",
    "wanted": "please send it",
    "presumed": "please check what we have guessed",
}
IN_SHORT: dict[Need, str] = {
    "out-of-date": "out of date",
    "due": "due",
    "out-at-visit": "out of date at the on-site visit",
    "date-not-known": "date not known",
    "unowned": "no owner",
    "untagged": "not tagged",
    "unreadable": "text not readable",
    "wanted": "wanted",
    "presumed": "details to confirm",
}
RESTRICTED = "(restricted document; its title is in the library)"


def plain_day(day: date) -> str:
    """Write a day as people say it.

    >>> plain_day(date(2026, 5, 3))
    '3 May 2026'
    """
    return f"{day.day} {day:%B %Y}"


def standing_of(need: Need, until: date | None, visit_on: date | None, guessed: tuple[str, ...] = ()) -> str:
    """Say how a document stands with one need; ``until`` is its last day in date.

    >>> standing_of("out-of-date", date(2026, 5, 2), None)
    'out of date since 3 May 2026'
    """
    if need == "out-of-date" and until and until < date.max:
        return f"out of date since {plain_day(until + timedelta(days=1))}"
    if need == "due" and until:
        return f"in date until {plain_day(until)}"
    if need == "out-at-visit" and until and visit_on:
        return f"in date until {plain_day(until)}, and the visit is on {plain_day(visit_on)}"
    if need == "presumed" and guessed:
        return f"we guessed its {', '.join(_FIELDS.get(name, name.replace('_', ' ')) for name in guessed)}"
    return IN_SHORT[need]


_FIELDS = {
    "dated_on": "date", "covers_from": "period", "covers_to": "end of the period", "review_by": "review date",
    "approved_on": "date of approval", "source": "source (who says so)",
}  # fmt: skip
