"""Every page of the application: a new one is one line here."""

from fastapi import APIRouter

from app.web import you

PAGES = (you,)

router = APIRouter(include_in_schema=False)
for pages in PAGES:
    router.include_router(pages.router)
