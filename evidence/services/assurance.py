"""Readiness on any day, scores by several judges, actions that answer gaps, and who leads what."""

import gc
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from threading import Lock

from evidence.domain import readiness as rules_of_readiness
from evidence.domain.assurance import JUDGES, Action, ActionState, Assignment, Leading, Score
from evidence.domain.frameworks import Framework
from evidence.domain.people import Actor
from evidence.domain.readiness import Judged, Readiness
from evidence.domain.rules import CellChange, differences
from evidence.domain.tags import Tag
from evidence.errors import Conflict, Invalid, NotFound, StaleEdit
from evidence.ports import Catalogue, Clock, Reading
from evidence.services.documents import document_in
from evidence.services.drafts import one_of
from evidence.services.facts import Facts
from evidence.services.frameworks import Frameworks
from evidence.services.shelf import Shelf

_KEPT = 4
"""Pictures that are kept: today's under the framework in force, and a few that somebody looks at beside it."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking through tens of thousands of rows that are all in use."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Assurance:
    """Judges how well statements are evidenced, and keeps what people judge and plan."""

    def __init__(
        self, catalogue: Catalogue, frameworks: Frameworks, shelf: Shelf, facts: Facts, clock: Clock
    ) -> None:
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._shelf = shelf
        self._facts = facts
        self._clock = clock
        self._assessing = Lock()
        self._assessed: OrderedDict[tuple[int, date, str], Readiness] = OrderedDict()
        self._judged: dict[str, Judged] = {}

    def readiness(
        self, *, on: date | None = None, framework: str | None = None, proposed: Mapping[str, str] | None = None
    ) -> Readiness:
        """Assess every statement on a day (today unless told), under the framework in force unless told.

        ``proposed`` are rules to try; nothing is saved. Answers the same object again until an event changes it.
        """
        day = on or self._clock.today()
        if proposed:
            return self._assess(self._frameworks.proposed(proposed), day)
        with self._catalogue.reading() as view:
            chosen, key = self._frameworks.seen_in(view, framework), view.last_event()
        # One thread assesses; others who ask the same meanwhile wait for its answer.
        with self._assessing:
            known = self._assessed.pop((key, day, chosen.ref), None) or self._assess(chosen, day)
            self._assessed[key, day, chosen.ref] = known
            if len(self._assessed) > _KEPT:
                self._assessed.popitem(last=False)
        return known

    def _assess(self, framework: Framework, on: date) -> Readiness:
        visit_on = self._facts.visit_on()
        with self._catalogue.reading() as view:
            scores, actions, leads = view.all(Score), view.all(Action), view.all(Assignment)
        with _uncollected():
            return rules_of_readiness.assess(
                self._shelf.evidence(on, visit_on), framework, on=on, visit_on=visit_on,
                scores=[score for score in scores if score.framework == framework.ref],
                actions=[action for action in actions if action.framework == framework.ref],
                assignments=[lead for lead in leads if lead.framework == framework.ref],
                judged=self._judged,
            )  # fmt: skip

    def compare_rules(self, changes: Mapping[str, str]) -> list[CellChange]:
        """Return the cells and verdicts that these rules would change; nothing is saved."""
        return differences(self.readiness(), self.readiness(proposed=changes))

    def score(
        self, actor: Actor, statement: str, value: int, *, by: str = "council", on: date | None = None,
        because: str | None = None, source: str | None = None,
    ) -> Score:  # fmt: skip
        """Record what a judge gave a statement; earlier scores stay beside it."""
        one_of("judge", by, JUDGES)
        judge = next(known for known in JUDGES if known == by)
        with self._catalogue.writing(actor) as work:
            framework = self._frameworks.seen_in(work)
            lowest, highest = framework.scale[0].value, framework.scale[-1].value
            if not min(lowest, highest) <= value <= max(lowest, highest):
                raise Invalid(f"A score is a whole number from {min(lowest, highest)} to {max(lowest, highest)}.")
            score = Score(
                id=work.next_id("S"), framework=framework.ref, statement=framework.statement(statement).ref,
                value=value, by=judge, on=on or self._clock.today(), because=because, source=source,
                added_at=self._clock.now(), added_by=actor.name,
            )  # fmt: skip
            work.save(score)
            work.record("scored", about={"score": score.id, "statement": score.statement, "by": by})
        return score

    def scores(self) -> list[Score]:
        """Return every score of the framework in force, oldest first."""
        with self._catalogue.reading() as view:
            return view.all(Score, framework=self._frameworks.seen_in(view).ref)

    def add_action(
        self, actor: Actor, statement: str, text: str, *, owner: str | None = None, due: date | None = None,
        answers: Sequence[str] = (),
    ) -> Action:  # fmt: skip
        """Record what will be done about a gap; ``answers`` names the tags (gaps, challenges) it answers."""
        if not text.strip():
            raise Invalid("Say what will be done.")
        with self._catalogue.writing(actor) as work:
            framework = self._frameworks.seen_in(work)
            answers = [tag_id.strip().upper() for tag_id in answers]
            for tag_id in answers:
                if work.find(Tag, tag_id) is None:
                    raise NotFound(f"There is no tag {tag_id[:40]}. `evidence show REF` lists tags with their ids.")
            action = Action(
                id=work.next_id("A"), text=text.strip(), framework=framework.ref,
                statement=framework.statement(statement).ref, owner=owner, due=due, answers=list(answers),
                added_at=self._clock.now(), added_by=actor.name,
            )  # fmt: skip
            work.save(action)
            work.record("action added", about={"action": action.id, "statement": action.statement})
        return action

    def change_action(
        self, actor: Actor, action_id: str, *, text: str, owner: str | None, due: date | None, seen: str | None = None
    ) -> Action:
        """Say anew what will be done, by whom and by when; what is the same already is no step.

        With ``seen``, the mark of the action as it was read, raises ``StaleEdit`` when somebody changed it since.
        Raises ``Conflict`` for a closed action: what was done is told by its evidence.
        """
        with self._catalogue.writing(actor) as work:
            action = _action_in(work, action_id)
            if action.state == "closed":
                raise Conflict(f"{action.id} is closed, so it is not changed any more.")
            if seen is not None and seen != action.mark:
                raise StaleEdit(
                    f"Somebody changed {action.id} since you read it. Look at it again, then repeat your change.",
                    details={"action": action.id},
                )
            if not text.strip():
                raise Invalid("Say what will be done.")
            before = action.mark
            action.text, action.owner, action.due = text.strip(), owner, due
            if action.mark != before:
                work.save(action)
                work.record("action changed", about={"action": action.id})
        return action

    def close_action(self, actor: Actor, action_id: str, *, effect: Sequence[str]) -> Action:
        """Close an action with evidence of its effect: at least one document. Raises ``Invalid`` without it."""
        with self._catalogue.writing(actor) as work:
            action = _action_in(work, action_id)
            if action.state == "closed":
                raise Conflict(f"{action.id} is closed already.")
            if not effect:
                raise Invalid(
                    "An action is closed with evidence of its effect. Name a document that shows it: --effect E-0042."
                )
            action.effect = [document_in(work, ref).ref for ref in effect]
            action.state, action.closed_on = "closed", self._clock.today()
            work.save(action)
            work.record("action closed", action.effect, about={"action": action.id})
        return action

    def action(self, action_id: str) -> Action:
        """Return one action; raises ``NotFound``."""
        with self._catalogue.reading() as view:
            return _action_in(view, action_id)

    def actions(self, state: ActionState | None = None) -> list[Action]:
        """Return actions, in the order they were added."""
        with self._catalogue.reading() as view:
            return view.all(Action, **({"state": state} if state else {}))

    def assign(
        self, actor: Actor, statement: str, name: str, *, leading: Leading = "lead", since: date | None = None
    ) -> Assignment:
        """Say who leads, or deputises for, a statement from a day on."""
        if not name.strip():
            raise Invalid("Give the name of the person who leads this statement.")
        with self._catalogue.writing(actor) as work:
            framework = self._frameworks.seen_in(work)
            assignment = Assignment(
                id=work.next_id("L"), framework=framework.ref, statement=framework.statement(statement).ref,
                name=name.strip(), leading=leading, since=since or self._clock.today(),
            )  # fmt: skip
            work.save(assignment)
            work.record("assigned", about={"assignment": assignment.id, "statement": assignment.statement})
        return assignment

    def leads(self, *, on: date | None = None) -> dict[str, str]:
        """Return statement -> who leads it on a day (today unless told), in the framework in force."""
        day = on or self._clock.today()
        with self._catalogue.reading() as view:
            known = view.all(Assignment, framework=self._frameworks.seen_in(view).ref, leading="lead")
        since = sorted((one for one in known if one.since <= day), key=lambda one: (one.since, one.id))
        return {one.statement: one.name for one in since}


def _action_in(view: Reading, action_id: str) -> Action:
    action = view.find(Action, action_id.strip().upper())
    if action is None:
        raise NotFound(f"There is no action {action_id[:40]}. `evidence action list` shows those there are.")
    return action
