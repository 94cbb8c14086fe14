"""A page's context is a contract: each field documented, each name a template uses given, none given in vain."""

import ast
import inspect
import itertools
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from app.web import rendering, routes
from app.web.pages import Page, Said, Shell

SHARED = {"errors", "values", "title"}
"""Fields that every page has, whether its template shows them or not."""
TEMPLATES = Path(rendering.__file__).parent / "templates"


def page_classes() -> list[type]:
    assert routes.PAGES

    def below(kind: type) -> list[type]:
        return [found for one in kind.__subclasses__() for found in [one, *below(one)]]

    return [one for one in below(Page) if "template" in vars(one)]


def used_by(template: str) -> set[str]:
    """Names that a template and all it extends, includes or imports take from their context."""
    environment = rendering.environment()
    found: set[str] = set()
    waiting, seen = [template], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        tree = environment.parse((TEMPLATES / name).read_text(encoding="utf-8"))
        # What a template imports at its top is known inside its blocks, which the finder does not see.
        imported = {
            one if isinstance(one, str) else one[1] for node in tree.find_all(nodes.FromImport) for one in node.names
        }
        assigned = {
            name.name
            for node in tree.find_all(nodes.Assign)
            for name in node.find_all(nodes.Name)
            if name.ctx == "store"
        }
        macros = {one.name for one in tree.find_all(nodes.Macro)}
        found |= meta.find_undeclared_variables(tree) - imported - assigned - macros
        waiting += [one for one in meta.find_referenced_templates(tree) if one]
    return found - set(environment.globals)


def documented(kind: type) -> set[str]:
    """Fields of a class and its parents that are followed by a sentence of their own."""
    found: set[str] = set()
    for one in kind.__mro__:
        if not is_dataclass(one):
            continue
        tree = ast.parse(inspect.getsource(one).lstrip())
        body = tree.body[0].body
        for statement, after in itertools.pairwise(body):
            if (
                isinstance(statement, ast.AnnAssign)
                and isinstance(after, ast.Expr)
                and isinstance(after.value, ast.Constant)
            ):
                found.add(statement.target.id)
    return found


@pytest.mark.parametrize("page", page_classes(), ids=lambda one: one.__name__)
def test_a_template_uses_only_what_its_page_documents(page: type) -> None:
    named = documented(page)
    own = {field.name for field in fields(page)}

    assert own - named == set(), "say what each field is, in a sentence after it"
    assert used_by(page.template) - named - {"shell"} == set(), "the template uses what its page does not give"


@pytest.mark.parametrize("page", page_classes(), ids=lambda one: one.__name__)
def test_nothing_is_given_in_vain(page: type) -> None:
    given = {field.name for field in fields(page)} - SHARED

    assert given - used_by(page.template) == set()


@pytest.mark.parametrize("part", [Said, Shell])
def test_what_surrounds_pages_is_documented_too(part: type) -> None:
    assert {field.name for field in fields(part)} - documented(part) == set()


def test_every_template_is_shown_by_a_page_or_used_by_another() -> None:
    environment = rendering.environment()
    shown = {page.template for page in page_classes()}
    used: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        used |= {
            one for one in meta.find_referenced_templates(environment.parse(path.read_text(encoding="utf-8"))) if one
        }

    assert {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")} - shown - used == set()


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_turns_escaping_off_or_styles_and_scripts_inline(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = rendering.environment().parse(source)

    assert [one.name for one in tree.find_all(nodes.Filter) if one.name == "safe"] == []
    assert " style=" not in source
    assert "javascript:" not in source
    assert " onclick=" not in source
