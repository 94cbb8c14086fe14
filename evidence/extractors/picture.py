"""Pictures: they hold no text, only frames that OCR may read later."""

from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from evidence.extractors import media, reasons
from evidence.readings import Reading, Unreadable

MOST_PIXELS = 150_000_000  # a poster of size A0 at 300 dots per inch
MOST_FRAMES = 2_000
_TOO_MANY_FRAMES = f"Only the first {MOST_FRAMES:,} frames of this picture are looked at. If it has more, split it."
_LEAST_PIXELS = 20
"""Along either side; in less no word can be told."""
_FORMATS = ("PNG", "JPEG", "TIFF")
_TOO_LARGE = (
    "This picture is {width} by {height} pixels, more than can be read safely. "
    "Save it smaller, and add that as a new version."
)


class Picture:
    """Reads nothing of .png, .jpg and .tif but the number of frames."""

    media_types = (media.PNG, media.JPEG, media.TIFF)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return every frame as scanned in which there is room for a word."""
        del staging
        with open_picture(path) as picture:
            frames = frames_of(picture)
            scanned = tuple(page for page in range(1, frames + 1) if _has_room(picture, page))
        return Reading(frames, scanned_pages=scanned, notes=(_TOO_MANY_FRAMES,) if frames == MOST_FRAMES else ())


def frames_of(picture: Image.Image) -> int:
    """Return how many frames a picture has, up to ``MOST_FRAMES``: a small file can name any number of them.

    Leaves it at its first one. Raises whatever the library raises for a damaged picture.
    """
    if picture.format != "TIFF":
        # Of the others only phones' pairs of pictures have more than one, which come without being looked for.
        return int(getattr(picture, "n_frames", 1)) if picture.format != "PNG" else 1
    frames = 1
    with suppress(EOFError):
        while frames < MOST_FRAMES:
            picture.seek(frames)
            frames += 1
    picture.seek(0)
    return frames


def _has_room(picture: Image.Image, page: int) -> bool:
    if page > 1:
        picture.seek(page - 1)
    return min(picture.size) >= _LEAST_PIXELS


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
