"""What people offer is kept safe and out of sight until the lead decides, once."""

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from app.wiring import Library
from evidence.domain.offers import Offer
from evidence.domain.people import Actor, folder_owner
from evidence.errors import AlreadyHeld, Conflict, Damaged, Invalid, NotAllowed, NotFound, UnsupportedType
from evidence.services.drafts import Draft, TagDraft
from tests.conftest import settle

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
Put = Callable[..., str]


def offer_file(library: Library, content: str = "Minutes of the carers board", **told: object) -> Offer:
    fields = {"name": "minutes.txt", "title": "Carers board", "text": "Shows who was heard", "given_by": "Ben Hall"}
    return library.offers.offer_file(BEN, BytesIO(content.encode()), **{**fields, **told})


def offer_link(library: Library, **told: object) -> Offer:
    fields = {"address": "https://ashmere.example/report", "title": "Report", "text": "", "given_by": "Ben Hall"}
    return library.offers.offer_link(BEN, **{**fields, **told})


def offer_example(library: Library, **told: object) -> Offer:
    fields = {"title": "A quicker review", "text": "Mr A waited a week.\n\nNow it is a day.", "given_by": "Ben Hall"}
    return library.offers.offer_example(BEN, **{**fields, **told})


OFFERS: dict[str, Callable[[Library], Offer]] = {"file": offer_file, "link": offer_link, "example": offer_example}


def stored(library: Library) -> set[str]:
    return {sha256 for sha256, _ in library.files.all()}


def documents(library: Library) -> list[str]:
    return [document.ref for document in library.cards.documents()]


class TestOffering:
    def test_file_is_kept_with_what_was_said_of_it(self, library: Library) -> None:
        offer = offer_file(library, title=" Carers\n board ", statement="qs3", name="../in/minutes.txt")

        assert (offer.id, offer.form, offer.state, offer.title) == ("C-0001", "file", "offered", "Carers board")
        assert (offer.statement, offer.given_by, offer.added_by) == ("QS3", "Ben Hall", "Ben")
        assert (offer.file_name, offer.media_type, offer.size) == ("minutes.txt", "text/plain", 27)
        assert library.files.path(offer.sha256).read_bytes() == b"Minutes of the carers board"
        assert library.offers.get("c-0001") == offer

    @pytest.mark.parametrize("form", OFFERS)
    def test_offer_is_seen_by_neither_search_nor_readiness_nor_lists(self, library: Library, form: str) -> None:
        OFFERS[form](library)
        settle(library)

        on = library.clock.today()
        assert (documents(library), library.listing.page().total) == ([], 0)
        assert library.finding.search("board OR report OR review", on=on).total == 0
        assert (library.shelf.findable(on), library.shelf.evidence(on)) == ((), ())

    def test_bytes_that_are_held_are_not_taken_again(self, library: Library, put: Put) -> None:
        ref = put("Minutes of the carers board")

        with pytest.raises(AlreadyHeld, match=ref) as refused:
            offer_file(library)
        assert refused.value.details == {"ref": ref}
        assert library.offers.list() == []

    @pytest.mark.parametrize("form", ["file", "link"])
    def test_same_thing_is_offered_once(self, library: Library, form: str) -> None:
        OFFERS[form](library)

        with pytest.raises(Conflict, match="C-0001"):
            OFFERS[form](library)
        assert len(library.offers.list()) == 1

    def test_what_was_declined_may_be_offered_again(self, library: Library) -> None:
        library.offers.decline(ASHA, offer_file(library).id)

        again = offer_file(library)
        assert (again.id, stored(library)) == ("C-0002", {again.sha256})

    def test_address_that_is_held_is_not_taken_again(self, library: Library) -> None:
        ref = library.adding.link(
            ASHA, Draft(), address="https://ashmere.example/report", checked_on=None, text=""
        ).ref  # fmt: skip

        with pytest.raises(AlreadyHeld, match=ref):
            offer_link(library)

    def test_archive_is_refused(self, library: Library) -> None:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as made:
            made.writestr("a.txt", "text")
        with pytest.raises(Invalid, match="Unpack the archive") as refused:
            library.offers.offer_file(
                BEN, BytesIO(packed.getvalue()), name="a.zip", title="A", text="", given_by="Ben"
            )  # fmt: skip

        assert refused.value.details["field"] == "file"
        assert (stored(library), library.offers.list()) == (set(), [])

    @pytest.mark.parametrize("content", ["", "MZ\x00\x01program"])
    def test_file_that_the_library_does_not_take_is_refused(self, library: Library, content: str) -> None:
        with pytest.raises((Invalid, UnsupportedType)) as refused:
            offer_file(library, content, name="tool.exe")

        assert refused.value.details["field"] == "file"
        assert stored(library) == set()

    @pytest.mark.parametrize(
        ("form", "told", "field"),
        [
            (offer_file, {"title": " \n"}, "title"),
            (offer_file, {"title": "t" * 501}, "title"),
            (offer_file, {"given_by": ""}, "given_by"),
            (offer_file, {"given_by": "n" * 201}, "given_by"),
            (offer_file, {"text": "x" * 20_001}, "text"),
            (offer_file, {"statement": "QS99"}, "statement"),
            (offer_file, {"name": " "}, "file"),
            (offer_link, {"address": "javascript:alert(1)"}, "address"),
            (offer_link, {"address": "https://a b"}, "address"),
            (offer_link, {"address": ""}, "address"),
            (offer_example, {"text": " \n "}, "text"),
            (offer_example, {"text": "x" * 20_001}, "text"),
        ],
    )
    def test_what_will_not_do_names_its_field(
        self, library: Library, form: Callable[..., Offer], told: dict[str, object], field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            form(library, **told)

        assert refused.value.details["field"] == field
        assert (library.offers.list(), stored(library)) == ([], set())


class TestAccepting:
    def test_file_becomes_a_document_with_its_name_and_tag(self, library: Library) -> None:
        offer = offer_file(library, statement="QS3")

        accepted = library.offers.accept(ASHA, offer.id, answer=" Thank you, Ben. ")

        card = library.cards.card(accepted.ref)
        assert (accepted.state, accepted.answer, accepted.decided_by) == ("accepted", "Thank you, Ben.", "Asha")
        assert accepted.decided_at == library.clock.now()
        assert (card.document.title, card.version.file_name, card.version.sha256) == (
            "Carers board", "minutes.txt", offer.sha256,
        )  # fmt: skip
        assert [tag.statement for tag in card.tags] == ["QS3"]
        assert library.offers.get(offer.id) == accepted

    def test_lead_decides_what_is_known_of_the_document(self, library: Library) -> None:
        offer = offer_file(library, statement="QS3")

        draft = Draft(owner="Asha", kind="minutes", dated_on=date(2026, 3, 4), tags=(TagDraft("QS1"),))
        ref = library.offers.accept(ASHA, offer.id, draft=draft).ref

        card = library.cards.card(ref)
        assert (card.document.title, card.document.owner, card.document.kind) == ("Carers board", "Asha", "minutes")
        assert [tag.statement for tag in card.tags] == ["QS1"]

    def test_example_becomes_a_text_file_that_can_be_found(self, library: Library) -> None:
        ref = library.offers.accept(ASHA, offer_example(library, title="Was £5/week: better?").id).ref
        settle(library)

        version = library.cards.version(ref)
        text = library.files.path(version.sha256).read_text(encoding="utf-8")
        assert (version.file_name, version.media_type) == ("Was 5 week better.txt", "text/plain")
        assert text == (
            "Was £5/week: better?\n\nMr A waited a week.\n\nNow it is a day.\n\n"
            "Given by Ben Hall on 23 November 2026\n"
        )
        found = library.finding.search("waited", on=library.clock.today())
        assert [document.ref for document in found.documents] == [ref]

    def test_link_becomes_a_link(self, library: Library) -> None:
        ref = library.offers.accept(ASHA, offer_link(library).id).ref

        version = library.cards.version(ref)
        assert (version.form, version.address) == ("link", "https://ashmere.example/report")
        assert library.documents.get(ref).title == "Report"
        assert library.cards.passages(ref) == [], "what the giver says of it is not what it says"

    @pytest.mark.parametrize("form", OFFERS)
    def test_who_may_not_accept_makes_no_document(self, library: Library, form: str) -> None:
        offer = OFFERS[form](library)

        with pytest.raises(NotAllowed):
            library.offers.accept(Actor("Dev", frozenset({"contributor"}), "page", "P-0009"), offer.id)

        assert documents(library) == []
        assert library.offers.get(offer.id).state == "offered"

    def test_wrong_draft_leaves_the_offer_open(self, library: Library) -> None:
        offer = offer_file(library)

        with pytest.raises(Invalid, match="There is no kind"):
            library.offers.accept(ASHA, offer.id, draft=Draft(kind="nonsense"))
        assert (library.offers.get(offer.id), documents(library)) == (offer, [])

    def test_damaged_bytes_are_not_made_a_document(self, library: Library) -> None:
        offer = offer_file(library)
        library.files.path(offer.sha256).write_bytes(b"something else")

        with pytest.raises(Damaged):
            library.offers.accept(ASHA, offer.id)
        assert (library.offers.get(offer.id).state, documents(library)) == ("offered", [])

    def test_what_came_in_by_another_way_meanwhile_is_that_document(self, library: Library, put: Put) -> None:
        offer = offer_file(library)
        ref = put("Minutes of the carers board")

        assert library.offers.accept(ASHA, offer.id).ref == ref
        assert documents(library) == [ref]

    @pytest.mark.parametrize("form", OFFERS)
    def test_discarding_the_document_forgets_what_was_offered(self, library: Library, form: str) -> None:
        ref = library.offers.accept(ASHA, OFFERS[form](library).id).ref

        library.documents.discard(ASHA, ref)

        assert (library.offers.list(), stored(library)) == ([], set())
        kept = (library.home / "catalogue.db").read_bytes()
        assert not [word for word in (b"Mr A waited", b"Ben Hall", b"ashmere.example") if word in kept]


class TestDeciding:
    @pytest.mark.parametrize("form", OFFERS)
    @pytest.mark.parametrize("first", ["accept", "decline"])
    @pytest.mark.parametrize("second", ["accept", "decline"])
    def test_offer_is_decided_once(self, library: Library, form: str, first: str, second: str) -> None:
        offer = OFFERS[form](library)
        decided = getattr(library.offers, first)(ASHA, offer.id)
        held = documents(library)

        with pytest.raises(Conflict, match=f"Asha has {first}e?d the offer C-0001 already"):
            getattr(library.offers, second)(BEN, offer.id)
        assert (library.offers.get(offer.id), documents(library)) == (decided, held)

    def test_declined_file_is_removed_and_the_thanks_stay(self, library: Library) -> None:
        offer = offer_file(library)

        declined = library.offers.decline(ASHA, offer.id, answer="Thank you; it names people.")

        assert (declined.state, declined.answer) == ("declined", "Thank you; it names people.")
        assert (library.offers.list(), stored(library)) == ([declined], set())

    def test_declined_bytes_stay_where_a_document_holds_them(self, library: Library, put: Put) -> None:
        offer = offer_file(library)
        ref = put("Minutes of the carers board")

        library.offers.decline(ASHA, offer.id)

        assert library.cards.version(ref).sha256 in stored(library)

    def test_discarded_bytes_stay_where_an_offer_holds_them(self, library: Library, put: Put) -> None:
        offer = offer_file(library)
        library.documents.discard(ASHA, put("Minutes of the carers board"))

        assert stored(library) == {offer.sha256}
        assert library.cards.version(library.offers.accept(ASHA, offer.id).ref).sha256 == offer.sha256

    def test_offers_are_listed_by_state(self, library: Library) -> None:
        for form in OFFERS.values():
            form(library)
        library.offers.decline(ASHA, "C-0001")
        library.offers.accept(ASHA, "C-0003")

        listed = {
            state: [one.id for one in library.offers.list(state)] for state in ("offered", "accepted", "declined")
        }
        assert listed == {"offered": ["C-0002"], "accepted": ["C-0003"], "declined": ["C-0001"]}
        with pytest.raises(Invalid, match="offered, accepted, declined"):
            library.offers.list("lost")

    def test_unknown_offer_is_not_found(self, library: Library) -> None:
        for ask in (library.offers.get, lambda name: library.offers.accept(ASHA, name)):
            with pytest.raises(NotFound, match="There is no offer C-0009"):
                ask("C-0009")

    @pytest.mark.parametrize(
        ("step", "said"),
        [
            (Library.probe, "Ask the assurance lead to decline it"),
            (lambda lib: lib.offers.accept(BEN, "C-0001"), "evidence discard E-0001"),
            (lambda lib: lib.offers.decline(BEN, "C-0001"), "Ask for it to be offered again"),
        ],
    )
    def test_undo_leaves_offers_alone_and_says_what_to_do(
        self, library: Library, step: Callable[[Library], object], said: str
    ) -> None:
        offer_file(library)
        step(library)
        before = library.offers.list()

        with pytest.raises(Conflict, match=said):
            library.undoing.undo(BEN)
        assert library.offers.list() == before

    def test_history_names_offers_by_id_only(self, library: Library) -> None:
        library.offers.decline(ASHA, offer_example(library).id, answer="Thanks")
        ref = library.offers.accept(ASHA, offer_file(library).id).ref

        with library.catalogue.reading() as view:
            events = view.events()
        assert [event.verb for event in events] == ["offered", "offer declined", "offered", "added", "offer accepted"]
        assert (events[-1].refs, events[-1].about) == ([ref], {"offer": "C-0002"})
        assert not any("Ben Hall" in str(event.about) or "Carers" in str(event.about) for event in events)
