"""The team's card: made once, changed when the numbers change, never doubled."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.board_card.keep import BoardCard
from bot.boards import Boards
from bot.sandbox.trello import TrelloStandIn
from bot.trello.errors import TrelloUnavailable
from bot.trello.gateway import TrelloGateway
from protocol.agreement_file import read_agreement
from protocol.board_card import MARKER
from storage.database import open_database
from storage.effects import recent_effects
from tests.bot.trello.scene import ADA, ALIGN, BOARD, BOT, DOING, DONE, IDEAS

AGREEMENT = """
[lists]
"Ideas" = "inbox"
"Doing" = "doing"
"Done" = "ignored"
[annotations]
estimate_field = "Hours"
[board_card]
list = "Done"
title = "How we are doing"
"""
QUARTER = timedelta(minutes=16)


class Place:
    """Everything that keeps the card, on a database that can be lost."""

    def __init__(self, engine: Engine, gateway: TrelloGateway, agreement: str = AGREEMENT) -> None:
        self.now = datetime(2026, 11, 23, 10, 5, tzinfo=UTC)
        self.engine = engine
        self.gateway = gateway
        self.boards = Boards(engine, gateway, read_agreement(agreement, "test"), lambda: self.now)
        self.card = BoardCard(engine, gateway, self.boards, lambda: self.now, BOT)

    def keep(self, later: timedelta = timedelta(0)) -> bool:
        """A sweep, and the card after it."""
        self.now += later
        self.boards.read(BOARD)
        return self.card.keep(BOARD)

    def cards(self) -> list[dict[str, Any]]:
        """The cards of the board that say they are the team's."""
        whole = self.gateway.read_board(BOARD, "all")
        return [card for card in whole["cards"] if MARKER in card["desc"]]

    def only(self) -> dict[str, Any]:
        """The one card, read by itself."""
        (card,) = self.cards()
        return self.gateway.read_card(card["id"])


@pytest.fixture
def place(engine: Engine, gateway: TrelloGateway) -> Place:
    return Place(engine, gateway)


def test_the_card_is_made_with_text_and_cover(place: Place) -> None:
    assert place.keep() is True

    card = place.only()
    assert card["name"] == "How we are doing"
    assert card["idList"] == DONE
    assert "Ada Abel" in card["desc"]
    assert "As of Mon 23 Nov 2026, 10:05 (UTC)" in card["desc"]
    assert card["idAttachmentCover"] == card["attachments"][0]["id"]
    assert card["attachments"][0]["mimeType"] == "image/png"


def test_nothing_is_written_while_the_numbers_are_the_same(
    place: Place, stand_in: TrelloStandIn
) -> None:
    place.keep()
    before = dict(stand_in.requests)

    assert place.keep(QUARTER) is False
    changed = {key for key, count in stand_in.requests.items() if count != before.get(key)}
    assert all(method == "GET" for method, _ in changed)


def test_other_numbers_change_text_and_cover_in_place(place: Place, ada: TrelloGateway) -> None:
    place.keep()
    first = place.only()
    ada.add_card(DOING, "Call the variants (2)", idMembers=[ADA])

    assert place.keep(QUARTER) is True

    second = place.only()
    assert second["id"] == first["id"]
    assert second["desc"] != first["desc"]
    assert len(second["attachments"]) == 1
    assert second["idAttachmentCover"] == second["attachments"][0]["id"]
    assert second["attachments"][0]["id"] != first["attachments"][0]["id"]


def test_it_is_changed_at_most_every_quarter_of_an_hour(place: Place, ada: TrelloGateway) -> None:
    place.keep()
    ada.add_card(DOING, "Call the variants (2)", idMembers=[ADA])

    assert place.keep(timedelta(minutes=14)) is False
    assert place.keep(timedelta(minutes=1)) is True


def test_it_is_found_again_when_the_database_is_lost(
    place: Place, gateway: TrelloGateway, ada: TrelloGateway
) -> None:
    place.keep()
    fresh = Place(open_database("sqlite://"), gateway)
    ada.add_card(DOING, "Call the variants (2)", idMembers=[ADA])

    assert fresh.keep(QUARTER) is True
    assert len(fresh.cards()) == 1


def test_the_same_picture_is_not_uploaded_again_when_the_database_is_lost(
    place: Place, gateway: TrelloGateway
) -> None:
    place.keep()
    before = place.only()["attachments"]

    Place(open_database("sqlite://"), gateway).keep()

    assert place.only()["attachments"] == before


def test_a_card_that_was_moved_and_renamed_stays_where_it_is(
    place: Place, ada: TrelloGateway
) -> None:
    place.keep()
    ada.update_card(place.only()["id"], name="Numbers", idList=IDEAS)
    ada.add_card(DOING, "Call the variants (2)", idMembers=[ADA])

    place.keep(QUARTER)

    assert (place.only()["name"], place.only()["idList"]) == ("Numbers", IDEAS)


def test_a_card_that_was_archived_is_left_and_not_made_anew(
    place: Place, ada: TrelloGateway
) -> None:
    place.keep()
    ada.update_card(place.only()["id"], closed=True)
    ada.add_card(DOING, "Call the variants (2)", idMembers=[ADA])

    assert place.keep(QUARTER) is False
    assert [card["closed"] for card in place.cards()] == [True]


def test_a_card_that_was_deleted_is_made_anew(place: Place, ada: TrelloGateway) -> None:
    place.keep()
    ada.delete_card(place.only()["id"])
    ada.add_card(DOING, "Call the variants (2)", idMembers=[ADA])

    assert place.keep(QUARTER) is True
    assert place.only()["name"] == "How we are doing"


def test_the_card_is_never_judged_wherever_it_lies(place: Place, ada: TrelloGateway) -> None:
    place.keep()
    card_id = place.only()["id"]
    ada.update_card(card_id, idList=DOING)
    place.boards.read(BOARD)

    context = place.boards.context(BOARD)
    assert context is not None
    assert card_id not in context.subjects_by_id
    assert ALIGN in context.subjects_by_id


def test_without_a_list_in_the_agreement_nothing_is_made(
    engine: Engine, gateway: TrelloGateway, stand_in: TrelloStandIn
) -> None:
    place = Place(engine, gateway, AGREEMENT.replace('list = "Done"', 'list = ""'))

    assert place.keep() is False
    assert place.cards() == []


def test_a_list_that_is_not_there_is_told_and_tried_again(
    engine: Engine, gateway: TrelloGateway, ada: TrelloGateway, caplog: pytest.LogCaptureFixture
) -> None:
    place = Place(engine, gateway, AGREEMENT.replace('list = "Done"', 'list = "Resources"'))
    with caplog.at_level(logging.WARNING):
        assert place.keep() is False
    assert "'Genomes' has no list 'Resources'" in caplog.text

    ada.add_list(BOARD, "Resources")
    assert place.keep(QUARTER) is True


def test_an_upload_whose_answer_was_lost_is_not_made_twice(
    place: Place, stand_in: TrelloStandIn
) -> None:
    stand_in.faults.plan("drop after", method="POST", path_part="/attachments")
    with pytest.raises(TrelloUnavailable):
        place.keep()

    assert place.keep(timedelta(minutes=1)) is True
    assert len(place.cards()) == 1
    assert len(place.only()["attachments"]) == 1


def test_a_card_whose_making_was_cut_off_is_not_made_twice(
    place: Place, stand_in: TrelloStandIn
) -> None:
    stand_in.faults.plan("drop after", method="POST", path_part="/cards")
    with pytest.raises(TrelloUnavailable):
        place.keep()

    assert place.keep(timedelta(minutes=1)) is True
    assert place.only()["idAttachmentCover"]


def test_two_processes_on_one_database_make_one_card(
    place: Place, stand_in: TrelloStandIn, gateway: TrelloGateway
) -> None:
    stand_in.faults.plan("drop after", method="POST", path_part="/cards")
    with pytest.raises(TrelloUnavailable):
        place.keep()  # at work, as far as the other can tell

    other = Place(place.engine, gateway)
    assert other.keep() is False
    assert len(place.cards()) == 1

    assert other.keep(timedelta(minutes=1)) is True
    assert len(place.cards()) == 1


def test_what_was_written_stands_in_the_audit(place: Place) -> None:
    place.keep()

    (row,) = recent_effects(place.engine, place.now - timedelta(hours=1))
    assert row.kind == "BoardCard"
    assert row.reference == place.only()["id"]
    assert "days" in row.after
