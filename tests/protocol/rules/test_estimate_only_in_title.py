"""An estimate in the title stands in the estimate field too."""

import pytest

from protocol.rule import Change
from tests.protocol.cards import board, card, judge, member_id

FIELD = '[annotations]\nestimate_field = "Days"\n'


def test_the_number_in_both_places_keeps_it() -> None:
    assert judge("estimate-only-in-title", card("Compare (3)", fields={"Days": "3"}), FIELD) == []


def test_the_number_in_the_field_alone_keeps_it() -> None:
    assert judge("estimate-only-in-title", card("Compare", fields={"Days": "3"}), FIELD) == []


def test_the_number_in_the_title_alone_breaks_it() -> None:
    stands = board(card("Compare (3)", owners=["Ines"]), fields=["Days"])
    (found,) = judge("estimate-only-in-title", stands, FIELD)
    assert found.says == "its estimate, 3 days, stands in the title and not in the field 'Days'"
    assert found.resolve == "Put 3 into the field 'Days'."
    assert found.who == (member_id("Ines"),)


@pytest.mark.parametrize(
    ("mark", "days", "said"), [("(1)", "1", "1 day,"), ("[0,25]", "0.25", "0.25 days,")]
)
def test_the_fix_puts_the_whole_number_into_the_field(mark: str, days: str, said: str) -> None:
    stands = board(card(f"Compare {mark}"), fields=["days"])
    (found,) = judge("estimate-only-in-title", stands, FIELD)
    assert said in found.says
    assert found.fix is not None
    assert found.fix.safe
    assert found.fix.changes == (Change("estimate", days),)


def test_a_field_that_holds_a_space_is_empty() -> None:
    blank = card("Compare (3)", fields={"Days": " ", "Prio": "2"})
    assert len(judge("estimate-only-in-title", blank, FIELD)) == 1


def test_a_field_that_holds_a_word_is_not_written_over() -> None:
    asked = card("Compare (3)", fields={"Days": "ask Omar"})
    assert judge("estimate-only-in-title", asked, FIELD) == []


def test_a_title_without_a_mark_keeps_it() -> None:
    assert judge("estimate-only-in-title", board(card("Compare"), fields=["Days"]), FIELD) == []


def test_an_agreement_without_a_field_asks_for_none() -> None:
    assert judge("estimate-only-in-title", board(card("Compare (3)"), fields=["Days"])) == []


def test_a_board_that_has_no_such_field_is_left_to_another_rule() -> None:
    assert judge("estimate-only-in-title", board(card("Compare (3)"), fields=["Prio"]), FIELD) == []


def test_a_finished_card_is_left_alone() -> None:
    stands = board(card("Compare (3)", in_list="Done"), fields=["Days"])
    assert judge("estimate-only-in-title", stands, FIELD) == []
