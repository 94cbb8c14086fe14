"""Every page of the application: a new one is one line here."""

from fastapi import APIRouter

from app.web import undoing
from app.web.accessibility import routes as accessibility
from app.web.account import routes as account
from app.web.actions import one as actions_one
from app.web.actions import routes as actions
from app.web.adding import outcome as adding_outcome
from app.web.adding import routes as adding
from app.web.administration import routes as administration
from app.web.board import kept as board_kept
from app.web.board import routes as board
from app.web.clearances import routes as clearances
from app.web.contribute import deciding as contribute_deciding
from app.web.contribute import routes as contribute
from app.web.documents import list as document_list
from app.web.findings import routes as findings
from app.web.home import routes as home
from app.web.owners import routes as owners
from app.web.packs import check as packs_check
from app.web.packs import choice as packs_choice
from app.web.packs import routes as packs
from app.web.people import routes as people
from app.web.readiness import routes as readiness
from app.web.reading import routes as reading
from app.web.redacting import routes as redacting
from app.web.redacting import under_way as redacting_under_way
from app.web.register import routes as register
from app.web.restricted import routes as restricted
from app.web.retention import routes as retention
from app.web.scores import routes as scores
from app.web.scores import what_if
from app.web.search import routes as search
from app.web.signing_in import routes as signing_in
from app.web.statements import brief as statements_brief
from app.web.statements import routes as statements
from app.web.triage import routes as triage
from app.web.upkeep import routes as upkeep

PAGES = (
    signing_in,
    accessibility,
    account,
    undoing,
    triage,
    contribute,
    contribute_deciding,
    restricted,
    findings,
    redacting,
    redacting_under_way,
    clearances,
    reading,
    adding,
    adding_outcome,
    statements,
    statements_brief,
    home,
    readiness,
    search,
    document_list,
    owners,
    register,
    upkeep,
    retention,
    packs_choice,
    packs_check,
    packs,
    what_if,
    scores,
    actions,
    actions_one,
    board,
    board_kept,
    people,
    administration,
)

router = APIRouter(include_in_schema=False)
for pages in PAGES:
    router.include_router(pages.router)
