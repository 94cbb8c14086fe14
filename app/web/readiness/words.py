"""Sentences of readiness with the documents they name as links."""

import re

from markupsafe import Markup, escape

_REF = re.compile(r"\bE-\d{4,9}\b")
_LINK = '<a class="govuk-link ref" href="/documents/{0}">{0}</a>'


def with_links(sentence: str) -> Markup:
    """Escape a sentence and make each reference of a document in it a link.

    >>> str(with_links("Make E-0042 final & “<b>”."))
    'Make <a class="govuk-link ref" href="/documents/E-0042">E-0042</a> final &amp; “&lt;b&gt;”.'
    """
    linked = _REF.sub(lambda found: _LINK.format(found[0]), str(escape(sentence)))
    return Markup(linked)  # noqa: S704 - escaped first; what a link holds is letters, digits and a hyphen


def names_all(sentence: str, refs: tuple[str, ...]) -> bool:
    """Whether a sentence names all of these documents."""
    return set(refs) <= set(_REF.findall(sentence))
