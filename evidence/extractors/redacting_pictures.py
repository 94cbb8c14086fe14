"""Pictures inside office files, drawn anew: no place, camera, author, thumbnail or part that was cut off."""

import io

from lxml import etree
from PIL import Image

from evidence.extractors.package import local

Cut = tuple[float, float, float, float]
"""What is cut off at the left, top, right and bottom, as parts of the whole."""
WHOLE: Cut = (0.0, 0.0, 0.0, 0.0)
PNG = (".png", "image/png")
JPEG = (".jpeg", "image/jpeg")

_MOST_PIXELS = 60_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF")
_QUALITY = 92
_SIDES = ("l", "t", "r", "b")
_OLD_SIDES = ("cropleft", "croptop", "cropright", "cropbottom")
_OF_A_WHOLE = 100_000
_OF_AN_OLD_WHOLE = 65_536


def take_cut(element: "etree._Element") -> Cut:
    """Return how much of the picture that ``element`` shows is cut off, and take the cut out of the element.

    The copy's picture has no more than what was shown, so nothing is left to cut.
    """
    if local(element) == "imagedata":
        return _take(element, _OLD_SIDES)
    parent = element.getparent()
    if local(element) == "blip" and parent is not None:
        for one in parent:
            if local(one) == "srcRect":
                return _take(one, _SIDES)
    return WHOLE


def _take(element: "etree._Element", sides: tuple[str, ...]) -> Cut:
    left, top, right, bottom = (_part(element.attrib.get(side, "")) for side in sides)
    for side in sides:
        if _part(element.attrib.get(side, "")) > 0:
            del element.attrib[side]
    if left + right >= 1 or top + bottom >= 1:
        return WHOLE
    return left, top, right, bottom


def _part(value: str) -> float:
    try:
        if value.endswith("%"):
            part = float(value[:-1]) / 100
        elif value.endswith("f"):
            part = float(value[:-1]) / _OF_AN_OLD_WHOLE
        else:
            part = float(value) / (1 if "." in value else _OF_A_WHOLE)
    except ValueError:
        return 0.0
    return part if 0 < part < 1 else 0.0


def plain(data: bytes, cut: Cut = WHOLE) -> tuple[tuple[str, str], bytes] | None:
    """Return a picture's kind (suffix and media type) and its bytes, drawn anew; None where that cannot be done."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            width, height = picture.size
            if width * height > _MOST_PIXELS:
                return None
            left, top, right, bottom = cut
            frame = (
                round(width * left),
                round(height * top),
                round(width * (1 - right)),
                round(height * (1 - bottom)),
            )
            shown = picture.crop((frame[0], frame[1], max(frame[2], frame[0] + 1), max(frame[3], frame[1] + 1)))
            return _saved(shown, photograph=picture.format == "JPEG")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None


def nothing() -> tuple[tuple[str, str], bytes]:
    """Return a picture of nothing, for where one was that cannot stay."""
    return _saved(Image.new("RGBA", (1, 1)), photograph=False)


def _saved(picture: Image.Image, *, photograph: bool) -> tuple[tuple[str, str], bytes]:
    made = io.BytesIO()
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        empty = Image.new("RGBA", picture.size)
        seen = picture.getchannel("A").point(lambda value: 255 if value else 0)
        picture = Image.composite(picture, empty, seen)  # what shines through wholly may still hold colours
    elif picture.mode not in {"1", "L", "RGB"}:
        picture = picture.convert("RGB")
    picture.info = {}
    if photograph and picture.mode in {"L", "RGB"}:
        picture.save(made, "JPEG", quality=_QUALITY)
        return JPEG, made.getvalue()
    picture.save(made, "PNG")
    return PNG, made.getvalue()
