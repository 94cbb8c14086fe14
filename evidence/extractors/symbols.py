"""Characters that a Word document holds as symbols of a font."""

from lxml import etree

from evidence.extractors.package import attribute

_PICTURES = ("wingdings", "webdings", "symbol", "marlett", "zapf", "bookshelf", "ms outlook", "mt extra")
"""How names of fonts begin whose letters show something else."""
_PRIVATE = range(0xF000, 0xF100)  # where Word puts the 256 signs of a font of symbols


def letters(symbol: "etree._Element") -> str:
    """Return the letter that a ``sym`` element shows; empty where it shows a picture or says nothing readable."""
    if attribute(symbol, "font").lower().startswith(_PICTURES):
        return ""
    try:
        code = int(attribute(symbol, "char"), 16)
        sign = chr(code - _PRIVATE.start if code in _PRIVATE else code)
    except (ValueError, OverflowError):
        return ""
    return sign if sign.isalnum() else ""
