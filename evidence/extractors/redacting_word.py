"""Redacted copies of Word documents: what a reader of the printed pages sees, and the styles to show it with.

Everything else stays behind: fields' codes, content controls' settings, embedded files, fonts, properties,
parts for other programs.
"""

from pathlib import Path

from lxml import etree

from evidence.extractors import media, reasons, redacting_charts
from evidence.extractors.package import Package, local
from evidence.extractors.redacting_office import Copying, PartKind, main_part, relations_of
from evidence.extractors.redacting_stories import Stories, hidden_styles
from evidence.extractors.redacting_texts import remove
from evidence.extractors.redacting_words import Search
from evidence.readings import Redacted, Unreadable

_TYPE = "application/vnd.openxmlformats-officedocument."
_WORD = f"{_TYPE}wordprocessingml."
_DIAGRAM = f"{_TYPE}drawingml.diagram"
_MOST_PART = 48 * 1024**2  # bytes of XML; a tree takes ten times as much
_NEEDED = frozenset({"styles", "numbering", "settings", "fontTable", "theme", "footnotes", "endnotes"})
_SETTINGS = frozenset(
    {
        "mirrorMargins", "defaultTabStop", "autoHyphenation", "evenAndOddHeaders", "characterSpacingControl",
        "footnotePr", "endnotePr", "compat", "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator",
    }
)  # fmt: skip
_NOT_STYLES = frozenset({"latentStyles", "rsid", "vanish", "specVanish", "rPrChange", "pPrChange"})
_NOT_DRAWN = frozenset({"title", "desc", "catLst", "sampData", "styleData", "clrData"})  # what a gallery shows
_OF_ORIGIN = frozenset({"nsid", "tmpl"})
_FONTS = frozenset({"embedRegular", "embedBold", "embedItalic", "embedBoldItalic"})


def redact(path: Path, target: Path, search: Search) -> Redacted:
    """Write a copy of the Word document at ``path`` to ``target``, a mark in place of everything met; never macros.

    Raises ``Unreadable``.
    """
    with Package(path, most_part=_MOST_PART) as source:
        main = main_part(source, "word/document.xml")
        styles = next((one.target for one in relations_of(source, main).values() if one.kind == "styles"), "")
        stories = Stories(hidden_styles(source.xml(styles) if styles else None))
        copying = Copying(source, search, _kinds(stories), "word")
        name = copying.part("main", main)
        if name is None:
            raise Unreadable(reasons.DAMAGED)
        copying.write(target, name)
        copying.left_out.update(stories.left_out)
        copying.count_inside("word/comments", "comment", "comments")
        copying.count_parts(("word/vbaProject.bin", "macros"), ("customXml/item", "parts for other programs"))
        return copying.made(media.DOCX, *stories.sentences())


def _kinds(stories: Stories) -> dict[str, PartKind]:
    defined = {
        kind: PartKind(stem, f"{_DIAGRAM}{what}+xml", lambda root: _without(root, _NOT_DRAWN))
        for kind, stem, what in (
            ("diagramLayout", "diagrams/layout", "Layout"),
            ("diagramQuickStyle", "diagrams/quickStyle", "Style"),
            ("diagramColors", "diagrams/colors", "Colors"),
        )
    }
    return defined | {
        "diagramData": PartKind("diagrams/data", f"{_DIAGRAM}Data+xml", stories.shapes.clean),
        "main": PartKind("document", f"{_WORD}document.main+xml", stories.body, _NEEDED),
        "header": PartKind("header", f"{_WORD}header+xml", stories.story),
        "footer": PartKind("footer", f"{_WORD}footer+xml", stories.story),
        "footnotes": PartKind("footnotes", f"{_WORD}footnotes+xml", stories.notes_at_the_foot),
        "endnotes": PartKind("endnotes", f"{_WORD}endnotes+xml", stories.notes_at_the_foot),
        "styles": PartKind("styles", f"{_WORD}styles+xml", lambda root: _without(root, _NOT_STYLES)),
        "numbering": PartKind("numbering", f"{_WORD}numbering+xml", lambda root: _without(root, _OF_ORIGIN)),
        "fontTable": PartKind("fontTable", f"{_WORD}fontTable+xml", lambda root: _without(root, _FONTS)),
        "settings": PartKind("settings", f"{_WORD}settings+xml", _few_settings),
        "theme": PartKind("theme/theme", f"{_TYPE}theme+xml", stories.shapes.clean),
        "chart": PartKind("charts/chart", redacting_charts.MEDIA_TYPE, redacting_charts.clean),
    }


def _without(root: "etree._Element", names: frozenset[str]) -> None:
    for element in list(root.iter()):
        if local(element) in names:
            remove(element)


def _few_settings(root: "etree._Element") -> None:
    """Keep what arranges the text; names of templates, merged lists, variables and sessions go."""
    for element in list(root):
        if local(element) not in _SETTINGS:
            remove(element)
