"""Wrong rows of a register: each is named with its row, column, value and what to write instead."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from evidence.errors import Invalid
from tests.evidence.services.register_builder import BEN, Rows, World, edited, put, write_rows


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    opened = World(tmp_path / "library")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("header", "typed", "says"),
    [
        ("Kind", "Polcy", "Did you mean “Policy”?"),
        ("Kind", "", "always has a kind"),
        ("Title", "", "always has a title"),
        ("Title", "x" * 501, "between 1 and 500"),
        ("Title", datetime(2025, 3, 1), "turned this into a date"),  # noqa: DTZ001 - a spreadsheet has no zones
        ("Status", "Fnal", "Did you mean “final”?"),
        ("Status", "withdrawn", "evidence withdraw"),
        ("Sensitivity", "secret", "sensitive"),
        ("Who says so", "peopel", "Did you mean “people”?"),
        ("Line of assurance", 4, "1 (management)"),
        ("Labels", "Northside", "is not a label"),
        ("Dated on", "07/01/25", "two digits"),
        ("Dated on", "7 Jan 25", "two digits"),
        ("Dated on", "2025", "not a day"),
        ("Dated on", "31/02/2025", "no such day"),
        ("Dated on", "01/25/2025", "The day comes first"),
        ("Dated on", "01/01/0205", "cannot be right"),
        ("Dated on", "7 Smarch 2025", "no such month"),
        ("Dated on", 45664, "a number instead of a day"),
        ("Covers to", "01/01/2024", "ends before it begins"),
        ("Note", "#REF!", "Type the value itself"),
        ("Confirm", "maybe", "Write yes"),
        ("Reference", "E-0999", "no document of this reference"),
        ("Reference", "", "names no document"),
        ("Reference", "#REF!", "Type the value itself"),
        ("File name", "#REF!", "Type the value itself"),
        ("Revision", datetime(2025, 3, 1), "turned this into a date"),  # noqa: DTZ001 - a spreadsheet has no zones
        ("Revision", "today", "not what the register wrote"),
    ],
)
def test_a_wrong_cell_is_named_with_what_to_write(world: World, header: str, typed: Any, says: str) -> None:
    world.add(covers_from=date(2025, 1, 1), kind="policy")

    def edit(rows: Rows) -> None:
        put("File name", "")(rows)
        put("Owner", "Asha")(rows)
        if header == "File name":
            put("Reference", "")(rows)
        put(header, typed)(rows)

    (wrong,) = world.register.plan(edited(world.export(), edit)).wrong
    assert (wrong.sheet, wrong.row, wrong.column) == ("Documents", 2, header)
    assert says.casefold() in wrong.advice.casefold()


@pytest.mark.parametrize(
    ("header", "typed", "says"),
    [
        ("Statement", "QS12", "Use one of: QS1"),
        ("Statement", "Safegarding", "Did you mean “Safeguarding”?"),
        ("Statement", "", "always has a statement"),
        ("Sub-topic", "unpaid carrers", "Did you mean “unpaid-carers”?"),
        ("Evidence category", "Proceses", "Did you mean “Processes”?"),
        ("Stance", "strong", "strength"),
        ("What it shows", "practise", "Did you mean “practice”?"),
        ("Covers to", "01/01/2024", "ends before it begins"),
        ("Remove", "perhaps", "Write yes"),
        ("Quote", "Other words", "cannot be changed"),
        ("Tag", "T-99999", "Leave the cell blank"),
        ("Reference", "E-0002", "is a tag of E-0001"),
    ],
)
def test_a_wrong_cell_of_a_tag_is_named(world: World, header: str, typed: str, says: str) -> None:
    ref = world.add()
    world.add()
    world.tag(ref, covers_from=date(2025, 1, 1))
    (wrong,) = world.register.plan(edited(world.export(), put(header, typed), "Tags")).wrong
    assert (wrong.sheet, wrong.row, wrong.column) == ("Tags", 2, header)
    assert says in wrong.advice


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (["", "E-0001", "", "QS1", *[""] * 9, "Nobody is offered"], "Quote", "These words do not stand in E-0001"),
        (["", "E-0001", "", "QS1", *[""] * 8, "p. 9"], "Passage", "has no passage"),
        (["", "E-0001", "", ""], "Statement", "always has a statement"),
        (["", "E-0001", "", "", "", "Processes"], "Statement", "always has a statement"),
        (["", "", "", "QS1"], "Reference", "names no document"),
        (["", "E-0002", "", "QS1", *[""] * 9, "Any words"], "Passage", "is not held"),
        (["", "E-0001", "", "QS1", *[""] * 9, "#REF!"], "Quote", "Type the value itself"),
    ],
)
def test_a_wrong_new_tag_is_named(world: World, row: list[str], column: str, says: str) -> None:
    world.add(text="Every carer is offered an assessment.")
    world.add()
    (wrong,) = world.register.plan(edited(world.export(), lambda rows: rows.append(row), "Tags")).wrong
    assert (wrong.row, wrong.column) == (2, column)
    assert says in wrong.advice


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("QS12", "Use one of"),
        ("QS1/proceses", "Did you mean “Processes”?"),
        ("QS1/processes/some", "what it shows"),
        ("QS1/a/b/c", "is not a tag"),
        ("remove QS1", "Write “remove” and the id"),
    ],
)
def test_a_wrong_short_form_is_named(world: World, typed: str, says: str) -> None:
    ref = world.add()
    world.tag(ref)
    world.tag(ref, stance="gap")
    (wrong,) = world.register.plan(edited(world.export("register.csv"), put("Tags", f"QS1; {typed}"))).wrong
    assert (wrong.column, wrong.value in typed) == ("Tags", True)
    assert says in wrong.advice


def test_a_document_may_stand_in_one_row_only(world: World) -> None:
    world.add()
    (wrong,) = world.register.plan(edited(world.export(), lambda rows: rows.append(list(rows[1])))).wrong
    assert (wrong.row, wrong.advice) == (3, "E-0001 stands in row 2 already. Keep one row for each document.")


def test_a_file_name_that_two_documents_have_names_both(world: World, tmp_path: Path) -> None:
    world.add(file_name="plan.docx", folder="Adults/2024")
    ref = world.add(file_name="Plan.docx", folder="Adults/2025")
    rows = [["File name", "Folder", "Owner"], ["plan.docx", "", "Asha"], ["plan.docx", "2025", "Ben"]]
    plan = world.register.plan(write_rows(tmp_path / "own.xlsx", {"Documents": rows}))
    assert [(wrong.row, wrong.column) for wrong in plan.wrong] == [(2, "File name")]
    assert "E-0001 (in Adults/2024), E-0002 (in Adults/2025)" in plan.wrong[0].advice
    assert [change.ref for change in plan.changes] == [ref]


def test_a_file_name_that_is_not_there_names_the_nearest(world: World, tmp_path: Path) -> None:
    world.add(file_name="Carers strategy.docx")
    rows = [["File name", "Owner"], ["Carers stratgy.docx", "Asha"]]
    (wrong,) = world.register.plan(write_rows(tmp_path / "own.xlsx", {"Documents": rows})).wrong
    assert "The nearest is “Carers strategy.docx”" in wrong.advice


def test_one_column_sorted_without_the_others_is_noticed(world: World) -> None:
    for _ in range(2):
        world.add()
    path = edited(world.export(), put("File name", "E-0002.docx"))
    (wrong,) = world.register.plan(path).wrong
    assert "Was one column sorted" in wrong.advice


def test_wrong_columns_are_named_with_the_nearest(world: World) -> None:
    world.add()

    def edit(rows: Rows) -> None:
        rows[0][rows[0].index("Owner")] = "Ownr"
        rows[0][rows[0].index("Team")] = "title"
        rows[0].append("")
        rows[1].append("astray")

    unknown, twice, stray = world.register.plan(edited(world.export(), edit)).wrong
    assert (unknown.row, unknown.column, "Did you mean “Owner”?" in unknown.advice) == (1, "Ownr", True)
    assert (twice.row, "stands here twice" in twice.advice) == (1, True)
    assert (stray.row, stray.value, "without a header" in stray.advice) == (2, "astray", True)


def test_a_file_without_a_key_column_is_refused(world: World, tmp_path: Path) -> None:
    world.add()
    with pytest.raises(Invalid, match="no column Reference or File name"):
        world.register.plan(write_rows(tmp_path / "own.xlsx", {"Documents": [["Title", "Owner"], ["A", "B"]]}))


@pytest.mark.parametrize("sheets", [{"Documents": [["Reference", "Title"]]}, {"Documents": []}])
def test_a_file_without_rows_is_refused(world: World, tmp_path: Path, sheets: dict[str, Rows]) -> None:
    with pytest.raises(Invalid):
        world.register.plan(write_rows(tmp_path / "own.xlsx", sheets))


def test_a_workbook_without_our_sheets_is_refused_with_their_names(world: World, tmp_path: Path) -> None:
    rows: Rows = [["Reference", "Title"], ["E-0001", "New"]]
    with pytest.raises(Invalid, match="none called Documents or Tags"):
        world.register.plan(write_rows(tmp_path / "own.xlsx", {"One": rows, "Two": rows}))


def test_other_sheets_are_said_to_be_unread(world: World, tmp_path: Path) -> None:
    world.add()
    rows: Rows = [["Reference", "Title"], ["E-0001", "New"]]
    plan = world.register.plan(write_rows(tmp_path / "own.xlsx", {"Documents": rows, "My notes": [["x"]]}))
    assert (plan.notes, len(plan.changes)) == (("The sheet “My notes” was not read.",), 1)


def test_formulas_give_their_value_and_broken_ones_are_refused(world: World, tmp_path: Path) -> None:
    for _ in range(2):
        world.add(note="Old.")
    path = tmp_path / "own.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("Documents")
    for row, cells in enumerate([["Reference", "Note"], ["E-0001"], ["E-0002"]]):
        sheet.write_row(row, 0, cells)
    sheet.write_formula(1, 1, '="New"&"."', None, "New.")
    sheet.write_formula(2, 1, "=Gone!A1", None, "#REF!")
    workbook.close()
    plan = world.register.plan(path)
    assert [(change.ref, change.values) for change in plan.changes] == [("E-0001", {"note": "New."})]
    assert [(wrong.row, wrong.value) for wrong in plan.wrong] == [(3, "#REF!")]


def test_a_text_cut_for_its_cell_cannot_be_changed_there(world: World) -> None:
    world.add(note="x" * 40_000)

    def edit(rows: Rows) -> None:
        place = rows[0].index("Note")
        rows[1][place] = "New beginning " + rows[1][place][20:]

    (wrong,) = world.register.plan(edited(world.export(), edit)).wrong
    assert "longer than a cell" in wrong.advice


def test_a_withdrawn_document_is_reinstated_elsewhere(world: World) -> None:
    ref = world.add()
    world.documents.withdraw(BEN, ref)
    (wrong,) = world.register.plan(edited(world.export(), put("Status", "final"))).wrong
    assert "Reinstate it first" in wrong.advice


def test_a_tag_of_another_framework_is_not_changed(world: World) -> None:
    world.tag(world.add(), framework="apa-2009-10", framework_version="1", statement="O1")
    (wrong,) = world.register.plan(edited(world.export(), put("Stance", "gap"), "Tags")).wrong
    assert (wrong.column, "not in force" in wrong.advice) == ("Framework", True)


def test_a_bare_revision_number_is_compared_too(world: World, tmp_path: Path) -> None:
    ref = world.add()
    rows = [["Reference", "Owner", "Revision"], [ref, "Asha", 0]]
    path = write_rows(tmp_path / "own.xlsx", {"Documents": rows})
    assert world.register.plan(path).is_right
    world.documents.set(BEN, ref, {"team": "Ben’s"})
    assert [wrong.column for wrong in world.register.plan(path).wrong] == ["Revision"]


def test_a_tag_may_stand_in_one_row_only(world: World) -> None:
    world.tag(world.add())
    (wrong,) = world.register.plan(edited(world.export(), lambda rows: rows.append(list(rows[1])), "Tags")).wrong
    assert (wrong.row, wrong.advice) == (3, "T-00001 stands in row 2 already. Keep one row for each tag.")


def test_tags_turned_into_a_date_are_refused(world: World, tmp_path: Path) -> None:
    world.add()
    rows: Rows = [["Reference", "Tags"], ["E-0001", date(2025, 1, 7)]]
    (wrong,) = world.register.plan(write_rows(tmp_path / "own.xlsx", {"Documents": rows})).wrong
    assert (wrong.column, "turned this into a date" in wrong.advice) == ("Tags", True)


def test_a_new_row_to_be_removed_and_a_tag_gone_already_are_nothing(world: World) -> None:
    tag = world.tag(world.add())
    path = edited(world.export(), put("Remove", "yes"), "Tags")
    edited(path, lambda rows: rows.append(["", "E-0001", "", "QS1", *[""] * 10, "yes"]), "Tags")
    world.tagging.untag(BEN, tag)
    plan = world.register.plan(path)
    assert (plan.changes, plan.wrong) == ((), ())
