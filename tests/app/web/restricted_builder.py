"""What the tests of restricted documents share: one of them, and opening it."""

from io import BytesIO
from typing import Any

from fastapi.testclient import TestClient

from evidence.services.drafts import Draft, TagDraft
from tests.app.web.account_builder import OWNER, library_of, post
from tests.app.web.reading_builder import settled

CANARY = "zanzibar"
"""A word that stands in the restricted document alone."""
TEXT = f"Audit of cases.\n\nPeople were asked what they wanted, {CANARY} among them.\n\nEach was answered in time."
QUOTE = f"what they wanted, {CANARY} among them"
WHY = "Preparing for the interview on safeguarding"


def restricted(client: TestClient) -> str:
    """File a restricted document with a tagged passage; leads and information governance are named on it."""
    library = library_of(client)
    made = library.adding.add(OWNER, Draft(title="Audit of cases"), BytesIO(TEXT.encode()), name="audit.txt")
    ref = made.added[0].ref
    settled(client)
    library.tagging.tag(OWNER, [ref], TagDraft("QS7", quote=QUOTE, proof="practice"))
    library.documents.set(OWNER, ref, {"sensitivity": "restricted", "kind": "audit", "status": "final"})
    settled(client)
    return ref


def opened(browser: TestClient, ref: str, wanted: str = "") -> Any:
    """Say why, and return the answer itself."""
    return post(browser, f"/documents/{ref}/open", because=WHY, next=wanted)
