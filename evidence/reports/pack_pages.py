"""The pages that packs carry, in the order in which the zip holds them. A new one is one line here."""

from evidence.reports.pack_index import PackIndex
from evidence.reports.pack_register import PackRegister
from evidence.reports.pack_summary import PackSummary
from evidence.services.pack_making import Page

PAGES: tuple[Page, ...] = (PackIndex(), PackRegister(), PackSummary())
