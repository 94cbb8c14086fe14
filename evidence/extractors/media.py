"""The kinds of file that the library takes: media type, usual suffix, and the name people use."""

from dataclasses import dataclass

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

PDF = "application/pdf"
DOCX = _WORD
DOCM = "application/vnd.ms-word.document.macroEnabled.12"
DOC = "application/msword"
XLSX = _EXCEL
XLSM = "application/vnd.ms-excel.sheet.macroEnabled.12"
XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
XLS = "application/vnd.ms-excel"
PPTX = _POWERPOINT
PPTM = "application/vnd.ms-powerpoint.presentation.macroEnabled.12"
PPT = "application/vnd.ms-powerpoint"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
RTF = "application/rtf"
HTML = "text/html"
CSV = "text/csv"
TXT = "text/plain"
MARKDOWN = "text/markdown"
EML = "message/rfc822"
MSG = "application/vnd.ms-outlook"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
ZIP = "application/zip"
LOCKED = "application/x-office-password-protected"
RIGHTS_MANAGED = "application/x-office-rights-managed"

DRAWN = frozenset({PDF, PNG, JPEG, TIFF})
"""Kinds whose pages can be drawn as pictures."""
TABLES = frozenset({XLSX, XLSM, XLSB, XLS, ODS, CSV})
"""Kinds that are rows and columns."""
REDACTED = frozenset({PDF, DOCX, DOCM, XLSX, XLSM})
"""Kinds that redacted copies can be made of; the copy has no macros."""
SHOWN_BY_BROWSERS = frozenset({PDF, PNG, JPEG})
"""Kinds that every browser shows by itself and that hold no page of scripts; no browser we know of shows TIFF."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: its usual suffix (empty where the content cannot tell) and what people call it."""

    suffix: str
    label: str


KINDS: dict[str, Kind] = {
    PDF: Kind(".pdf", "PDF"),
    DOCX: Kind(".docx", "Word document"),
    DOCM: Kind(".docm", "Word document with macros"),
    DOC: Kind(".doc", "Word 97-2003 document"),
    XLSX: Kind(".xlsx", "Excel workbook"),
    XLSM: Kind(".xlsm", "Excel workbook with macros"),
    XLSB: Kind(".xlsb", "Excel binary workbook"),
    XLS: Kind(".xls", "Excel 97-2003 workbook"),
    PPTX: Kind(".pptx", "PowerPoint presentation"),
    PPTM: Kind(".pptm", "PowerPoint presentation with macros"),
    PPT: Kind(".ppt", "PowerPoint 97-2003 presentation"),
    ODT: Kind(".odt", "OpenDocument text"),
    ODS: Kind(".ods", "OpenDocument spreadsheet"),
    ODP: Kind(".odp", "OpenDocument presentation"),
    RTF: Kind(".rtf", "rich text"),
    HTML: Kind(".html", "web page"),
    CSV: Kind(".csv", "comma-separated table"),
    TXT: Kind(".txt", "plain text"),
    MARKDOWN: Kind(".md", "Markdown text"),
    EML: Kind(".eml", "email"),
    MSG: Kind(".msg", "Outlook email"),
    PNG: Kind(".png", "PNG picture"),
    JPEG: Kind(".jpg", "JPEG picture"),
    TIFF: Kind(".tif", "TIFF picture"),
    ZIP: Kind(".zip", "zip archive"),
    LOCKED: Kind("", "Office file with a password"),
    RIGHTS_MANAGED: Kind("", "Office file with restricted permissions"),
}

TAKEN = (
    "PDF, Word, Excel, PowerPoint, OpenDocument, rich text, plain text, CSV, web pages, "
    "emails (.eml, .msg), PNG, JPEG and TIFF pictures, and zip archives of these"
)

_ALSO = {
    JPEG: (".jpeg", ".jpe"), TIFF: (".tiff",), HTML: (".htm", ".xhtml"), TXT: (".text", ".log"),
    MARKDOWN: (".markdown",), CSV: (".tsv",),
}  # fmt: skip
"""Other endings that people know these kinds by."""
_OFFICE_SUFFIXES = frozenset({".docx", ".docm", ".xlsx", ".xlsm", ".xlsb", ".pptx", ".pptm", ".doc", ".xls", ".ppt"})


def suffix_of(media_type: str, name: str = "") -> str:
    """Return the suffix that files of ``media_type`` should carry, with its dot.

    Where the content cannot tell (an Office file with a password), the suffix of ``name`` is kept if it is
    an Office one; otherwise the result is empty.
    """
    kind = KINDS.get(media_type)
    if kind is not None and kind.suffix:
        return kind.suffix
    dot = name.rfind(".")
    own = name[dot:].lower() if dot >= 0 else ""
    return own if own in _OFFICE_SUFFIXES else ""


def saved_as(media_type: str, name: str) -> str:
    """Return the name under which a file is handed out: it ends as the content asks, whatever it came with.

    >>> saved_as(TXT, "run.bat"), saved_as(JPEG, "Photo.JPEG")
    ('run.bat.txt', 'Photo.JPEG')
    """
    usual = suffix_of(media_type, name) or ".locked"
    return name if name.lower().endswith((usual, *_ALSO.get(media_type, ()))) else name + usual


def label_of(media_type: str) -> str:
    """Return what people call ``media_type``, or "file" for one that is not taken."""
    kind = KINDS.get(media_type)
    return kind.label if kind is not None else "file"
