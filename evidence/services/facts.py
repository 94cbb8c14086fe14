"""What is true of the whole library: the council's name and the dates of its assessment."""

from collections.abc import Mapping
from datetime import date

from evidence.domain.documents import Fact
from evidence.domain.looking_through import rules_from
from evidence.domain.people import Actor
from evidence.errors import Invalid
from evidence.ports import Catalogue

FIELDS = {
    "council": "The council's name, as packs and reports print it.",
    "visit_on": "The date of the on-site visit, year-month-day.",
    "return_due": "The date the information return is due, year-month-day.",
    "assessed_on": "The date the last assessment ended, when its report was published, year-month-day.",
    "case_references": "How your case system writes references, such as LAS-#######: # for a figure, @ for a letter.",
    "own_domains": "The domains of your own e-mail addresses, such as ashmere.example, parted by commas.",
}
_DATES = frozenset({"visit_on", "return_due", "assessed_on"})


class Facts:
    """Reads and sets the library's own facts."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def all(self) -> dict[str, str]:
        """Return the facts that are known, by name."""
        with self._catalogue.reading() as view:
            known = {fact.name: fact.value for fact in view.all(Fact)}
        return {name: known[name] for name in FIELDS if name in known}

    def council(self) -> str:
        """Return the council's name, or a plain phrase where nobody has given it."""
        return self.all().get("council", "Our council")

    def visit_on(self) -> date | None:
        """Return the day of the on-site visit, where one is known."""
        return self.day("visit_on")

    def day(self, name: str) -> date | None:
        """Return a fact that is a day, where it is known."""
        value = self.all().get(name)
        return date.fromisoformat(value) if value else None

    def set(self, actor: Actor, facts: Mapping[str, str]) -> dict[str, str]:
        """Set facts; an empty value clears one. Raises ``Invalid`` for an unknown name, a wrong date or pattern."""
        for name, value in facts.items():
            if name not in FIELDS:
                raise Invalid(f"There is no fact “{name[:40]}”. Facts: {', '.join(FIELDS)}.")
            if value and name in _DATES:
                try:
                    date.fromisoformat(value)
                except ValueError as error:
                    raise Invalid(f"{name}: write the date as year-month-day, such as 2026-11-22.") from error
        rules_from(facts.get("case_references", ""), facts.get("own_domains", ""))
        with self._catalogue.writing(actor) as work:
            for name, value in facts.items():
                fact = Fact(name=name, value=value.strip())
                work.save(fact) if fact.value else work.remove(fact)
            work.record("facts set", about={"facts": sorted(facts)})
        return self.all()
