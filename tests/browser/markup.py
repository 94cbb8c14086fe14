"""What is wrong with a page's markup: the parser's own errors, and references that lead nowhere."""

import re
import warnings
from collections import Counter
from functools import cache

import lxml.html

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import html5lib

_REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "for", "list", "form")
_TAKEN_FROM_SCRIPTS = frozenset({"aria-controls"})


@cache
def faults(html: str) -> tuple[str, ...]:
    """Name each fault of a page in words; empty when there is none."""
    return (*_parse_errors(html), *_broken_references(html), *_headings(html))


def _parse_errors(html: str) -> list[str]:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    parser.parse(html)
    lines = html.splitlines()
    return [
        f"line {place[0]}: {code} {detail}: {lines[min(place[0], len(lines)) - 1].strip()[:120]}"
        for place, code, detail in parser.errors
    ]


def _broken_references(html: str) -> list[str]:
    tree = lxml.html.document_fromstring(html)
    ids = Counter(tree.xpath("//@id"))
    found = [f"the id {name} stands {times} times" for name, times in ids.items() if times > 1]
    for name in _REFERENCES:
        for value in tree.xpath(f"//@{name}"):
            found += [f'{name}="{one}" leads nowhere' for one in str(value).split() if one not in ids]
    for address in tree.xpath("//a/@href"):
        if re.fullmatch(r"#.+", address) and address[1:] not in ids:
            found.append(f"the link {address} leads nowhere")
    unnamed = tree.xpath("//input[not(@type='hidden') and not(@type='submit') and not(@name)]")
    return found + [f"a field without a name: {lxml.html.tostring(one)[:120]!r}" for one in unnamed]


def _headings(html: str) -> list[str]:
    tree = lxml.html.document_fromstring(html)
    levels = [int(one.tag[1]) for one in tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    found = [] if levels.count(1) == 1 else [f"{levels.count(1)} first headings"]
    before = 0
    for level in levels:
        if level > before + 1 and before:
            found.append(f"a heading of level {level} follows one of level {before}")
        before = level
    return found
