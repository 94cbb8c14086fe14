"""Finding elements of a page in a test by the plainest of selectors."""

import re

import lxml.html

_STEP = re.compile(
    r"(?P<tag>\w+)|\.(?P<class>[\w-]+)|#(?P<id>[\w-]+)|\[(?P<name>[\w-]+)(?:(?P<how>[\^$]?=)'?(?P<value>[^'\]]*)'?)?\]"
)


def pick(element: lxml.html.HtmlElement, selector: str) -> list[lxml.html.HtmlElement]:
    """Return what a selector finds below an element: tags, ``.class``, ``#id``, ``[name^='value']``, one in another.

    >>> [one.text for one in pick(lxml.html.fromstring("<p><b id='x'>a</b><b class='y z'>b</b></p>"), "b.z")]
    ['b']
    """
    path = "."
    for part in selector.split():
        steps = [found.groupdict() for found in _STEP.finditer(part)]
        path += "//" + next((step["tag"] for step in steps if step["tag"]), "*") + "".join(map(_test, steps))
    return element.xpath(path)


def _test(step: dict[str, str | None]) -> str:
    if step["class"]:
        return f"[contains(concat(' ', normalize-space(@class), ' '), ' {step['class']} ')]"
    if step["id"]:
        return f"[@id='{step['id']}']"
    name, value = step["name"], step["value"]
    if step["how"] == "^=":
        return f"[starts-with(@{name}, '{value}')]"
    if step["how"] == "$=":
        return f"[substring(@{name}, string-length(@{name}) - {len(value or '') - 1}) = '{value}']"
    return f"[@{name}='{value}']" if step["how"] else f"[@{name}]" if name else ""
