"""Every page of the application: a new one is one line here."""

from fastapi import APIRouter

from app.web import (
    actions,
    actions_one,
    adding,
    adding_outcome,
    administration,
    board,
    board_kept,
    contribute,
    contribute_deciding,
    document_list,
    home,
    owners,
    packs,
    packs_check,
    packs_choice,
    readiness,
    reading,
    register,
    scores,
    search,
    statements,
    statements_brief,
    triage,
    upkeep,
    what_if,
    you,
)

PAGES = (
    you,
    triage,
    contribute,
    contribute_deciding,
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
    packs_choice,
    packs_check,
    packs,
    what_if,
    scores,
    actions,
    actions_one,
    board,
    board_kept,
    administration,
)

router = APIRouter(include_in_schema=False)
for pages in PAGES:
    router.include_router(pages.router)
