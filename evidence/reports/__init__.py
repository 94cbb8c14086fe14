"""Outputs: one file each, and the list. A new one is a class in its own file and a line here."""

from evidence.reports.contract import Report
from evidence.reports.readiness_csv import ReadinessCsv
from evidence.reports.readiness_docx import ReadinessDocx
from evidence.reports.readiness_html import ReadinessHtml
from evidence.reports.readiness_json import ReadinessJson
from evidence.reports.readiness_text import ReadinessText

REPORTS: tuple[Report, ...] = (
    ReadinessText(),
    ReadinessHtml(),
    ReadinessDocx(),
    ReadinessCsv(),
    ReadinessJson(),
)
"""In the order of the menu."""
