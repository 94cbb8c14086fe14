"""The brief of every statement prints on one sheet of A4, also for one team with much held."""

from collections.abc import Callable

import pypdfium2
import pytest

from tests.browser.conftest import Server, Visit

BRIEFS = (*(f"/statements/QS{number}/brief" for number in range(1, 10)), "/statements/QS1/brief?label=locality:West")


@pytest.mark.parametrize("path", BRIEFS)
def test_a_brief_prints_on_one_sheet(path: str, sample_server: Server, visit: Callable[..., Visit]) -> None:
    seen = visit(sample_server)
    assert seen.open(path) == 200

    with pypdfium2.PdfDocument(seen.page.pdf(format="A4", prefer_css_page_size=True)) as printed:
        pages = len(printed)
        words = " ".join(printed[0].get_textpage().get_text_range().split())

    assert pages == 1
    assert "What we are improving" in words
    assert "not a judgement of the service" in words
    assert "Find an example" not in words, "the menu is not printed"
