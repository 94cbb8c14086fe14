"""The parts OpenDocument texts and spreadsheets have in common."""

from xml.sax.saxutils import escape

from sample.render.packed import packed
from sample.render.sheet_of_paper import Text

_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ENTRY = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'


def document(text: Text, media_type: str, body: str, automatic: str = "") -> bytes:
    """Return a whole OpenDocument file around the XML of its body."""
    content = (
        f"{_HEAD}<office:document-content {_NAMES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body>{body}</office:body></office:document-content>"
    )
    parts = [
        ("mimetype", media_type.encode()),
        ("content.xml", content.encode()),
        ("styles.xml", _styles(text).encode()),
        ("meta.xml", _meta(text).encode()),
        ("META-INF/manifest.xml", _manifest(media_type).encode()),
    ]
    return packed(parts, text.made_on, stored=frozenset({"mimetype"}))


def _styles(text: Text) -> str:
    return (
        f'{_HEAD}<office:document-styles {_NAMES}><office:styles><style:default-style style:family="paragraph">'
        '<style:text-properties fo:font-size="11pt" fo:language="en" fo:country="GB"/></style:default-style>'
        f"{_heading(1, 18)}{_heading(2, 14)}{_heading(3, 12)}</office:styles><office:automatic-styles>"
        '<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="21cm" '
        'fo:page-height="29.7cm" fo:margin="2cm"/><style:footer-style/></style:page-layout>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" '
        f'style:page-layout-name="Page"><style:footer><text:p>{escape(text.footer)}</text:p></style:footer>'
        "</style:master-page></office:master-styles></office:document-styles>"
    )


def _heading(level: int, points: int) -> str:
    return (
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph">'
        '<style:paragraph-properties fo:margin-top="0.4cm" fo:margin-bottom="0.2cm"/>'
        f'<style:text-properties fo:font-size="{points}pt" fo:font-weight="bold"/></style:style>'
    )


def _meta(text: Text) -> str:
    return (
        f"{_HEAD}<office:document-meta {_NAMES}><office:meta><dc:title>{escape(text.title)}</dc:title>"
        f"<dc:creator>{escape(text.author)}</dc:creator><meta:initial-creator>{escape(text.author)}"
        f"</meta:initial-creator><dc:date>{text.made_on.isoformat()}T10:00:00</dc:date>"
        f"<meta:creation-date>{text.made_on.isoformat()}T10:00:00</meta:creation-date>"
        "<meta:keyword>fictional sample</meta:keyword></office:meta></office:document-meta>"
    )


def _manifest(media_type: str) -> str:
    parts = "".join(_ENTRY.format(name, "text/xml") for name in ("content.xml", "styles.xml", "meta.xml"))
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2">{_ENTRY.format("/", media_type)}{parts}</manifest:manifest>'
    )
