"""Changing what is known about a document: only what was changed, guesses confirmed, and two people at once."""

from datetime import date
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient

from app.wiring import Library
from tests.app.web.picking import pick
from tests.app.web.reading_builder import BEN, PAGE, filed, problems, said, sent, shown, undone, words


def fields_of(page: lxml.html.HtmlElement) -> dict[str, Any]:
    """What a browser would send of the form, nothing touched."""
    (form,) = [one for one in pick(page, "form") if (one.get("action") or "").endswith("/edit")]
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        found[name] = [*found.get(name, []), value]
    return found


def opened(client: TestClient, ref: str, **typed: Any) -> dict[str, Any]:
    """Open the form and type into some of its fields."""
    fields = fields_of(shown(client, f"/documents/{ref}/edit"))
    return {**fields, **{name.replace("__", "-"): value for name, value in typed.items()}}


def test_every_detail_can_be_set(client: TestClient, library: Library) -> None:
    ref = filed(client)

    page = sent(client, f"/documents/{ref}/edit", **opened(
        client, ref, title="A new title", kind="policy", status="draft", owner="Asha Patel", team="Quality",
        source="staff", line="2", sensitivity="sensitive", approved_by="The board", master="SharePoint",
        note="Mind the date.", dated_on__day="4", dated_on__month="3", dated_on__year="2026",
        labels__locality="Northside; East  End", labels__voice=["unpaid carers"],
    ))  # fmt: skip

    document = library.documents.get(ref)
    assert (document.title, document.kind, document.status, document.owner) == (
        "A new title", "policy", "draft", "Asha Patel",
    )  # fmt: skip
    assert (document.team, document.source, document.line, document.dated_on) == (
        "Quality", "staff", 2, date(2026, 3, 4),
    )  # fmt: skip
    assert document.labels == ["locality:Northside", "locality:East End", "voice:unpaid carers"]
    assert f"The details of {ref} are saved" in said(page)
    known = words(page.get_element_by_id("known"))
    assert "4 March 2026" in known
    assert "Sensitive" in words(pick(page, ".reading-marks")[0])
    undone(client, page)
    assert library.documents.get(ref).title != "A new title"


def test_an_untouched_form_changes_nothing_and_offers_no_undo(client: TestClient, library: Library) -> None:
    ref = filed(client, "Survey of unpaid carers, 4 March 2026.", "Carers survey 2026.txt")
    before = library.documents.get(ref)

    page = sent(client, f"/documents/{ref}/edit", **opened(client, ref))

    assert library.documents.get(ref) == before
    assert "Nothing was changed" in said(page)
    assert not pick(page, "#said form")


def test_guesses_that_were_not_touched_stay_to_be_confirmed_until_somebody_says_so(
    client: TestClient, library: Library
) -> None:
    ref = filed(client, "Survey of unpaid carers.", "Carers survey 2026-03-04.txt")
    guessed = library.documents.get(ref).presumed
    assert {"kind", "dated_on"} <= set(guessed)

    sent(client, f"/documents/{ref}/edit", **opened(client, ref, kind="policy"))
    assert set(library.documents.get(ref).presumed) == set(guessed) - {"kind"}

    sent(client, f"/documents/{ref}/edit", **opened(client, ref, confirm_rest="yes"))
    assert library.documents.get(ref).presumed == []


def test_every_guess_is_confirmed_at_once_from_the_page(client: TestClient, library: Library) -> None:
    ref = filed(client, "Survey of unpaid carers.", "Carers survey 2026-03-04.txt")
    assert "to confirm" in words(shown(client, f"/documents/{ref}").get_element_by_id("known"))

    page = sent(client, f"/documents/{ref}/confirm")

    assert "confirmed" in said(page)
    assert "to confirm" not in words(page.get_element_by_id("known"))
    undone(client, page)
    assert library.documents.get(ref).presumed


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"kind": "novel"}, "kind"),
        ({"status": "withdrawn!"}, "status"),
        ({"dated_on__day": "31", "dated_on__month": "2", "dated_on__year": "2026"}, "dated_on"),
        ({"covers_from__day": "1", "covers_from__month": "2", "covers_from__year": "2026",
          "covers_to__day": "1", "covers_to__month": "1", "covers_to__year": "2026"}, "covers_to"),
        ({"labels__voice": ["nobody"]}, "labels-voice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_place_and_nothing_typed_is_lost(
    client: TestClient, library: Library, fields: dict[str, Any], field: str
) -> None:
    ref = filed(client)
    before = library.documents.get(ref)

    page = sent(client, f"/documents/{ref}/edit", expect=422, **opened(client, ref, owner="Kept <b>", **fields))

    assert len(problems(page)) == 1
    assert pick(page, f".govuk-error-summary a[href='#{field}']")
    assert page.get_element_by_id("owner").get("value") == "Kept <b>"
    assert library.documents.get(ref) == before


def test_the_second_of_two_people_sees_both_versions_and_chooses(client: TestClient, library: Library) -> None:
    ref = filed(client)
    typed = opened(client, ref, title="Mine", owner="Mine too")
    library.documents.set(BEN, ref, {"title": "Ben's", "team": "Ben's team"})

    page = sent(client, f"/documents/{ref}/edit", expect=409, **typed)

    clash = words(page.get_element_by_id("clash"))
    assert "Ben changed" in clash
    assert "What you typed: Mine " in clash
    assert "What it is now: Ben's" in clash
    assert library.documents.get(ref).title == "Ben's"
    assert page.get_element_by_id("title").get("value") == "Mine", "nothing typed is lost"
    chosen = {one.get("id") for one in pick(page, "#clash input[checked]")}
    assert chosen == {"keep-owner", "keep-team-theirs"}, "what only one changed is kept as that one left it"

    again = {**fields_of(page)}
    unsure = sent(client, f"/documents/{ref}/edit", expect=422, **again)
    assert problems(unsure) == ["Choose what to keep as title."]

    done = sent(client, f"/documents/{ref}/edit", **{**fields_of(unsure), "keep-title": "mine"})
    document = library.documents.get(ref)
    assert (document.title, document.owner, document.team) == ("Mine", "Mine too", "Ben's team")
    assert "saved" in said(done)


def test_the_other_version_can_be_kept(client: TestClient, library: Library) -> None:
    ref = filed(client)
    typed = opened(client, ref, title="Mine", note="Also mine")
    library.documents.set(BEN, ref, {"title": "Ben's"})
    page = sent(client, f"/documents/{ref}/edit", expect=409, **typed)

    sent(client, f"/documents/{ref}/edit", **{**fields_of(page), "keep-title": "theirs"})

    assert (library.documents.get(ref).title, library.documents.get(ref).note) == ("Ben's", "Also mine")


def test_a_third_change_meanwhile_is_told_too(client: TestClient, library: Library) -> None:
    ref = filed(client)
    typed = opened(client, ref, title="Mine")
    library.documents.set(BEN, ref, {"title": "Ben's"})
    page = sent(client, f"/documents/{ref}/edit", expect=409, **typed)
    library.documents.set(BEN, ref, {"title": "Ben's second"})

    again = sent(client, f"/documents/{ref}/edit", expect=409, **{**fields_of(page), "keep-title": "mine"})

    assert "Ben's second" in words(again.get_element_by_id("clash"))
    assert library.documents.get(ref).title == "Ben's second"


def test_a_form_whose_memory_was_spoilt_still_works(client: TestClient, library: Library) -> None:
    ref = filed(client)

    sent(client, f"/documents/{ref}/edit", **opened(client, ref, title="New", seen="{broken"))

    assert library.documents.get(ref).title == "New"


def test_a_withdrawn_document_offers_no_status_and_stays_withdrawn(client: TestClient, library: Library) -> None:
    ref = filed(client)
    library.documents.withdraw(BEN, ref)

    page = shown(client, f"/documents/{ref}/edit")
    assert not page.xpath("//*[@id='status']")
    sent(client, f"/documents/{ref}/edit", **opened(client, ref, title="New"))

    assert (library.documents.get(ref).status, library.documents.get(ref).title) == ("withdrawn", "New")


def test_there_is_no_form_for_what_is_not_there(client: TestClient) -> None:
    assert client.get("/documents/E-0009/edit", headers=PAGE).status_code == 404
    assert client.post("/documents/E-0009/edit", headers=PAGE, data={"title": "x"}).status_code == 404
