"""Every hostile file there is, of every family; all are made by code when they are asked for."""

from tests.hostile.making_archives import ARCHIVES
from tests.hostile.making_mail import MAIL
from tests.hostile.making_old_office import OLD_OFFICE
from tests.hostile.making_pages import PAGES
from tests.hostile.making_pdf_burdens import PDF_BURDENS
from tests.hostile.making_pdf_tangles import PDF_TANGLES
from tests.hostile.making_pdf_traps import PDF_TRAPS
from tests.hostile.making_pictures import PICTURES
from tests.hostile.making_tables import TABLES
from tests.hostile.making_word_burdens import WORD_BURDENS
from tests.hostile.making_word_traps import WORD
from tests.hostile.sample import Hostile

FAMILIES = {
    "PDF that asks": PDF_TRAPS, "PDF that burdens": PDF_BURDENS, "PDF that tangles": PDF_TANGLES,
    "Word that asks": WORD, "Office that burdens": WORD_BURDENS, "tables": TABLES, "older Office": OLD_OFFICE,
    "archives": ARCHIVES, "pictures": PICTURES, "mail": MAIL, "pages, texts and names": PAGES,
}  # fmt: skip
CORPUS: tuple[Hostile, ...] = tuple(one for family in FAMILIES.values() for one in family.files)
THREATS = frozenset({"T5", "T6", "T13", "T14", "T15", "T16", "T18", "T21", "T22", "T34"})
"""What files can threaten; requests (T17) are in ``requests_to_refuse``."""
