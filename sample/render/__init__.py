"""One renderer for each file format: a text in, the bytes of a real file out, the same bytes every time."""

from collections.abc import Callable

from sample.render import (
    csv_table,
    docx,
    eml,
    html_page,
    md,
    ods,
    odt,
    pdf,
    png,
    pptx,
    rtf,
    scan,
    txt,
    xlsx,
    zip_archive,
)
from sample.render.sheet_of_paper import Text

RENDERERS: dict[str, Callable[[Text], bytes]] = {
    "csv": csv_table.render,
    "docx": docx.render,
    "eml": eml.render,
    "html": html_page.render,
    "md": md.render,
    "ods": ods.render,
    "odt": odt.render,
    "pdf": pdf.render,
    "png": png.render,
    "pptx": pptx.render,
    "rtf": rtf.render,
    "scan": scan.render,
    "txt": txt.render,
    "xlsx": xlsx.render,
    "zip": zip_archive.render,
}


def render(name: str, text: Text) -> bytes:
    """Return the bytes of a file in this format.

    Raises ``ValueError`` for a format there is no renderer for.
    """
    if name not in RENDERERS:
        raise ValueError(f"there is no renderer for '{name}'; there are {', '.join(sorted(RENDERERS))}")
    return RENDERERS[name](text)
