"""Files that hide something, made from plain ones by adding or changing parts."""

import io
import zipfile

from PIL import ExifTags, Image, PngImagePlugin

from tests.evidence.extractors.making_packages import package

DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Asha Quill</dc:creator>'
    "<cp:lastModifiedBy>Ben Tallow</cp:lastModifiedBy><dc:description>For the panel only</dc:description>"
    "</cp:coreProperties>"
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Company>Larkmere Council</Company><Manager>Cleo Marsh</Manager>"
    "<Template>\\\\larkmere-files\\templates\\Case.dotx</Template></Properties>"
)
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property name="Client"><vt:lpwstr>Doreen Thornfell</vt:lpwstr></property></Properties>'
)
TEMPLATE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    'Target="file:///S:/Adults/Case.dotx" TargetMode="External"/></Relationships>'
)


def changed(content: bytes, parts: dict[str, str | bytes], *, replace: tuple[str, str, str] | None = None) -> bytes:
    """Return the package with more parts; ``replace`` is a part's name, and words in it to put others for."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        held: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    if replace:
        name, old, new = replace
        text = held[name]
        assert isinstance(text, bytes)
        assert old.encode() in text
        held[name] = text.replace(old.encode(), new.encode())
    return package(held | parts)


def office_properties() -> dict[str, str | bytes]:
    """Return the parts that name people, a company, a template and a client."""
    return {"docProps/core.xml": CORE, "docProps/app.xml": APP, "docProps/custom.xml": CUSTOM}


def photograph(kind: str = "JPEG") -> bytes:
    """Return a picture with a place, a camera, an author and a description."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Asha Quill"
    exif[ExifTags.Base.Make] = "Lumen"
    exif[ExifTags.Base.ImageDescription] = "Mrs Thornfell at her door"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (53.0, 30.0, 0.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "W", (2.0, 15.0, 0.0)
    made = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 60)).save(made, kind, exif=exif)
    return made.getvalue()


def told_png() -> bytes:
    """Return a PNG with words kept beside the picture, and bytes left over after its end."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Asha Quill")
    told.add_text("Comment", "Taken at 14 Larch Road")
    made = io.BytesIO()
    Image.new("RGB", (20, 20)).save(made, "PNG", pnginfo=told)
    return made.getvalue() + b"IDAT of an older, larger picture" + b"\0\0\0\0IEND\xaeB`\x82"


def plain_picture(kind: str) -> bytes:
    """Return a picture with nothing beside it."""
    made = io.BytesIO()
    Image.new("RGB", (20, 20)).save(made, kind)
    return made.getvalue()


def word_comments(author: str, said: str) -> dict[str, str | bytes]:
    """Return a part of Word comments with one comment."""
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inner = f'<w:comment w:id="0" w:author="{author}"><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:comment>'
    return {"word/comments.xml": f'<w:comments xmlns:w="{main}">{inner}</w:comments>'}
