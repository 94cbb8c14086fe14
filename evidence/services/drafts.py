"""What people state when they add or tag, before it is checked against framework and vocabulary."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from evidence.domain.documents import Document
from evidence.domain.frameworks import PROOFS, Framework
from evidence.domain.tags import STANCES
from evidence.domain.vocabulary import SOURCES, Vocabulary
from evidence.errors import Invalid

_LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True)
class TagDraft:
    """A tag as a person states it; only the statement is obligatory."""

    statement: str
    category: str | None = None
    sub_topic: str | None = None
    proof: str | None = None
    stance: str = "strength"
    source: str | None = None
    impact: str | None = None
    quote: str | None = None
    passage: str | None = None
    """A locator, such as ``p. 4``."""
    covers_from: date | None = None
    covers_to: date | None = None

    @classmethod
    def short(cls, text: str) -> "TagDraft":
        """Read the short form ``QS7``, ``QS7/processes`` or ``QS7/processes/practice``.

        >>> TagDraft.short("QS7/processes/practice").proof
        'practice'
        """
        parts = [part.strip() or None for part in text.split("/")]
        if not parts[0] or len(parts) > 3:  # noqa: PLR2004 - statement, category, what it shows
            raise Invalid(
                f"“{text}” is not a tag. Write a statement, then if you like a category and what it shows: "
                "QS7/processes/practice."
            )
        statement, category, proof = (*parts, None, None)[:3]
        return cls(statement=statement or "", category=category, proof=proof)

    def check(self, framework: Framework) -> dict[str, Any]:
        """Return the stated fields as references of ``framework``; raises ``Invalid`` for the first wrong one."""
        statement = framework.statement(self.statement)
        one_of("what it shows", self.proof, PROOFS)
        one_of("stance", self.stance, STANCES)
        one_of("source", self.source, SOURCES)
        if self.covers_from and self.covers_to and self.covers_from > self.covers_to:
            raise Invalid("The period covered ends before it begins. Check covers_from and covers_to.")
        return {
            "framework": framework.ref,
            "framework_version": framework.version,
            "statement": statement.ref,
            "sub_topic": framework.sub_topic(statement, self.sub_topic).ref if self.sub_topic else None,
            "category": framework.category(self.category).ref if self.category else None,
            "proof": self.proof,
            "stance": self.stance,
            "source": self.source,
            "impact": self.impact,
            "covers_from": self.covers_from,
            "covers_to": self.covers_to,
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person states about documents while adding them; all of it may be left to be presumed."""

    title: str | None = None
    owner: str | None = None
    team: str | None = None
    kind: str | None = None
    dated_on: date | None = None
    source: str | None = None
    tags: tuple[TagDraft, ...] = ()

    def check(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """Return the stated document fields, references resolved; raises ``Invalid`` for the first wrong one."""
        one_of("source", self.source, SOURCES)
        if self.title is not None and not 1 <= len(self.title.strip()) <= _LONGEST_TITLE:
            raise Invalid(f"A title has between 1 and {_LONGEST_TITLE} characters.", details={"field": "title"})
        stated: dict[str, Any] = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name in Document.model_fields and getattr(self, field.name) is not None
        }
        if self.kind:
            stated["kind"] = vocabulary.kind(self.kind).ref
        return stated


def one_of(what: str, value: str | None, allowed: tuple[str, ...]) -> None:
    """Raise ``Invalid``, naming what is accepted, unless ``value`` is absent or one of ``allowed``."""
    if value is not None and value not in allowed:
        raise Invalid(
            f"“{value}” is not a {what}. Use one of: {', '.join(allowed)}.",
            details={"field": what, "value": value, "known": list(allowed)},
        )
