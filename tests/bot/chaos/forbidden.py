"""The move that the chaos board's agreement forbids, and what the bot makes of it."""

from tests.bot.chaos import board
from tests.bot.chaos.board import card_id
from tests.bot.chaos.people import Change
from tests.bot.chaos.workplace import Workplace
from tests.bot.running import wait_for


def break_the_rule(place: Workplace, *numbers: int) -> None:
    """Make the move that the agreement forbids."""
    for number in numbers:
        place.hands.do(Change("nadia", "move", f"card {number}", "Done"))


def await_the_bot(place: Workplace, *numbers: int, seconds: float = 300) -> None:
    """Each is moved back, and told why once."""
    inbox = board.list_id("Inbox")
    wait_for(
        lambda: all(place.hands.see(card_id(n))["idList"] == inbox for n in numbers),
        seconds, place._states,
    )  # fmt: skip
    told_at_most_once(place, *numbers)


def told_at_most_once(place: Workplace, *numbers: int) -> None:
    """No card has two comments of the bot's."""
    for number in numbers:
        said = place.hands.comments(card_id(number))
        assert len([c for c in said if c["idMemberCreator"] == board.BOT]) <= 1
