"""Idempotency: a repeated request gets the answer it had."""

import pytest

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.errors import Conflict, Invalid

ASHA = folder_owner("Asha")
BODY = {"added": [{"ref": "E-0001", "pages": None}], "held": [], "refused": []}


def test_repeated_request_gets_the_same_answer(library: Library) -> None:
    library.answers.keep(ASHA, "key", "hash of the request", status=201, body=BODY)

    known = library.answers.find(ASHA, "key", "hash of the request")

    assert (known.status, known.body) == (201, BODY)


def test_new_key_has_no_answer(library: Library) -> None:
    assert library.answers.find(ASHA, "key", "hash of the request") is None


def test_what_one_was_answered_is_no_answer_to_another(library: Library) -> None:
    library.answers.keep(ASHA, "key", "hash of the request", status=201, body=BODY)

    assert library.answers.find(folder_owner("Ben"), "key", "hash of the request") is None
    assert library.answers.find(ASHA, "key", "hash of the request")


def test_another_request_under_the_same_key_is_refused(library: Library) -> None:
    library.answers.keep(ASHA, "key", "hash of the request", status=201, body=BODY)

    with pytest.raises(Conflict, match="was used for another upload"):
        library.answers.find(ASHA, "key", "hash of another")


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_key_that_cannot_be_kept_is_refused(library: Library, key: str) -> None:
    with pytest.raises(Invalid, match="between 1 and 200"):
        library.answers.find(ASHA, key, "hash of the request")


def test_answer_is_no_part_of_the_history(library: Library) -> None:
    library.answers.keep(ASHA, "k" * 200, "hash", status=201, body=BODY)

    assert library.shelf.last_event() == 0
