"""Readiness as one web page that needs nothing else: to read, print or attach."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from evidence.domain.readiness import NOT_A_JUDGEMENT, Readiness, StatementReadiness
from evidence.domain.readiness_words import PROOF_WORDS, day_words, number, source_words
from evidence.reports import readiness_phrases as phrases

_REF = re.compile(r"\b[A-Z]{1,3}-[0-9]+\b")
_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True)
class ReadinessHtml:
    """A standalone page: no script, no address to fetch, every value escaped."""

    name: str = "readiness-html"
    title: str = "Readiness as a web page"
    format: str = "html"
    media_type: str = "text/html; charset=utf-8"
    suffix: str = ".html"

    def render(self, readiness: Readiness, *, council: str = "") -> bytes:
        """Return UTF-8; a verdict is always a word with its count, never a colour alone."""
        page = _template().render(
            readiness=readiness,
            phrases=phrases,
            note=NOT_A_JUDGEMENT,
            about=phrases.about_lines(readiness, council),
            ratings=phrases.rating_lines(readiness),
            titles=phrases.map_columns(readiness),
            themes=_themes(readiness),
            day_words=day_words,
            number=number,
        )
        return phrases.clean(page).encode()


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "awaited": _awaited,
        "proof": PROOF_WORDS.__getitem__,
        "sources": _sources,
        "stances": _stances,
        "whole": whole,
    }
    return environment.get_template("readiness.html")


def whole(text: str) -> Markup:
    """Escape a sentence and keep its references from breaking at the hyphen.

    >>> whole("<E-0042>")
    Markup('&lt;<span class="ref">E-0042</span>&gt;')
    """
    return Markup(_REF.sub(r'<span class="ref">\g<0></span>', str(escape(text))))  # noqa: S704 -- escaped before


def _sources(sources: tuple[str, ...]) -> str:
    return source_words(sources) if sources else "not known"


def _awaited(marks: tuple[str, ...]) -> str:
    """The marks under a heading that says "to confirm" already."""
    said = [mark.removesuffix(" to confirm").removesuffix(" is not known") for mark in marks]
    return ", ".join(said) or "nothing"


def _stances(stances: tuple[str, ...]) -> str:
    return ", ".join(phrases.STANCE_TITLES.get(stance, stance) for stance in stances)


def _themes(readiness: Readiness) -> list[dict[str, Any]]:
    """Statements by theme, in the framework's order."""
    found: defaultdict[tuple[int, str], list[StatementReadiness]] = defaultdict(list)
    for statement in readiness.statements:
        found[statement.theme, statement.theme_title].append(statement)
    return [{"number": key[0], "title": key[1], "statements": inside} for key, inside in found.items()]
