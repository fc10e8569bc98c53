"""Nobody gains a right through the bot: who is on no board sees none, whatever they ask."""

import pytest

from bot.slack.card_message import card_message
from protocol.decide import Notice
from tests.bot.slack.conftest import MakeOffice, usual
from tests.bot.slack.office import ANA, EVE, TUNE, Office, text_of

ON_NO_BOARD = '[people."Eve Stone"]\ntrello = "eve"\nslack = "U0EVE"\n'
ASKED = [
    "/card tune", "/card #1", f"/card {TUNE}", "/card mine", "/card why tune", "/workload",
    "/workload Ana", "/workload group", "/agenda", "/agenda add budget", "/protocol",
]  # fmt: skip
HIDDEN = ("Tune the filter", "Sort the reads", "Ana Lima")


@pytest.fixture
def eve_on_no_board(make_office: MakeOffice) -> Office:
    """Eve is in the agreement, and a member of no board."""
    return make_office(ON_NO_BOARD)


def test_who_is_on_no_board_sees_nothing_of_one(eve_on_no_board: Office) -> None:
    for asked in ASKED:
        told = text_of(eve_on_no_board.ask(EVE, asked))

        assert told, asked
        assert not [secret for secret in HIDDEN if secret in told], asked


def test_who_is_not_known_sees_nothing_and_hears_how_to_be_tied(office: Office) -> None:
    for asked in ASKED:
        told = text_of(office.ask(EVE, asked))

        assert not [secret for secret in HIDDEN if secret in told], asked
        assert asked == "/protocol" or "who you are on Trello" in told, asked


def test_who_left_the_board_sees_it_no_more(make_office: MakeOffice) -> None:
    board = usual()
    board["memberships"] = [
        {**ship, "deactivated": ship["idMember"] == "e1" * 12}  # Ana
        for ship in board["memberships"]  # type: ignore[attr-defined]
    ]
    office = make_office(board=board)

    assert "Tune the filter" not in text_of(office.ask(ANA, "/card tune"))


def test_somebody_named_in_the_agreement_alone_is_known_by_their_full_name(
    make_office: MakeOffice,
) -> None:
    office = make_office('[people."Dana Fox"]\nslack = "U0EVE"\n', board=usual_with_dana())

    assert "Tune the filter" in text_of(office.ask(EVE, "/card tune"))


def test_a_full_name_is_no_way_around_a_user_name(make_office: MakeOffice) -> None:
    """Eve is `dana fox` on Trello, says the agreement: a member of that full name is not she."""
    who = '[people."Eve Stone"]\ntrello = "dana fox"\nslack = "U0EVE"\n'
    office = make_office(who, board=usual_with_dana())

    assert "Tune the filter" not in text_of(office.ask(EVE, "/card tune"))


def test_everybody_presses_the_buttons_of_a_channels_message_with_their_own_rights(
    eve_on_no_board: Office,
) -> None:
    notice = Notice("A card", "https://trello.com/c/x", "Doing", (("r", "s", "do", "who"),))
    posted = eve_on_no_board.client.chat_postMessage(channel="C0TEAM", **card_message(TUNE, notice))

    eve_on_no_board.slack.client.click(EVE, "C0TEAM", str(posted["ts"]), "why_card")

    told = eve_on_no_board.wait(
        lambda: [m for m in eve_on_no_board.seen(EVE) if m.get("is_ephemeral")]
    )
    for secret in HIDDEN:
        assert secret not in text_of(told[-1])


def usual_with_dana() -> dict[str, object]:
    board = usual()
    dana = "e7" * 12
    board["members"] = [
        *board["members"],  # type: ignore[misc]
        {"id": dana, "fullName": "Dana Fox", "username": "dfox"},
    ]
    board["memberships"] = [
        *board["memberships"],  # type: ignore[misc]
        {"id": "8" * 24, "idMember": dana, "memberType": "normal"},
    ]
    return board
