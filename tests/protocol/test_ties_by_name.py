"""Names tell which card is meant, and only a card of the board counts."""

import pytest

from protocol.ties_by_name import card_named, numbers_in, parameter_names, short_links_in
from tests.protocol.cards import board, card

ONE = card("Align the pilot")
TWO = card("Describe the sheet")
BOARD = board(ONE, TWO)
CARD = next(c for c in BOARD.cards if c.id == ONE.id)
OTHER = next(c for c in BOARD.cards if c.id == TWO.id)


@pytest.mark.parametrize(
    "name",
    [
        "{}",
        "align-{}",
        "trello-{}-again",
        "feature/{}_pilot",
        "https://trello.com/c/{}/12-align-the-pilot",
        "Closes {}: the pilot",
        "card={}",
    ],
)
def test_a_short_link_in_a_name_means_its_card(name: str) -> None:
    found = card_named([name.format(CARD.short_link)], BOARD)
    assert found is not None
    assert found.id == CARD.id


def test_systems_that_know_small_letters_only_mean_it_too() -> None:
    found = card_named([f"align-{CARD.short_link.lower()}"], BOARD)
    assert found is not None
    assert found.id == CARD.id


@pytest.mark.parametrize("name", ["", "analysis", "zZ9yY8xX", "x{}", "{}y", "fancy_newton"])
def test_what_no_card_has_means_none(name: str) -> None:
    assert card_named([name.format(CARD.short_link)], BOARD) is None


def test_names_of_two_cards_mean_none() -> None:
    assert card_named([f"{CARD.short_link}-{OTHER.short_link}"], BOARD) is None


def test_an_archived_card_is_not_meant() -> None:
    gone = card("Old work", closed=True)
    old = board(gone)
    assert card_named([old.cards[0].short_link], old) is None


def test_a_number_means_a_card_where_the_board_is_bound_to_a_repository() -> None:
    assert CARD.number is not None
    names = [f"Mend the reader (#{CARD.number})"]
    assert card_named(names, BOARD) is None
    found = card_named(names, BOARD, by_number=True)
    assert found is not None
    assert found.id == CARD.id


def test_numbers_are_read_where_they_stand_alone() -> None:
    assert numbers_in(["fix #38 and #38", "x#5 &#39; /#7 larkspur/x#12 (#9)"]) == (38, 9)


def test_addresses_come_before_other_words() -> None:
    names = ["abcd1234 https://trello.com/c/ZZZZ9999"]
    assert short_links_in(names) == ("ZZZZ9999", "abcd1234")


@pytest.mark.parametrize(
    "parameters", [{"trello_card": "AbCd1234"}, {"trelloCard": "AbCd1234"},
                   {"note": "for https://trello.com/c/AbCd1234/5-x"}]
)  # fmt: skip
def test_a_parameter_names_a_card(parameters: dict[str, object]) -> None:
    assert short_links_in(parameter_names(parameters)) == ("AbCd1234",)


@pytest.mark.parametrize("command", ["--trello_card AbCd1234", "--trello_card=AbCd1234",
                                     "-r 3 --trello-card 'AbCd1234' -resume"])  # fmt: skip
def test_a_command_line_names_a_card(command: str) -> None:
    assert parameter_names({}, f"nextflow run x {command}") == ("AbCd1234",)


def test_nothing_else_of_the_parameters_is_given_on() -> None:
    assert parameter_names({"api_token": "hunter2x", "n": 3}, "run --password hunter2x") == ()
