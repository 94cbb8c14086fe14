"""A seeded sample of fictional council texts in which it is known what is personal data and what only looks so.

Everything is made up: people, places, numbers. Numbers of telephones are those set aside for stories, NHS
numbers begin with 9 as those for tests do, and districts of postcodes are ones that nobody lives in.
"""

import calendar
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.council_decoys import DECOYS
from bench.council_phrases import CASES, FILLERS

_PLACE = re.compile(r"\[(\w+)\]|<(\w+)>")
_FIRST_NAMES = """
    Asha Ben Cleo Doreen Winston Agnieszka Mohammed Zoë Siân Harold Ivy Tomasz Grace Leroy Nasreen Edith Kwame Olive
    Padraig Sunita Stanley Mei Beryl Gwilym Farida
"""
_LAST_NAMES = """
    Thornfell Quillby Ashmarrow O'Dunmere Brackwater Fennimoor Larkspur Harrowby-Lyle Sedgewell Tallowmere Wrenfield
    Oakenshaw Pebblewick Marlowsby Greyling Dunnockby Hollinroyd McAlderwick Silverthwaite Underbarrow
"""
_FIRST, _LAST = _FIRST_NAMES.split(), _LAST_NAMES.split()
_MONTHS = tuple(calendar.month_name)[1:]
_DISTRICTS = ("LS88", "BD77", "HX68", "DN94", "S99", "M79", "TR71", "EX88", "NG91", "SR79", "W89", "EC9N")
_STREETS = (
    "Larch Road",
    "Mill Lane",
    "Tanner's Row",
    "Beech Crescent",
    "Station Street",
    "The Paddocks",
    "Ivy Close",
)
_DATES = (
    "{0:02}/{1:02}/{2}", "{0}/{1}/{3:02}", "{0:02}.{1:02}.{2}", "{0:02}-{1:02}-{2}", "{2}-{1:02}-{0:02}",
    "{0} {4} {2}", "{0}{6} {4} {2}", "{0} {5} {2}", "{4} {0}, {2}",
)  # fmt: skip
_PHONES = (
    "01632 960{}", "01632 960 {}", "(01632) 960{}", "01632960{}", "01632-960{}", "020 7946 0{}", "0113 496 0{}",
    "0161 496 0{}", "029 2018 0{}", "0191 498 0{}", "0117 4960{}", "+44 1632 960{}", "+44 (0)1632 960 {}",
)  # fmt: skip
_MOBILES = (
    "07700 900{}", "07700 900 {}", "07700900{}", "0770 090 0{}", "07700-900-{}", "+44 7700 900{}", "+447700900{}",
    "(+44) 7700 900 {}",
)  # fmt: skip
_FREEPHONES = ("0808 157 0{}", "0300 123 4{}", "0345 {} 0000", "03069 990{}", "116 123", "0800 00 1066", "111")
_MAIL_HOMES = ("mailbox.example", "post.example.com", "my-mail.example", "example.net")


@dataclass(frozen=True, slots=True)
class Truth:
    """What stands from ``start`` to ``end`` of a passage; ``kind`` as the library names kinds."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage and all the personal data in it."""

    text: str
    truths: tuple[Truth, ...]


def passages(
    count: int, seed: int, *, cases: Sequence[str] = CASES, decoys: Sequence[str] = DECOYS
) -> list[Labelled]:
    """Return ``count`` passages; half speak of a person, half only seem to, all within ordinary prose."""
    chance = random.Random(seed)  # noqa: S311 - the same sample each run, no secret
    return [_passage(chance, cases if number % 2 else decoys, decoys) for number in range(count)]


def _passage(chance: random.Random, told: Sequence[str], decoys: Sequence[str]) -> Labelled:
    parts = [*chance.sample(FILLERS, chance.randint(1, 3)), chance.choice(told)]
    if chance.random() < 0.3:
        parts.append(chance.choice(decoys))
    chance.shuffle(parts)
    text, truths = "", []
    for part in parts:
        # Text whose neighbours would change what it means stands on lines of its own, as in a paper.
        gap = "\n" if "\n" in part or not text.endswith((".", "”")) or chance.random() < 0.4 else " "
        text += gap * bool(text)
        for kind, value in _filled(part, chance):
            if kind:
                truths.append(Truth(kind, len(text), len(text) + len(value)))
            text += value
    return Labelled(text, tuple(truths))


def _filled(template: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield pieces of a template with their kind, empty for what is not personal data."""
    at = 0
    person = _Person(chance)
    for place in _PLACE.finditer(template):
        yield "", template[at : place.start()]
        name = place[1] or place[2]
        yield (KINDS[name] if place[1] else ""), getattr(person, name)()
        at = place.end()
    yield "", template[at:]


KINDS = {
    "nhs": "nhs-number", "nino": "national-insurance-number", "born": "date-of-birth", "postcode": "postcode",
    "phone": "phone-number", "mobile": "phone-number", "email": "email-address", "case": "case-reference",
    "name": "name", "first": "name", "last": "name",
}  # fmt: skip


class _Person:
    """Makes up what templates ask for; one template speaks of one person."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._first, self._last = chance.choice(_FIRST), chance.choice(_LAST)

    def _digits(self, count: int) -> str:
        return "".join(self._chance.choice("0123456789") for _ in range(count))

    def first(self) -> str:
        return self._first

    def last(self) -> str:
        return self._last

    def name(self) -> str:
        return f"{self._first} {self._last}"

    def officer(self) -> str:
        return f"{self._chance.choice(_FIRST)} {self._chance.choice(_LAST)}"

    def surname(self) -> str:
        return self._chance.choice(_LAST)

    def age(self) -> str:
        return str(self._chance.randint(66, 97))

    def street(self) -> str:
        return f"{self._chance.randint(1, 140)} {self._chance.choice(_STREETS)}"

    def nhs(self) -> str:
        return self._nhs(valid=True)

    def badnhs(self) -> str:
        return self._nhs(valid=False)

    def _nhs(self, *, valid: bool) -> str:
        while True:
            nine = "9" + self._digits(8)
            check = (11 - sum(int(figure) * (10 - at) for at, figure in enumerate(nine)) % 11) % 11
            if check == 10:
                continue
            last = check if valid else (check + self._chance.randint(1, 8)) % 10
            ten = f"{nine}{last}"
            return self._chance.choice((f"{ten[:3]} {ten[3:6]} {ten[6:]}", f"{ten[:3]}-{ten[3:6]}-{ten[6:]}", ten))

    def nino(self) -> str:
        letters = self._chance.choice("ABCEHJKLMPRSTWXYZ") + self._chance.choice("ABCEHJKLMPRSTWXY")
        pairs = [self._digits(2) for _ in range(3)]
        joint = self._chance.choice(("", " "))
        return joint.join([letters.replace("ZZ", "AB").replace("TN", "TM").replace("NT", "NP"), *pairs,
                           self._chance.choice("ABCD")])  # fmt: skip

    def likenino(self) -> str:
        pairs = [self._digits(2) for _ in range(3)]
        letters, last = self._chance.choice(
            (("QQ", "C"), ("GB", "A"), ("DA", "B"), ("AB", "E"), ("FX", "F"), ("BO", "A"))
        )
        return self._chance.choice(("", " ")).join([letters, *pairs, last])

    def born(self) -> str:
        return self._date(self._chance.randint(1925, 2004))

    def day(self) -> str:
        return self._date(self._chance.randint(2019, 2026))

    def _date(self, year: int) -> str:
        day, month = self._chance.randint(1, 28), self._chance.randint(1, 12)
        form = self._chance.choice(_DATES)
        ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
        return form.format(day, month, year, year % 100, _MONTHS[month - 1], _MONTHS[month - 1][:3], ending)

    def month(self) -> str:
        return f"{self._chance.choice(_MONTHS)} {self._chance.randint(2019, 2026)}"

    def postcode(self) -> str:
        letters = "".join(self._chance.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
        return f"{self._chance.choice(_DISTRICTS)} {self._chance.choice('123456789')}{letters}"

    def phone(self) -> str:
        return self._chance.choice(_PHONES).format(self._digits(3))

    def mobile(self) -> str:
        return self._chance.choice(_MOBILES).format(self._digits(3))

    def email(self) -> str:
        first, last = _plain(self._first), _plain(self._last)
        local = self._chance.choice(
            (f"{first}.{last}", f"{first}{self._digits(2)}", f"{first[0]}_{last}", f"{last}+care")
        )
        return f"{local}@{self._chance.choice(_MAIL_HOMES)}"

    def official(self) -> str:
        first, last = _plain(self._chance.choice(_FIRST)), _plain(self._chance.choice(_LAST))
        domain = self._chance.choice(("larkmere.gov.uk", "nhs.net", "larkmere-trust.nhs.uk", "larkmere.police.uk"))
        return f"{first}.{last}@{domain}"

    def box(self) -> str:
        name = self._chance.choice(
            ("info", "enquiries", "adult.care", "safeguarding", "contact", "complaints.team", "admin")
        )
        return f"{name}@{self._chance.choice(('carers-larkmere.example', 'brightways.example.org', 'example.com'))}"

    def free(self) -> str:
        return self._chance.choice(_FREEPHONES).format(self._digits(3))

    def elevenref(self) -> str:
        return self._chance.choice(("01", "02", "07", "12", "55")) + self._digits(9)

    def tenref(self) -> str:
        return self._chance.choice("1234567") + self._digits(9)

    def case(self) -> str:
        return self._chance.choice((f"LAS-{self._digits(7)}", f"MO{self._digits(6)}/{self._digits(2)}"))

    def likecase(self) -> str:
        return self._chance.choice(
            (f"LAS-{self._digits(3)}", f"SC{self._digits(4)}/{self._digits(3)}", f"LAS{self._digits(2)}")
        )


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower().replace("ë", "e").replace("â", "a"))
