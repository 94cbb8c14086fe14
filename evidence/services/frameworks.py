"""Which framework is in force, with the readiness rules that this library keeps differently."""

from collections.abc import Mapping

from evidence.domain import rules
from evidence.domain.assurance import RuleChange
from evidence.domain.documents import Fact
from evidence.domain.frameworks import Framework
from evidence.domain.people import Actor
from evidence.errors import Invalid
from evidence.ports import Catalogue, FrameworkSource, Reading

IN_FORCE = "framework"
"""The fact that names the framework in force; without it the source's first one is."""


class Frameworks:
    """The frameworks of a library: those shipped, and its own changes to their rules."""

    def __init__(self, source: FrameworkSource, catalogue: Catalogue) -> None:
        self._source = source
        self._catalogue = catalogue
        self._first = source.refs()[0]
        self._cached: tuple[tuple[str, tuple[tuple[str, str], ...]], Framework] | None = None

    def refs(self) -> list[str]:
        """Return the references of all frameworks."""
        return self._source.refs()

    def load(self, ref: str) -> Framework:
        """Return a framework as its file says; raises ``NotFound`` naming those that exist."""
        return self._source.load(ref)

    def in_force(self) -> Framework:
        """Return the framework that tags, readiness and packs go by."""
        with self._catalogue.reading() as view:
            return self.seen_in(view)

    def seen_in(self, view: Reading, ref: str | None = None) -> Framework:
        """Return a framework (the one in force unless told) with this library's rule changes."""
        if ref is None:
            fact = view.find(Fact, IN_FORCE)
            ref = fact.value if fact else self._first
        changes = {change.rule: change.value for change in view.all(RuleChange, framework=ref)}
        key = (ref, tuple(sorted(changes.items())))
        if self._cached is None or self._cached[0] != key:
            self._cached = (key, rules.with_changes(self._source.load(ref), changes))
        return self._cached[1]

    def put_in_force(self, actor: Actor, ref: str) -> Framework:
        """Make another framework the one in force; tags made under the old one stay and are named."""
        framework = self._source.load(ref)
        with self._catalogue.writing(actor) as work:
            work.save(Fact(name=IN_FORCE, value=framework.ref))
            work.record("framework put in force", about={"framework": ref, "version": framework.version})
        return framework

    def proposed(self, changes: Mapping[str, str]) -> Framework:
        """Return the framework in force as it would be with these rules; nothing is saved.

        An empty value stands for the file's. Raises ``Invalid`` for a rule or value that does not exist,
        naming those that do.
        """
        with self._catalogue.reading() as view:
            return self._proposed(view, changes)

    def _proposed(self, view: Reading, changes: Mapping[str, str]) -> Framework:
        original = self._source.load(self.seen_in(view).ref)
        kept = {change.rule: change.value for change in view.all(RuleChange, framework=original.ref)}
        rules.with_changes(
            original, {rule: value or rules.rule_values(original).get(rule, "") for rule, value in changes.items()}
        )
        return rules.with_changes(original, {rule: value for rule, value in {**kept, **changes}.items() if value})

    def save_rules(self, actor: Actor, changes: Mapping[str, str]) -> Framework:
        """Keep readiness rules that differ from the framework's file; an empty value goes back to the file's."""
        if not changes:
            raise Invalid("Name at least one rule to change, such as strong.documents=4.")
        with self._catalogue.writing(actor) as work:
            framework = self._proposed(work, changes)
            for rule, value in changes.items():
                row = RuleChange(framework=framework.ref, rule=rule, value=value)
                work.save(row) if value else work.remove(row)
            work.record("rules changed", about={"framework": framework.ref, "rules": sorted(changes)})
        return self.in_force()
