"""Restricted documents: opening one, and who may see it."""

from fastapi import APIRouter

from app.web.restricted import access, opening

router = APIRouter()
for part in (opening, access):
    router.include_router(part.router)
