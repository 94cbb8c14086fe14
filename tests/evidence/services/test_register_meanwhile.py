"""What happens to the library between an export and its import."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.errors import Invalid, StaleEdit
from tests.evidence.services.register_builder import ASHA, BEN, Rows, World, edited, put


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    opened = World(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture(params=["register.xlsx", "register.csv"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestMeanwhile:
    def test_a_row_that_somebody_else_changed_is_refused_with_who_and_what(self, world: World, name: str) -> None:
        ref = world.add(title="Old")
        path = edited(world.export(name), put("Owner", "Asha"))
        world.documents.set(BEN, ref, {"title": "Ben’s"})
        (wrong,) = world.register.plan(path).wrong
        assert (wrong.row, wrong.column) == (2, "Revision")
        assert "Ben changed Title on 22 November 2026" in wrong.advice

    def test_a_row_without_a_change_of_its_own_does_no_harm(self, world: World, name: str) -> None:
        ref = world.add(title="Old")
        world.add()
        path = edited(world.export(name), put("Owner", "Asha", row=2))
        world.documents.set(BEN, ref, {"owner": "Ben"})
        with pytest.raises(Invalid):
            world.register.apply(ASHA, path)
        assert world.register.apply(ASHA, path, only_right=True).plan.counts()["documents_changed"] == 1
        assert world.document(ref).owner == "Ben"

    def test_anyway_takes_the_row_all_the_same(self, world: World) -> None:
        ref = world.add(title="Old")
        path = edited(world.export(), put("Title", "Mine"))
        world.documents.set(BEN, ref, {"title": "Ben’s"})
        world.register.apply(ASHA, path, anyway=True)
        assert world.document(ref).title == "Mine"

    def test_a_tag_that_was_changed_or_removed_is_refused(self, world: World) -> None:
        ref = world.add()
        one, other = world.tag(ref), world.tag(ref, statement="QS2")
        mine, hers = world.export("mine.xlsx"), world.export("hers.xlsx")
        world.register.apply(BEN, edited(hers, put("Stance", "gap"), "Tags"))
        world.tagging.untag(BEN, other)

        def edit(rows: Rows) -> None:
            put("Stance", "planned")(rows)
            put("Stance", "planned", row=2)(rows)

        changed, removed = world.register.plan(edited(mine, edit, "Tags")).wrong
        assert f"{one} was changed" in changed.advice
        assert "Ben changed Stance" in changed.advice
        assert "removed by Ben on 22 November 2026" in removed.advice

    def test_a_plan_that_no_longer_holds_changes_nothing(self, world: World) -> None:
        ref = world.add(title="Old")
        plan = world.register.plan(edited(world.export(), put("Title", "Mine")))
        world.documents.set(BEN, ref, {"title": "Ben’s"})
        with pytest.raises(StaleEdit):
            world.register.apply(ASHA, plan)
        assert world.document(ref).title == "Ben’s"

    def test_a_plan_that_holds_is_carried_out_without_its_file(self, world: World) -> None:
        ref = world.add(title="Old")
        path = edited(world.export(), put("Title", "New"))
        plan = world.register.plan(path)
        path.unlink()
        world.register.apply(ASHA, plan)
        assert world.document(ref).title == "New"

    def test_a_new_guess_of_the_library_is_not_overwritten_by_the_old_one(self, world: World) -> None:
        ref = world.add(title="Old guess", presumed=["title"])
        path = edited(world.export(), put("Owner", "Asha"))
        with world.catalogue.writing(BEN) as work:
            document = world.document(ref)
            document.title = "New guess"
            work.save(document, remembered=False)
            work.record("text read", [ref])
        (wrong,) = world.register.plan(path).wrong
        assert "the library has read its text since" in wrong.advice
