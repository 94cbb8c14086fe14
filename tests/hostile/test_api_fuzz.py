"""Whatever programs ask of the API, it never fails, and answers as it is described."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.conftest import LOCAL
from tests.hostile.fuzzing_api import fuzz
from tests.hostile.serving import token_for

EXAMPLES = 4


@pytest.mark.filterwarnings("ignore")  # of the generator's own libraries
def test_answers_are_as_described_for_whoever_leads_and_whoever_reads(tmp_path: Path) -> None:
    home = tmp_path / "library"
    tokens = {"lead": token_for(home, "lead")[0], "reader": token_for(home, "reader", scope="read")[0]}
    with TestClient(create_app(Settings(home=home, actor="Asha")), base_url=LOCAL) as client:
        client.headers["Authorization"] = f"Bearer {tokens['lead']}"
        for number in range(3):
            paper = ("files", (f"{number}.txt", f"Waiting times for reablement fell by {number}.".encode()))
            assert client.post("/api/v1/documents", files=[paper]).status_code == 201
        assert client.app.state.background.wait_until_settled(60)

        found = list(fuzz(client, tokens, examples=EXAMPLES, chance=7))

    assert [wrong for one in found for wrong in one.wrong] == []
    answered = {status for one in found for status in one.answers}
    assert {200, 403, 404, 422} <= answered, "too little of the API was reached to say anything"
