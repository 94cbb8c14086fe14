"""Word and PowerPoint files that reach for other files and addresses, hold entities, or nest without end."""

from collections.abc import Callable

from tests.evidence.extractors.making_packages import CORE, content_types, package
from tests.hostile.sample import EXPANDED, Family, Traps

WORD = Family("T13", ".docx")

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "<w:p><w:r><w:t>Waiting times for reablement fell.</w:t></w:r></w:p>"

Parts = dict[str, str | bytes]


def relations(*rows: tuple[str, str, bool]) -> str:
    """Return relations of (last word of the type, target, whether it is said to be outside)."""
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{_TYPES}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if outside else ''}/>"
        for n, (kind, target, outside) in enumerate(rows)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'


def docx(body: str = WORDS, *, document: str | bytes = "", **parts: str | bytes) -> bytes:
    """Return a Word file; ``parts`` replace or add parts, their names written with __ for a slash."""
    held: Parts = {
        "[Content_Types].xml": content_types("word/document.xml", KIND),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", False)),
        "word/document.xml": document or f"<w:document {W} {R}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(),
        "docProps/core.xml": CORE,
    }
    named = {name.replace("__", "/"): value for name, value in parts.items()}
    return package({**held, **named})


_OUTSIDE = {
    "template": ("attachedTemplate", ""),
    "picture": ("image", '<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a" r:link="r0"/></w:drawing></w:r></w:p>'),
    "object": (
        "oleObject",
        '<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:o" r:id="r0" Type="Link"/></w:object></w:r></w:p>',
    ),
    "frame": ("frame", '<w:frameset><w:frame><w:sourceFileName r:id="r0"/></w:frame></w:frameset>'),
    "subdocument": ("subDocument", '<w:p><w:subDoc r:id="r0"/></w:p>'),
    "chunk": ("aFChunk", '<w:altChunk r:id="r0"/>'),
    "styles": ("styles", ""),
    "settings": ("settings", ""),
    "chart": ("chart", '<w:p><w:r><w:drawing><c:chart xmlns:c="urn:c" r:id="r0"/></w:drawing></w:r></w:p>'),
}


def _add_outside() -> None:
    for name, (kind, body) in _OUTSIDE.items():
        for where in ("address", "file"):

            def make(traps: Traps, kind: str = kind, body: str = body, where: str = where) -> bytes:
                target = traps.address if where == "address" else f"file://{traps.secret}"
                rows = [
                    (kind, target, True),
                    (kind, f"../../../../../..{traps.secret}", False),
                    (kind, target, False),
                ]
                held: dict[str, str | bytes] = {"word/_rels/document.xml.rels": relations(*rows)}
                return docx(WORDS + body, **{part.replace("/", "__"): value for part, value in held.items()})

            WORD.add(
                f"outside_{name}_by_{where}", make, "read", short=name in {"template", "chunk"} and where == "file"
            )


_add_outside()

_FIELDS = {
    "include_text": 'INCLUDETEXT "{secret}" \\* MERGEFORMAT',
    "include_picture": 'INCLUDEPICTURE "{address}" \\d',
    "dynamic_exchange": 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/c echo > {canary}"',
    "database": 'DATABASE \\d "{secret}" \\c "DSN=x" \\s "select *"',
    "link": 'LINK Excel.Sheet.12 "{address}" "A1" \\a',
}


def _add_fields() -> None:
    for name, code in _FIELDS.items():

        def make(traps: Traps, code: str = code) -> bytes:
            filled = code.replace("{secret}", str(traps.secret)).replace("{address}", traps.address)
            filled = filled.replace("{canary}", str(traps.canary)).replace('"', "&quot;")
            field = f'<w:p><w:fldSimple w:instr="{filled}"><w:r><w:t>shown</w:t></w:r></w:fldSimple></w:p>'
            return docx(WORDS + field)

        WORD.add(f"field_{name}", make, "read", short=name == "include_text")


_add_fields()


def declared(declarations: str, text: str = "&x;", head: str = '<?xml version="1.0"?>') -> str:
    """Return a main part with a document type of its own."""
    paragraph = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    return f"{head}<!DOCTYPE x [{declarations}]><w:document {W}><w:body>{WORDS}{paragraph}</w:body></w:document>"


def _laughs(deep: int) -> str:
    rows = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, deep))
    return f'<!ENTITY l0 "{EXPANDED}">{rows}'


def _in_every_part(traps: Traps, part: str) -> bytes:
    root = {"word/header1.xml": f"<w:hdr {W}>", "docProps/core.xml": "<coreProperties>"}.get(part, "<x>")
    close = root.split()[0].replace("<", "</").rstrip(">") + ">"
    entity = f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{traps.secret}"><!ENTITY y "{EXPANDED}">]>'
    return docx(**{part.replace("/", "__"): f'<?xml version="1.0"?>{entity}{root}<a>&x;&y;</a>{close}'})


_ENTITIES: dict[str, Callable[[Traps], str | bytes]] = {
    "plain": lambda _: declared(f'<!ENTITY x "{EXPANDED}">'),
    "file": lambda traps: declared(f'<!ENTITY x SYSTEM "file://{traps.secret}">'),
    "address": lambda traps: declared(f'<!ENTITY x SYSTEM "{traps.address}">'),
    "public": lambda traps: declared(f'<!ENTITY x PUBLIC "-//a//b//EN" "{traps.address}">'),
    "parameter": lambda traps: declared(f'<!ENTITY % p SYSTEM "{traps.address}"> %p;', "words"),
    "parameter_inside": lambda _: declared(f"<!ENTITY % p '<!ENTITY x \"{EXPANDED}\">'> %p;"),
    "laughs": lambda _: declared(_laughs(10), "&l9;"),
    "quadratic": lambda _: declared(f'<!ENTITY x "{EXPANDED * 3_000}">', "&x;" * 30_000),
    "itself": lambda _: declared('<!ENTITY x "&y;"><!ENTITY y "&x;">'),
    "default_attribute": lambda _: declared(f'<!ATTLIST w:t note CDATA "{EXPANDED}">', "words"),
    "type_alone": lambda _: declared("<!ELEMENT x ANY>", "words"),
    "sixteen_bits": lambda traps: declared(
        f'<!ENTITY x SYSTEM "file://{traps.secret}">', head='<?xml version="1.0" encoding="UTF-16"?>'
    ).encode("utf-16"),
    "seven_bits": lambda traps: declared(
        f'<!ENTITY x SYSTEM "file://{traps.secret}">', head='<?xml version="1.0" encoding="UTF-7"?>'
    ).encode("utf-7"),
    "mainframe": lambda traps: declared(
        f'<!ENTITY x SYSTEM "file://{traps.secret}">', head='<?xml version="1.0" encoding="cp037"?>'
    ).encode("cp037"),
    "catalogue": lambda traps: f'<?oasis-xml-catalog catalog="{traps.address}"?>' + declared("<!ELEMENT x ANY>", "w"),
    "include": lambda traps: (
        f'<w:document {W} xmlns:xi="http://www.w3.org/2001/XInclude"><w:body>{WORDS}'
        f'<xi:include href="file://{traps.secret}" parse="text"/></w:body></w:document>'
    ),
    "stylesheet": lambda traps: (
        f'<?xml-stylesheet href="{traps.address}" type="text/xsl"?>'
        f"<w:document {W}><w:body>{WORDS}</w:body></w:document>"
    ),
    "schema": lambda traps: (
        f'<w:document {W} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="urn:x {traps.address}"><w:body>{WORDS}</w:body></w:document>'
    ),
}


def _add_entities() -> None:
    for name, document in _ENTITIES.items():

        def make(traps: Traps, document: Callable[[Traps], str | bytes] = document) -> bytes:
            return docx(document=document(traps))

        WORD.add(
            f"entity_{name}", make, "read", "unread", threat="T14", short=name in {"file", "laughs", "mainframe"}
        )
    for part in ("word/header1.xml", "docProps/core.xml", "word/comments.xml", "word/styles.xml",
                 "word/_rels/document.xml.rels", "[Content_Types].xml", "_rels/.rels"):  # fmt: skip

        def make_part(traps: Traps, part: str = part) -> bytes:
            return _in_every_part(traps, part)

        name = part.rpartition("/")[2].partition(".")[0].strip("[]") or "package"
        WORD.add(f"entity_in_{name}_of_{len(part)}", make_part, "read", "unread", "refused", threat="T14")


_add_entities()
