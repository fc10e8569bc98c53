"""The owners of a card that is not finished are still on the board."""

from msgspec import structs

from protocol.rule import Change
from tests.protocol.cards import board, card, judge, member_id

LEAD = """
[people.Petra]
lead = true

[people.Omar]
"""


def test_owners_who_are_on_the_board_keep_it() -> None:
    assert judge("owner-left", card("Tune the doublet filter", owners=["Ines", "Omar"])) == []


def test_a_card_that_nobody_owns_keeps_it() -> None:
    assert judge("owner-left", card("Tune the doublet filter")) == []


def test_the_one_owner_having_left_breaks_it_and_the_leads_can_act() -> None:
    stands = board(
        card("Tune the doublet filter", in_list="Ready", owners=["Jonas"]), left=["Jonas"]
    )
    (found,) = judge("owner-left", stands, LEAD)
    assert found.says == "Jonas is on it and no longer on the board"
    assert found.resolve == "Take the former member off, and put on whoever goes on with it."
    assert found.who == (member_id("Petra"),)
    assert found.facts["staying"] == "nobody"


def test_the_fix_takes_them_off_and_asks_first() -> None:
    stands = board(card("Tune it", owners=["Jonas", "Ines", "Kai"]), left=["Jonas", "Kai"])
    (found,) = judge("owner-left", stands)
    assert found.says == "Jonas and Kai are on it and no longer on the board"
    assert found.resolve == "Take the former member off the card."
    assert found.who == (member_id("Ines"),)
    assert found.fix is not None
    assert not found.fix.safe
    assert found.fix.changes == (
        Change("disown", member_id("Jonas")),
        Change("disown", member_id("Kai")),
    )


def test_a_member_of_whom_only_the_id_is_left_has_left() -> None:
    (found,) = judge("owner-left", board(card("Tune it", owners=["Jonas"]), gone=["Jonas"]))
    assert found.facts["left"] == f"former member {member_id('Jonas')[-4:]}"


def test_a_finished_card_keeps_the_name_of_who_did_it() -> None:
    stands = board(card("Tune it", in_list="Done", owners=["Jonas"]), left=["Jonas"])
    assert judge("owner-left", stands) == []


def test_a_board_that_tells_no_members_is_not_judged() -> None:
    stands = board(card("Tune it", owners=["Jonas"]), left=["Jonas"])
    assert judge("owner-left", structs.replace(stands, members=())) == []
