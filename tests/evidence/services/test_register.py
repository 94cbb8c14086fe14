"""The register round trip: what people change comes back, and nothing else does."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from evidence.adapters.frameworks import schemas_folder
from evidence.domain.documents import Document
from evidence.domain.events import Change
from evidence.errors import Invalid
from evidence.services.drafts import TagDraft
from tests.evidence.services.register_builder import ASHA, BEN, START, Rows, World, edited, put, write_rows

FULL: dict[str, Any] = {
    "title": "Carers strategy", "kind": "strategy", "status": "draft", "owner": "Head of commissioning",
    "team": "Commissioning", "dated_on": date(2025, 4, 1), "covers_from": date(2025, 4, 1),
    "covers_to": date(2028, 3, 31), "approved_by": "Cabinet", "approved_on": date(2025, 3, 20),
    "review_by": date(2027, 4, 1), "sensitivity": "sensitive", "source": "unpaid-carers", "line": 2,
    "labels": ["locality:Northside", "voice:unpaid carers"], "master": "Intranet", "note": "Ask for easy read.",
}  # fmt: skip
NASTY = [
    "=1+1", "+44 20 7946 0000", "-5", "@SUM(A1)", "'=1", "''", "'Tis", "\tx", "a\r\nb\rc\nd", 'say "no"; or, not',
    "x" * 40_000, "😀" * 17_000, "_x0041_ and _x005F_", "bell\x07\x00\x7f\ufffe", "#REF!", "2025-01-01", "00123",
    "  spaced  ", "é\u0301\u202e", "|cmd", "1e5", "TRUE",
]  # fmt: skip
TEXT = some.text(some.characters(codec="utf-8"), min_size=1, max_size=60)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    opened = World(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture(params=["register.xlsx", "register.csv"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestUnchanged:
    def test_every_field_comes_back_as_it_went(self, world: World, name: str) -> None:
        ref = world.add(**FULL, presumed=["kind", "dated_on"])
        world.tag(
            ref, sub_topic="unpaid-carers", category="processes", stance="gap", proof="practice", source="people",
            impact="They get a break.", covers_from=date(2025, 1, 1), covers_to=date(2025, 2, 1),
            quote="Every carer", locator="p. 4",
        )  # fmt: skip
        plan = world.register.plan(world.export(name))
        assert (plan.changes, plan.wrong, plan.notes) == ((), (), ())

    @pytest.mark.parametrize("text", NASTY)
    def test_text_that_spreadsheets_spoil_comes_back(self, world: World, name: str, text: str) -> None:
        ref = world.add(title=text[:500].strip() or "-", note=text, owner=text)
        world.tag(ref, impact=text, quote=text)
        plan = world.register.plan(world.export(name))
        assert (plan.changes, plan.wrong, plan.notes) == ((), (), ())

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        texts=some.lists(some.text(some.characters(codec="utf-8"), min_size=1, max_size=60), min_size=1, max_size=8)
    )
    def test_any_text_comes_back(self, world: World, name: str, texts: list[str]) -> None:
        with world.catalogue.writing(ASHA) as work:
            for text in texts:
                document = world_document(text, work.next_id("E"))
                work.save(document)
            work.record("added")
        plan = world.register.plan(world.export(name))
        assert (plan.changes, plan.wrong, plan.notes) == ((), (), ())

    def test_a_workbook_saved_by_another_program_comes_back(self, world: World) -> None:
        ref = world.add(**FULL)
        world.tag(ref, category="processes")
        plan = world.register.plan(edited(world.export(), lambda _rows: None))
        assert plan.is_right
        assert plan.is_empty

    def test_tags_of_a_framework_not_in_force_are_left_alone(self, world: World) -> None:
        ref = world.add()
        world.tag(ref, framework="apa-2009-10", framework_version="1", statement="O1")
        assert world.register.plan(world.export()).is_empty

    def test_nothing_happens_and_no_event_is_recorded(self, world: World, name: str) -> None:
        world.add(**FULL)
        before = world.events()
        result = world.register.apply(ASHA, world.export(name))
        assert (result.event, world.events()) == (None, before)


def world_document(text: str, ref: str) -> Document:
    return Document(ref=ref, title=text, note=text * 3, owner=text, added_at=START, added_by="Asha")


class TestChanges:
    @pytest.mark.parametrize(
        ("header", "typed", "field", "value"),
        [
            ("Title", "New name", "title", "New name"),
            ("Title", "=1+1", "title", "=1+1"),
            ("Kind", "survey", "kind", "survey"),
            ("Kind", "Survey", "kind", "survey"),
            ("Status", "Final", "status", "final"),
            ("Dated on", "07/01/2025", "dated_on", date(2025, 1, 7)),
            ("Dated on", "7 January 2025", "dated_on", date(2025, 1, 7)),
            ("Sensitivity", "Sensitive", "sensitivity", "sensitive"),
            ("Who says so", "Unpaid carers", "source", "unpaid-carers"),
            ("Line of assurance", "3", "line", 3),
            (
                "Labels",
                "locality: Southside; voice: unpaid carers",
                "labels",
                ["locality:Southside", "voice:unpaid carers"],
            ),
            ("Note", "", "note", None),
        ],
    )
    def test_a_changed_cell_is_one_difference(
        self, world: World, name: str, header: str, typed: str, field: str, value: object
    ) -> None:
        ref = world.add(note="Old.", title="Old name")
        path = edited(world.export(name), put(header, typed))
        world.register.apply(ASHA, path)
        assert getattr(world.document(ref), field) == value

    def test_the_plan_shows_before_and_after_and_changes_nothing(self, world: World) -> None:
        ref = world.add(title="Old", dated_on=date(2025, 1, 1))
        before = world.events()

        def edit(rows: Rows) -> None:
            put("Title", "New")(rows)
            put("Dated on", date(2025, 2, 3))(rows)

        plan = world.register.plan(edited(world.export(), edit))
        assert plan.as_json()["changes"] == [
            {
                "sheet": "Documents", "row": 2, "what": "document changed", "ref": ref, "title": "Old", "tag": None,
                "confirmed": [],
                "differences": [
                    {"field": "title", "header": "Title", "before": "Old", "after": "New"},
                    {"field": "dated_on", "header": "Dated on", "before": "2025-01-01", "after": "2025-02-03"},
                ],
            }
        ]  # fmt: skip
        assert world.events() == before

    def test_a_changed_guess_is_confirmed_by_that(self, world: World) -> None:
        ref = world.add(kind="policy", presumed=["kind", "title"])
        world.register.apply(ASHA, edited(world.export(), put("Kind", "Plan")))
        assert (world.document(ref).kind, world.document(ref).presumed) == ("plan", ["title"])

    @pytest.mark.parametrize(
        ("typed", "left"), [("yes", []), ("Kind", ["title"]), ("Kind; Title", []), ("no", ["kind", "title"])]
    )
    def test_guesses_are_confirmed_as_the_row_says(
        self, world: World, name: str, typed: str, left: list[str]
    ) -> None:
        ref = world.add(presumed=["kind", "title"])
        world.register.apply(ASHA, edited(world.export(name), put("Confirm", typed)))
        assert world.document(ref).presumed == left

    def test_a_true_that_excel_made_of_yes_confirms(self, world: World) -> None:
        ref = world.add(presumed=["kind"])
        world.register.apply(ASHA, edited(world.export(), put("Confirm", True)))  # noqa: FBT003 - what the cell holds
        assert world.document(ref).presumed == []

    def test_a_blank_cell_in_a_list_of_ones_own_changes_nothing(self, world: World, tmp_path: Path) -> None:
        ref = world.add(file_name="Plan.docx", owner="Ben", note="Kept.")
        path = write_rows(
            tmp_path / "own.xlsx", {"My list": [["File name", "Owner", "Note"], ["plan.DOCX", "Asha", ""]]}
        )
        world.register.apply(ASHA, path)
        document = world.document(ref)
        assert (document.owner, document.note) == ("Asha", "Kept.")

    def test_columns_may_be_in_any_order_and_spelling_below_a_title(self, world: World, tmp_path: Path) -> None:
        ref = world.add()
        rows = [["Our evidence"], [], [" OWNER ", "dated-on", "reference"], ["Asha", "2025-01-07", "e1"]]
        world.register.apply(ASHA, write_rows(tmp_path / "own.xlsx", {"Documents": rows}))
        assert (world.document(ref).owner, world.document(ref).dated_on) == ("Asha", date(2025, 1, 7))

    def test_one_undo_takes_the_whole_import_back(self, world: World) -> None:
        refs = [world.add(title=f"Old {number}", presumed=["title"]) for number in range(3)]
        gone, kept = world.tag(refs[0]), world.tag(refs[1], statement="QS2")
        path = edited(world.export(), put("Confirm", "yes", row=3))
        edited(path, put("Title", "New"))

        def edit(rows: Rows) -> None:
            put("Remove", "yes")(rows)
            put("Stance", "gap", row=2)(rows)
            rows.append([""] * len(rows[0]))
            put("Reference", refs[2], row=3)(rows)
            put("Statement", "QS7", row=3)(rows)

        before = (world.register.rows(), world.events())
        result = world.register.apply(ASHA, edited(path, edit, "Tags"))
        assert world.events() == before[1] + 1 == result.event
        assert [tag.statement for tag in world.tags(refs[2])] == ["QS7"]
        assert (world.tags(refs[0]), world.tags(refs[1])[0].stance) == ([], "gap")
        world.undoing.undo(ASHA)
        assert world.register.rows() == before[0]
        assert ([tag.id for tag in world.tags(refs[0])], world.tags(refs[1])[0].id) == ([gone], kept)

    def test_the_event_names_documents_and_fields_and_no_value(self, world: World) -> None:
        ref = world.add()
        result = world.register.apply(ASHA, edited(world.export(), put("Note", "Mrs Canary called")))
        with world.catalogue.reading() as view:
            event = view.events(after=(result.event or 0) - 1)[0]
        assert (event.verb, event.refs, event.about["fields"]) == ("register imported", [ref], ["note"])
        assert "Canary" not in json.dumps(event.about)

    @pytest.mark.parametrize("again", range(2))
    def test_importing_the_same_file_again_changes_nothing(self, world: World, name: str, again: int) -> None:
        ref = world.add(presumed=["kind"], note="Old", text="Every carer is offered an assessment.")
        path = world.export(name)
        edited(path, put("Title", "New"))
        edited(path, put("Note", ""))
        edited(path, put("Confirm", "yes"))
        if name.endswith(".csv"):
            edited(path, put("Tags", "QS7/processes/practice; QS1"))
        else:
            edited(path, lambda rows: rows.append(["", ref, "", "QS1", *[""] * 9, "Every carer is  offered"]), "Tags")
        for _ in range(again + 1):
            world.register.apply(ASHA, path)
        before = (world.events(), world.register.rows())
        result = world.register.apply(BEN, path)
        assert (result.event, world.events(), world.register.rows()) == (None, *before)

    def test_a_file_can_be_imported_again_after_undo(self, world: World) -> None:
        ref = world.add(title="Old")
        path = edited(world.export(), put("Title", "New"))
        world.register.apply(ASHA, path)
        world.undoing.undo(ASHA)
        world.register.apply(ASHA, path)
        assert world.document(ref).title == "New"


class TestTags:
    def test_a_row_without_an_id_adds_a_tag(self, world: World) -> None:
        ref = world.add(text="Every carer is offered an assessment.")
        row = ["", ref, "", "QS1 Assessing needs", "unpaid-carers", "Processes", "", "Practice", "", "So.", "", "",
               "p. 1", "every carer is offered"]  # fmt: skip
        result = world.register.apply(ASHA, edited(world.export(), lambda rows: rows.append(row), "Tags"))
        (tag,) = world.tags(ref)
        assert result.tags == (tag.id,)
        names = ("statement", "sub_topic", "category", "stance", "proof", "impact", "locator", "quote")
        assert tuple(getattr(tag, name) for name in names) == (
            "QS1", "unpaid-carers", "processes", "strength", "practice", "So.", "p. 1", "Every carer is offered",
        )  # fmt: skip

    def test_the_same_new_tag_twice_is_made_once(self, world: World) -> None:
        ref = world.add()
        path = edited(world.export(), lambda rows: rows.extend([["", ref, "", "QS1"], ["", ref, "", "qs1"]]), "Tags")
        world.register.apply(ASHA, path)
        assert len(world.tags(ref)) == 1

    def test_a_tag_removed_and_added_anew_is_there(self, world: World) -> None:
        ref = world.add()
        old = world.tag(ref)

        def edit(rows: Rows) -> None:
            put("Remove", "yes")(rows)
            rows.insert(1, ["", ref, "", "QS1"])

        world.register.apply(ASHA, edited(world.export(), edit, "Tags"))
        (tag,) = world.tags(ref)
        assert (tag.statement, tag.id == old) == ("QS1", False)

    def test_a_row_that_is_left_out_removes_nothing(self, world: World) -> None:
        ref = world.add()
        world.tag(ref)
        world.register.apply(ASHA, edited(world.export(), lambda rows: rows.pop(), "Tags"))
        assert len(world.tags(ref)) == 1

    def test_a_csv_adds_tags_and_removes_those_it_names(self, world: World) -> None:
        ref = world.add()
        world.tag(ref, statement="QS1")
        world.tag(ref, statement="QS2", category="processes")
        path = edited(world.export("register.csv"), put("Tags", "remove QS1; QS7/processes/practice, QS2"))
        world.register.apply(ASHA, path)
        assert [(tag.statement, tag.category, tag.proof) for tag in world.tags(ref)] == [
            ("QS2", "processes", None),
            ("QS7", "processes", "practice"),
        ]

    def test_a_csv_that_leaves_a_tag_out_says_that_it_stays(self, world: World) -> None:
        world.tag(world.add())
        plan = world.register.plan(edited(world.export("register.csv"), put("Tags", "")))
        assert plan.is_empty
        assert plan.notes == (
            "Documents row 2: QS1 is left out of Tags, and stays. To remove it, write “remove QS1”.",
        )  # fmt: skip


def test_nothing_is_changed_when_one_row_is_wrong(world: World) -> None:
    refs = [world.add(title="One"), world.add(title="Two")]

    def edit(rows: Rows) -> None:
        put("Title", "New")(rows)
        put("Status", "finished", row=2)(rows)

    path = edited(world.export(), edit)
    with pytest.raises(Invalid) as raised:
        world.register.apply(ASHA, path)
    assert raised.value.details["wrong"][0]["column"] == "Status"
    assert world.document(refs[0]).title == "One"
    result = world.register.apply(ASHA, path, only_right=True)
    assert (world.document(refs[0]).title, result.skipped, result.as_json()["skipped"]) == ("New", 1, 1)


def test_rows_are_valid_against_the_published_schema(world: World) -> None:
    ref = world.add(**FULL, presumed=["kind"])
    world.tag(ref, category="processes", quote="Every carer", locator="p. 4")
    schema = json.loads((schemas_folder() / "register.schema.json").read_text("utf-8"))
    for row in world.register.rows():
        jsonschema.validate(row, schema, cls=jsonschema.Draft202012Validator)


def test_values_of_an_import_are_kept_as_changes_that_a_discard_can_purge(world: World) -> None:
    ref = world.add()
    result = world.register.apply(ASHA, edited(world.export(), put("Owner", "Asha")))
    with world.catalogue.reading() as view:
        assert [(change.kind, change.ref) for change in view.all(Change, seq=result.event)] == [("Document", ref)]


def test_a_document_tagged_by_hand_meanwhile_keeps_that_tag(world: World) -> None:
    ref = world.add()
    path = edited(world.export(), lambda rows: rows.append(["", ref, "", "QS1"]), "Tags")
    world.tagging.tag(BEN, [ref], TagDraft("QS1"))
    assert world.register.apply(ASHA, path).event is None
    assert len(world.tags(ref)) == 1


def test_lines_are_those_of_the_export_for_some_documents_in_the_order_asked(world: World) -> None:
    one, two = world.add(**FULL), world.add(title="Other", presumed=["title"])
    world.tag(one, category="processes")
    lines = world.register.lines([two, "E-0099", one])
    assert [line.cells["ref"] for line in lines] == [two, one]
    assert (lines[0].guessed, lines[1].cells["tags"]) == (frozenset({"title"}), "QS1/processes")
