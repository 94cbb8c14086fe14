"""Word, Excel, PowerPoint and OpenDocument files: what they hide is found and said where it is."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from evidence.extractors import media
from evidence.extractors.limits import Limits
from evidence.extractors.pool import Pool
from evidence.extractors.sniffing import sniff
from evidence.hidden_content import Hidden, HiddenContent
from evidence.readings import Late
from tests.evidence.extractors import making_hidden, making_packages, making_workbooks, samples
from tests.evidence.extractors.making_packages import docx, word_paragraph, word_run

Search = Callable[[bytes, str], HiddenContent]


@pytest.fixture
def search(pool: Pool, tmp_path: Path) -> Search:
    """Search bytes in a child, as an upload would be."""

    def searching(content: bytes, name: str) -> HiddenContent:
        path = tmp_path / "content"
        path.write_bytes(content)
        return pool.hidden(path, sniff(path, name))

    return searching


def finds(content: HiddenContent, *kinds: str) -> list[tuple[str, str]]:
    return [(one.where, one.what) for one in content.found if one.kind in kinds]


def run(text: str, *properties: str) -> str:
    return f"<w:r><w:rPr>{''.join(properties)}</w:rPr><w:t>{text}</w:t></w:r>"


WHITE = '<w:color w:val="FFFFFF"/>'


class TestProperties:
    @pytest.mark.parametrize(
        ("plain", "name"),
        [
            (lambda: docx(word_paragraph("Plain.")), "a.docx"),
            (making_workbooks.xlsx, "a.xlsx"),
            (making_packages.pptx, "a.pptx"),
        ],
        ids=["word", "excel", "powerpoint"],
    )
    def test_people_companies_and_paths_are_named(
        self, plain: Callable[[], bytes], name: str, search: Search
    ) -> None:
        parts = making_hidden.office_properties() | {"customXml/item1.xml": "<note><who>Olive Quillby</who></note>"}
        found = search(making_hidden.changed(plain(), parts), name)
        told = " ".join(what for _, what in finds(found, "author", "property", "folder-path"))
        for words in ("Asha Quill", "Ben Tallow", "Cleo Marsh", "For the panel only", "Larkmere Council",
                      "larkmere-files", "Client: Doreen Thornfell", "Olive Quillby"):  # fmt: skip
            assert words in told

    def test_the_usual_template_and_an_empty_author_are_nothing(self, search: Search) -> None:
        parts = {
            "docProps/core.xml": making_hidden.CORE.replace("Asha Quill", " "),
            "docProps/app.xml": "<Properties><Template>Normal.dotm</Template><Pages>3</Pages></Properties>",
        }
        found = search(making_hidden.changed(docx(word_paragraph("Plain.")), parts), "a.docx")
        assert [what for _, what in finds(found, "author", "property")] == [
            "last saved by: Ben Tallow",
            "comments: For the panel only",
        ]

    def test_a_template_on_a_server_is_a_path(self, search: Search) -> None:
        parts: dict[str, str | bytes] = {"word/_rels/settings.xml.rels": making_hidden.TEMPLATE}
        found = search(making_hidden.changed(docx(word_paragraph("Plain.")), parts), "a.docx")
        assert finds(found, "folder-path") == [("document", "It refers to “file:///S:/Adults/Case.dotx”")]

    def test_files_inside_and_details_of_their_pictures(self, search: Search) -> None:
        parts: dict[str, str | bytes] = {
            "word/embeddings/Microsoft_Excel_Worksheet.xlsx": b"PK",
            "word/media/image1.jpeg": making_hidden.photograph(),
            "docProps/thumbnail.jpeg": making_hidden.plain_picture("JPEG"),
        }
        found = search(making_hidden.changed(docx(word_paragraph("Plain.")), parts), "a.docx")
        assert "Microsoft_Excel_Worksheet.xlsx" in finds(found, "embedded-file")[0][1]
        assert finds(found, "place") == [("picture image1.jpeg", "It says where it was taken: 53.5000, -2.2500.")]
        assert ("picture image1.jpeg", "artist: Asha Quill") in finds(found, "author")
        assert len(finds(found, "kept-data")) == 1


class TestWord:
    def test_comments_and_changes_say_who_wrote_them(self, search: Search) -> None:
        def change(name: str, words: str, tag: str = "t") -> str:
            inner = f"<w:r><w:{tag}>{words}</w:{tag}></w:r>"
            return f'<w:{name} w:id="1" w:author="Ben Tallow">{inner}</w:{name}>'

        body = f"<w:p>{change('ins', 'added words')}{change('del', 'her real name', 'delText')}</w:p>"
        made = making_hidden.changed(docx(body), making_hidden.word_comments("Asha Quill", "Is Mrs Thornfell named?"))
        found = search(made, "a.docx")
        assert finds(found, "comment") == [("comments", "Asha Quill: “Is Mrs Thornfell named?”")]
        assert finds(found, "tracked-change") == [
            ("document", "Ben Tallow inserted “added words”"),
            ("document", "Ben Tallow deleted “her real name”"),
        ]

    def test_hidden_white_and_tiny_words(self, search: Search) -> None:
        body = "".join(
            (
                f"<w:p>{word_run('Seen ')}{run('set as hidden', '<w:vanish/>')}</w:p>",
                f"<w:p>{run('white on white', WHITE)}</w:p>",
                f"<w:p>{run('tiny', '<w:sz w:val=' + chr(34) + '2' + chr(34) + '/>')}</w:p>",
            )
        )
        found = search(docx(body), "a.docx")
        assert [what for _, what in finds(found, "hidden-text")] == [
            "Words set as hidden: “set as hidden”",
            "White or tiny words: “white on white”",
            "White or tiny words: “tiny”",
        ]

    def test_white_words_on_a_colour_are_seen(self, search: Search) -> None:
        cell = f"<w:tbl><w:tr><w:tc><w:p>{run('Team', WHITE)}</w:p></w:tc></w:tr></w:tbl>"
        banner = f'<w:p><w:pPr><w:shd w:fill="1F3864"/></w:pPr>{run("Banner", WHITE)}</w:p>'
        shown = f"<w:p>{run('shown', '<w:vanish w:val=' + chr(34) + '0' + chr(34) + '/>')}</w:p>"
        assert finds(search(docx(cell + banner + shown), "a.docx"), "hidden-text") == []

    def test_a_style_that_hides(self, search: Search) -> None:
        inner = '<w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr>'
        style = f'<w:style w:type="paragraph" w:styleId="Secret">{inner}</w:style>'
        made = making_hidden.changed(
            docx(word_paragraph("By its style.", "Secret")), {},
            replace=("word/styles.xml", "</w:styles>", f"{style}</w:styles>"),
        )  # fmt: skip
        assert finds(search(made, "a.docx"), "hidden-text") == [("document", "Words set as hidden: “By its style.”")]

    def test_cut_off_parts_of_a_picture(self, search: Search) -> None:
        body = f'<w:p><w:r><w:drawing><a:srcRect {making_hidden.DRAWING} l="25000"/></w:drawing></w:r></w:p>'
        whole = body.replace('l="25000"', "")
        assert len(finds(search(docx(body), "a.docx"), "cropped-picture")) == 1
        assert finds(search(docx(whole), "a.docx"), "cropped-picture") == []

    def test_a_plain_document_hides_nothing_but_its_author(self, search: Search) -> None:
        found = search(docx(word_paragraph("Plain.")), "a.docx")
        assert [one.kind for one in found.found] == ["author"]
        assert found.unsearched == ()

    def test_a_damaged_part_is_said_and_the_rest_is_searched(self, search: Search) -> None:
        made = making_hidden.changed(
            docx(f"<w:p>{run('set as hidden', '<w:vanish/>')}</w:p>"), {"word/comments.xml": "<w:comments"}
        )
        found = search(made, "a.docx")
        assert found.unsearched == ("Its comments could not be searched for hidden content.",)
        assert len(finds(found, "hidden-text")) == 1

    def test_very_many_comments_are_counted(self, search: Search) -> None:
        one = making_hidden.word_comments("Ben", "number 0")["word/comments.xml"]
        assert isinstance(one, str)
        start, _, rest = one.partition("<w:comment ")
        comment, _, end = rest.partition("</w:comment>")
        many = "".join(f"<w:comment {comment.replace('number 0', f'number {n}')}</w:comment>" for n in range(450))
        found = search(making_hidden.changed(docx(""), {"word/comments.xml": start + many + end}), "a.docx")
        assert len(finds(found, "comment")) == 200
        assert found.more == {"comment": 250}


def workbook() -> bytes:
    """Return a workbook with hidden rows, columns, sheets and cells, notes, and one row that is only empty."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Waiting list")
        for row in range(6):
            sheet.write_row(row, 0, (f"Name {row}", row, dt.date(1948, 3, row + 1).isoformat()))
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_row(40, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.set_column("H:J", None, None, {"hidden": True})
        sheet.write_string("D1", "white", book.add_format({"font_color": "#FFFFFF"}))
        sheet.write_string("E1", "title", book.add_format({"font_color": "#FFFFFF", "bg_color": "#1F3864"}))
        sheet.write_number("D2", 7, book.add_format({"num_format": ";;;"}))
        sheet.write_comment("A1", "Is this Mrs Thornfell?", {"author": "Ben Tallow"})
        for name, hide in (("Workings", "hide"), ("Deep", "very_hidden")):
            hidden = book.add_worksheet(name)
            hidden.write_row(0, 0, ("one", "two"))
            getattr(hidden, hide)()
    return made.getvalue()


class TestWorkbook:
    def test_hidden_rows_columns_and_cells_where_there_is_anything(self, search: Search) -> None:
        found = search(workbook(), "a.xlsx")
        assert finds(found, "hidden-cells") == [
            ("sheet Waiting list", "2 hidden rows with something in it, from row 3."),
            ("sheet Waiting list", "1 hidden column with something in it: B."),
            (
                "sheet Waiting list",
                "2 cells whose content cannot be seen (white, or a format that hides it): D1, D2.",
            ),
        ]

    def test_hidden_sheets(self, search: Search) -> None:
        assert finds(search(workbook(), "a.xlsx"), "hidden-sheet") == [
            ("sheet Workings", "A hidden sheet, 2 filled cells."),
            ("sheet Deep", "A sheet hidden even from Excel's menus, 2 filled cells."),
        ]

    def test_notes_say_cell_and_author(self, search: Search) -> None:
        assert finds(search(workbook(), "a.xlsx"), "comment") == [
            ("sheet Waiting list, cell A1", "Ben Tallow: “Is this Mrs Thornfell?”")
        ]

    def test_data_behind_pivot_tables_and_links(self, search: Search) -> None:
        cache = (
            '<pivotCacheDefinition recordCount="1200"><cacheSource><worksheetSource ref="A1:C9" sheet="Clients"/>'
            '</cacheSource><cacheFields><cacheField name="NHS number"/></cacheFields></pivotCacheDefinition>'
        )
        link = (
            "<externalLink><externalBook><sheetDataSet><v>7</v><v>8</v></sheetDataSet></externalBook></externalLink>"
        )
        parts: dict[str, str | bytes] = {
            "xl/pivotCache/pivotCacheDefinition1.xml": cache,
            "xl/externalLinks/externalLink1.xml": link,
            "xl/model/item.data": b"\0",
        }
        kept = [what for _, what in finds(search(making_hidden.changed(workbook(), parts), "a.xlsx"), "kept-data")]
        assert "1,200 rows" in kept[0]
        assert "sheet Clients" in kept[0]
        assert "NHS number" in kept[0]
        assert kept[1].startswith("2 values copied from another workbook")
        assert len(kept) == 3

    def test_hidden_sheets_of_the_older_kinds(self, search: Search) -> None:
        found = search(making_workbooks.xlsb(), "a.xlsb")
        assert found.found == ()
        assert "cannot be searched" in found.unsearched[0]


class TestSlides:
    def test_hidden_slides_notes_and_shapes_out_of_sight(self, search: Search) -> None:
        def shape(words: str, off: str = "0", hidden: str = "0") -> str:
            return (
                f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="n" hidden="{hidden}"/></p:nvSpPr><p:spPr><a:xfrm>'
                f'<a:off x="{off}" y="0"/><a:ext cx="100" cy="100"/></a:xfrm></p:spPr>'
                f"<p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
            )

        shapes = shape("on the slide") + shape("beside it", "-200") + shape("switched off", hidden="1")
        tree = f"<p:spTree>{shapes}</p:spTree>"
        made = making_hidden.changed(
            making_packages.pptx(), {"ppt/slides/slide9.xml": "<sld/>"},
            replace=("ppt/presentation.xml", "<p:sldIdLst>", '<p:sldSz cx="9144000" cy="6858000"/><p:sldIdLst>'),
        )  # fmt: skip
        made = making_hidden.changed(made, {}, replace=("ppt/slides/slide1.xml", "<p:sp>", f"{tree}<p:sp>"))
        found = search(made, "a.pptx")
        assert finds(found, "hidden-slide") == [("slide 3", "“Hidden slide.”")]
        assert finds(found, "notes") == [("slide 1, notes", "“Say this aloud.”")]
        assert finds(found, "hidden-text") == [
            ("slide 2", "A shape beside the slide: “beside it”"),
            ("slide 2", "A shape that is switched off: “switched off”"),
        ]
        assert finds(found, "kept-data") == [("presentation", "A slide that was taken out is still in the file.")]

    def test_comments_with_their_authors(self, search: Search) -> None:
        beside = ("r1", "comments", "../comments/comment1.xml")
        parts: dict[str, str | bytes] = {
            "ppt/commentAuthors.xml": (
                '<p:cmAuthorLst xmlns:p="urn:p"><p:cmAuthor id="4" name="Asha Quill"/></p:cmAuthorLst>'
            ),
            "ppt/comments/comment1.xml": (
                '<p:cmLst xmlns:p="urn:p"><p:cm authorId="4"><p:text>Whose story is this?</p:text></p:cm></p:cmLst>'
            ),
            "ppt/slides/_rels/slide1.xml.rels": making_packages.relations(beside),
        }
        found = search(making_hidden.changed(making_packages.pptx(), parts), "a.pptx")
        assert finds(found, "comment") == [("slide 2, comments", "Asha Quill: “Whose story is this?”")]


class TestOpenDocument:
    def test_a_text(self, search: Search) -> None:
        body = (
            "<text:tracked-changes><text:changed-region><text:deletion><office:change-info>"
            "<dc:creator>Ben</dc:creator></office:change-info><text:p>her real name</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes><text:p>Seen.<office:annotation>"
            "<dc:creator>Asha</dc:creator><text:p>Why?</text:p></office:annotation></text:p>"
            '<text:section text:display="none"><text:p>Not shown.</text:p></text:section>'
        )
        found = search(making_packages.open_document("text", body), "a.odt")
        assert finds(found, "tracked-change") == [("document", "Ben deleted “her real name”")]
        assert finds(found, "comment") == [("comments", "Asha: “Why?”")]
        assert finds(found, "hidden-text") == [("document", "Hidden words: “Not shown.”")]

    def test_a_spreadsheet(self, search: Search) -> None:
        rows = (
            '<table:table-row table:visibility="collapse"><table:table-cell><text:p>Secret</text:p>'
            "</table:table-cell></table:table-row>"
        )
        body = f'<table:table table:name="Workings">{rows}</table:table>'
        found = search(making_packages.open_document("spreadsheet", body), "a.ods")
        assert finds(found, "hidden-cells") == [("sheet Workings", "1 hidden row with something in it.")]

    def test_notes_of_slides(self, search: Search) -> None:
        found = search(making_packages.odp(), "a.odp")
        assert finds(found, "notes") == [("slide 1, notes", "“Say this aloud.”")]


class TestEveryKind:
    @pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.name)
    def test_every_kind_is_searched_or_says_that_it_was_not(self, sample: samples.Sample, search: Search) -> None:
        found = search(sample.good(), sample.name)
        searched = sample.media_type in {
            media.PDF, media.DOCX, media.DOCM, media.XLSX, media.XLSM, media.PPTX, media.PPTM, media.ODT, media.ODS,
            media.ODP, media.PNG, media.JPEG, media.TIFF, media.TXT, media.CSV, media.MARKDOWN,
        }  # fmt: skip
        assert bool(found.unsearched) != searched
        assert HiddenContent.from_dict(found.to_dict()) == found

    @pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.name)
    def test_broken_files_are_said_to_be_unsearched(self, sample: samples.Sample, pool: Pool, tmp_path: Path) -> None:
        path = tmp_path / "broken"
        good = sample.good()
        path.write_bytes(sample.broken(good))
        found = pool.hidden(path, sample.media_type)
        if sample.broken(good) != good:
            assert found.unsearched or found.found

    def test_a_locked_document_says_why(self, pool: Pool, tmp_path: Path) -> None:
        path = tmp_path / "locked"
        path.write_bytes(making_packages.open_document("text", "<text:p/>", encrypted=True))
        found = pool.hidden(path, media.ODT)
        assert found.found == ()
        assert "password" in found.unsearched[0]

    def test_a_search_that_takes_too_long_is_given_up(self, tmp_path: Path) -> None:
        path = tmp_path / "content"
        path.write_bytes(workbook())
        with Pool(1, staging=tmp_path / "staging", limits=Limits(hidden_seconds=0.0001)) as hasty:
            found = hasty.hidden(path, media.XLSX)
            with pytest.raises(Late):
                hasty.hidden(path, media.XLSX, within=0.0001)
        assert found.unsearched == (
            "It could not be searched for hidden content. That took longer than 0.0001 seconds.",
        )

    def test_finds_are_plain_data(self) -> None:
        find = Hidden("notes", "slide 7, notes", "“Say this.”", 7)
        assert Hidden.from_dict(find.to_dict()) == find
