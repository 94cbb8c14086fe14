"""Pictures: they hold no text, only frames that OCR may read later."""

from pathlib import Path
from typing import BinaryIO

from PIL import Image

from evidence.extractors import media, reasons
from evidence.readings import Reading, Unreadable

MOST_PIXELS = 150_000_000  # a poster of size A0 at 300 dots per inch
_MOST_FRAMES = 2_000
_FORMATS = ("PNG", "JPEG", "TIFF")
_TOO_LARGE = (
    "This picture is {width} by {height} pixels, more than can be read safely. "
    "Save it smaller, and add that as a new version."
)


class Picture:
    """Reads nothing of .png, .jpg and .tif but the number of frames."""

    media_types = (media.PNG, media.JPEG, media.TIFF)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return every frame as scanned."""
        del staging
        with open_picture(path) as picture:
            frames = min(getattr(picture, "n_frames", 1), _MOST_FRAMES) if picture.format != "PNG" else 1
        return Reading(frames, scanned_pages=tuple(range(1, frames + 1)))


def open_picture(path: Path | BinaryIO) -> Image.Image:
    """Open the picture at ``path``, or in a stream, without unpacking it; the caller closes it.

    Raises ``Unreadable`` for a damaged picture and for one of absurd size.
    """
    Image.MAX_IMAGE_PIXELS = None  # our own bound stands below, with a sentence instead of a warning
    try:
        picture = Image.open(path, formats=_FORMATS)
    except (OSError, ValueError, SyntaxError) as error:
        raise Unreadable(reasons.DAMAGED) from error
    check_size(picture)
    return picture


def check_size(picture: Image.Image) -> None:
    """Raise ``Unreadable`` when the frame at hand is of absurd size."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Unreadable(_TOO_LARGE.format(width=width, height=height))
