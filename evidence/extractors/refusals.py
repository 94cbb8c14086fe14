"""Naming kinds of file that the library does not take, so that a refusal can say what to do instead."""

_PICTURE = "a picture of a kind that the library does not take"
_VIDEO = "a video"
_SOUND = "a sound recording"
_PROGRAM = "a program"
_ARCHIVE = "an archive that is not a zip"
OTHER_OFFICE = "an Office file of a kind that the library does not take"
DAMAGED_OFFICE = "an Office file that is damaged"
_MAILBOX = "an Outlook data file (a whole mailbox)"

_MARKS = (
    (0, b"MZ", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut to a file, not the file itself"),
    (0, b"[InternetShortcut]", "a shortcut to a web page, not the page itself"),
    (4, b"ftypheic", _PICTURE),
    (4, b"ftypmif1", _PICTURE),
    (4, b"ftypM4A", _SOUND),
    (4, b"ftyp", _VIDEO),
    (4, b"moov", _VIDEO),
    (8, b"AVI ", _VIDEO),
    (8, b"WAVE", _SOUND),
    (8, b"WEBP", _PICTURE),
    (0, b"\x1aE\xdf\xa3", _VIDEO),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _VIDEO),
    (0, b"ID3", _SOUND),
    (0, b"\xff\xfb", _SOUND),
    (0, b"OggS", _SOUND),
    (0, b"fLaC", _SOUND),
    (0, b"GIF8", _PICTURE),
    (0, b"BM", _PICTURE),
    (0, b"<svg", _PICTURE),
    (0, b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (0, b"Rar!", _ARCHIVE),
    (0, b"\x1f\x8b", _ARCHIVE),
    (0, b"BZh", _ARCHIVE),
    (0, b"\xfd7zXZ\x00", _ARCHIVE),
    (257, b"ustar", _ARCHIVE),
    (0, b"SQLite format 3\x00", "a database"),
    (4, b"Standard Jet DB", "an Access database"),
    (4, b"Standard ACE DB", "an Access database"),
    (0, b"!BDN", _MAILBOX),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "a OneNote section"),
    (0, b"\x78\x9f\x3e\x22", "a winmail.dat file from Outlook"),
)
_TEXT_ALIKE = frozenset({b"MZ", b"BM", b"BZh", b"ID3"})  # short marks that a text may begin with

_ADVICE = {
    DAMAGED_OFFICE: "Open it in the program it was made with, save it again, and add that. ",
    _PICTURE: "Save it as PNG or JPEG. ",
    _VIDEO: "Add a page that says what it shows and where it is kept. ",
    _SOUND: "Add a written record of what was said. ",
    _ARCHIVE: "Unpack it and add the files in it. ",
    _MAILBOX: "Save the emails that matter one by one as .msg. ",
    "a shortcut to a file, not the file itself": "Open it, and add the file that it points to. ",
    "a shortcut to a web page, not the page itself": "Add the page's address as a link instead. ",
    "a OneNote section": "Export the page from OneNote as PDF or Word. ",
    "a Visio drawing": "Save it as PDF. ",
    "an e-book": "Save it as PDF. ",
    "an Apple iWork document": "Export it as PDF, Word, Excel or PowerPoint. ",
}


def seems_to_be(head: bytes) -> str:
    """Return what a file that begins with ``head`` seems to be, for a sentence; empty when unknown."""
    plain = b"\x00" not in head[:512]
    for at, mark, what in _MARKS:
        if head[at : at + len(mark)] == mark and not (plain and mark in _TEXT_ALIKE):
            return what
    start = head[:2048].lstrip().lower()
    if start.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in start:
        return _PICTURE
    return ""


def kind_of_zip(names: frozenset[str], types: bytes, mimetype: str) -> str:
    """Return what a zip that is no plain archive seems to be; empty for a plain archive."""
    open_document = mimetype.startswith("application/vnd.oasis.opendocument")
    for holds, what in (
        (b"visio" in types, "a Visio drawing"),
        (mimetype == "application/epub+zip", "an e-book"),
        (open_document, "an OpenDocument file of a kind that the library does not take"),
        ("Index/Document.iwa" in names or "Index.zip" in names, "an Apple iWork document"),
        ("META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names, _PROGRAM),
        (bool(types), OTHER_OFFICE),
    ):
        if holds:
            return what
    return ""


def advice_for(seems: str) -> str:
    """Return a sentence, with its space, on what to do with a file that ``seems`` so; often empty."""
    return _ADVICE.get(seems, "")
