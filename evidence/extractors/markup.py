"""Marks inside plain text: HTML tags that an export left behind, and Markdown's emphasis and links.

Only the marks go; every word stays.
"""

import html
import re

_KNOWN = (
    "p|b|i|u|a|s|em|br|hr|li|ul|ol|dl|dt|dd|td|th|tr|h[1-6]|div|sub|sup|img|font|span|code|small|strong|table|tbody"
    "|thead|tfoot|caption|center|strike|blockquote|section|article|header|footer|figure|figcaption|label|mark|del|ins"
)
_TAG = re.compile(rf"</?(?:{_KNOWN})(?:\s[^<>\n]*)?/?>", re.IGNORECASE)
_LINE_TAG = re.compile(
    r"</?(?:p|br|hr|li|ul|ol|dl|dt|dd|tr|h[1-6]|div|table|tbody|thead|blockquote|section|article)\b[^<>\n]*>",
    re.IGNORECASE,
)
_CELL_TAG = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_BOLD_LINE = re.compile(
    r"\s*(?:<(?:b|strong|u)>|\*\*|__|\s)+[^<*\n]+(?:</(?:b|strong|u)>|\*\*|__|\s)+", re.IGNORECASE
)
_BOLD_MARK = re.compile(r"<b>|<strong>|\*\*|__", re.IGNORECASE)
_CERTAIN = 2  # tags, one of them closing, before a text counts as holding HTML

_STRONG = re.compile(r"(?<!\*)\*\*(?=[^\s*])|(?<=[^\s*])\*\*(?!\*)")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])")
_UNDERSCORES = re.compile(r"(?<!\w)__(?=\S)([^_\n]+?)(?<=\S)__(?!\w)")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^()\s]*)(?:\s\"[^\"\n]*\")?\)")


def holds_html(text: str) -> bool:
    """Tell whether a plain text clearly has HTML tags in it, and not just a few "<" signs."""
    tags = _TAG.findall(text[:1_000_000])
    return len(tags) >= _CERTAIN and any(tag.startswith("</") for tag in tags)


def without_html(line: str) -> list[str]:
    """Return the lines that ``line`` makes once its tags are gone; table cells end in a tab."""
    if "<" in line:
        line = _TAG.sub("", _CELL_TAG.sub("\t", _LINE_TAG.sub("\n", line)))
    return html.unescape(line).split("\n")


def without_marks(line: str) -> str:
    """Return ``line`` without Markdown's marks for emphasis and links."""
    if "[" in line:
        line = _LINK.sub(r"\1", line)
    if "__" in line:
        line = _UNDERSCORES.sub(r"\1", line)
    if "*" in line:
        line = _EMPHASIS.sub(r"\1", _STRONG.sub("", line))
    return line


def is_bold_line(line: str) -> bool:
    """Tell whether the whole of ``line`` is set in bold by tags or marks."""
    return bool(_BOLD_MARK.search(line)) and bool(_BOLD_LINE.fullmatch(line))
