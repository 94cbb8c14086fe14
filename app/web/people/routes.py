"""People, for administrators only: whoever else asks is refused before anything is read."""

from fastapi import APIRouter

from app.web.asking import needs
from app.web.people import list as people_list
from app.web.people import one as people_one
from app.web.people import second_factor as people_second_factor

router = APIRouter(dependencies=[needs("administrator")])
for part in (people_list, people_second_factor, people_one):
    router.include_router(part.router)
