"""What a change costs in calls to Trello, counted on the wire, and how soon it is seen."""

from collections.abc import Iterator

import pytest

from tests.bot.chaos import board
from tests.bot.chaos.board import FORBIDDEN, card_id
from tests.bot.chaos.people import Change
from tests.bot.chaos.workplace import BOT_TOKEN, Workplace
from tests.bot.running import pause, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """One service that hears by webhook alone: polls and sweeps are an hour away."""
    quiet = {"CARDKEEPER_POLL_SECONDS": "3600", "CARDKEEPER_SETTLE_SECONDS": "1"}
    with Workplace(tmp_path_factory.mktemp("cost"), 7, **quiet) as made:
        made.serve()
        made.await_first_sweep()
        yield made


def sticky(place: Workplace, number: int) -> list[str]:
    comments = place.hands.comments(card_id(number))
    return [c["data"]["text"] for c in comments if c["idMemberCreator"] == board.BOT]


def without_regular_jobs(calls: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without what the first poll and the first look at the webhooks ask, which come half a minute
    after the start whatever happens: on a crowded machine, while the burst is looked at."""
    whole = f"/1/boards/{board.BOARD}"
    regular = [whole, f"{whole}/actions", f"/1/tokens/{BOT_TOKEN}/webhooks"]
    left = []
    for method, path in calls:
        if method == "GET" and path in regular:
            regular.remove(path)
        else:
            left.append((method, path))
    return left


def test_a_burst_of_fifty_changes_costs_two_reads_and_one_write_at_most(place: Workplace) -> None:
    number = board.CARDS - 1
    before = len(place.wire.calls)

    for step in range(49):
        place.hands.do(Change("nadia", "describe", f"card {number}", f"Version {step}"))
        pause(0.02)
    place.hands.do(Change("nadia", "due", f"card {number}", "2026-01-05T09:00:00.000Z"))

    wait_for(lambda: sticky(place, number), 30)
    place.await_idle(60)
    calls = without_regular_jobs(place.wire.calls[before:])
    assert len([call for call in calls if call[0] == "GET"]) <= 2, calls
    assert len([call for call in calls if call[0] != "GET"]) == 1, calls


def test_a_forbidden_move_told_by_webhook_alone_is_taken_back(place: Workplace) -> None:
    number = FORBIDDEN[0]

    place.hands.do(Change("nadia", "move", f"card {number}", "Done"))

    inbox = board.list_id("Inbox")
    wait_for(lambda: place.hands.see(card_id(number))["idList"] == inbox, 30)
