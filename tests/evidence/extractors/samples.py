"""One good and one broken sample of every kind of file that is read."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

from PIL import Image

from evidence.extractors import media
from evidence.readings import Reading, Unreadable
from tests.evidence.extractors import making_compound, making_packages, making_pdf, making_workbooks

Read = Callable[[bytes, str], Reading]
WORDS = "Waiting times for reablement fell."


@dataclass(frozen=True)
class Sample:
    """A file as it may be uploaded; ``locator`` is where ``WORDS`` stand in the good one, None for a picture."""

    name: str
    media_type: str
    good: Callable[[], bytes]
    locator: str | None
    broken: Callable[[bytes], bytes]


def cut_short(good: bytes) -> bytes:
    """Return the first two thirds, as a transfer that broke off leaves it."""
    return good[: len(good) * 2 // 3]


def eml(*, html_only: bool = False) -> bytes:
    """Return an email with an attachment, a small inline logo and a forwarded email."""
    message = EmailMessage()
    message["From"] = "Asha <asha@council.example>"
    message["To"] = "Ben <ben@council.example>"
    message["Date"] = "Wed, 31 Jan 2024 09:30:00 +0000"
    message["Subject"] = "Reablement – review"
    message["Message-ID"] = "<1@council.example>"
    message["MIME-Version"] = "1.0"
    if html_only:
        message.set_content(f"<p>Hello <b>re</b>all.</p><p>{WORDS}</p>", subtype="html")
    else:
        message.set_content(f"{WORDS}\n\nAsha")
        message.add_alternative(f"<p>{WORDS}</p>", subtype="html")
    message.add_attachment(b"The minutes.", maintype="text", subtype="plain", filename="minutes.txt")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline", cid="<logo>")
    forwarded = EmailMessage()
    forwarded["Subject"] = "Earlier"
    forwarded["From"] = "cleo@council.example"
    forwarded.set_content("The earlier message.")
    message.add_attachment(forwarded)
    return bytes(message)


def picture(kind: str, frames: int = 1) -> bytes:
    """Return a small grey picture."""
    made = io.BytesIO()
    first, *more = [Image.new("L", (60, 40), 200) for _ in range(frames)]
    options = {"save_all": True, "append_images": more} if more else {}
    first.save(made, kind, **options)
    return made.getvalue()


def text_of(content: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    """Return a maker of a text file."""
    return lambda: content.encode(encoding)


def settled(reading: Callable[[], Reading]) -> str:
    """Return what was read, or the reason why nothing was: for files where either is safe."""
    try:
        return " ".join(passage.text for passage in reading().passages) or "nothing"
    except Unreadable as refusal:
        return refusal.reason


def as_is(good: bytes) -> bytes:
    """Return the same: a text file cannot be damaged, only hold other words."""
    return good


_RTF = r"{\rtf1\ansi\ansicpg1252{\fonttbl\f0 Arial;}\f0 Areas to improve\par\par " + WORDS + r" Caf\'e9.\par}"
_HTML = f"<!doctype html><title>Reablement review</title><h1>Areas to improve</h1><p>{WORDS}</p><script>x()</script>"
_MARKDOWN = f"# Review\n\n## Areas to improve\n\n{WORDS}\n"

SAMPLES = (
    Sample(
        "a.pdf", media.PDF, lambda: making_pdf.pdf([["Front page"], [WORDS], []]), "p. 2", lambda good: good[:400]
    ),
    Sample("a.docx", media.DOCX, making_packages.full_docx, "section Areas to improve", cut_short),
    Sample(
        "a.docm",
        media.DOCM,
        lambda: making_packages.docx(making_packages.word_paragraph(WORDS), macros=True),
        "paragraph 1",
        cut_short,
    ),
    Sample("a.xlsx", media.XLSX, making_workbooks.xlsx, "sheet Waiting list, rows 3-5", cut_short),
    Sample("a.xlsm", media.XLSM, making_workbooks.xlsm, "sheet Waiting list, rows 3-5", cut_short),
    Sample("a.xlsb", media.XLSB, making_workbooks.xlsb, "sheet Waiting list, rows 3-4", cut_short),
    Sample("a.xls", media.XLS, making_compound.xls, "sheet Waiting list, rows 3-4", cut_short),
    Sample("a.pptx", media.PPTX, making_packages.pptx, "slide 1", cut_short),
    Sample("a.pptm", media.PPTM, lambda: making_packages.pptx(macros=True), "slide 1", cut_short),
    Sample("a.odt", media.ODT, making_packages.odt, "section Areas to improve", cut_short),
    Sample("a.ods", media.ODS, making_packages.ods, "sheet Waiting list, rows 3-4", cut_short),
    Sample("a.odp", media.ODP, making_packages.odp, "slide 1", cut_short),
    Sample("a.rtf", media.RTF, text_of(_RTF, "ascii"), "section Areas to improve", lambda good: good[:40]),
    Sample("a.html", media.HTML, text_of(_HTML), "section Areas to improve", as_is),
    Sample("a.csv", media.CSV, text_of(f"Team,What\nNorth,{WORDS}\n"), "rows 1-2", as_is),
    Sample("a.txt", media.TXT, text_of(f"{WORDS}\n"), "line 1", as_is),
    Sample("a.md", media.MARKDOWN, text_of(_MARKDOWN), "section Areas to improve", as_is),
    Sample("a.eml", media.EML, eml, "message", as_is),
    Sample("a.msg", media.MSG, making_compound.msg, "message", cut_short),
    Sample("a.png", media.PNG, lambda: picture("PNG"), None, lambda good: good[:20]),
    Sample("a.jpg", media.JPEG, lambda: picture("JPEG"), None, lambda good: good[:30]),
    Sample("a.tif", media.TIFF, lambda: picture("TIFF", 3), None, lambda good: good[:20]),
)
