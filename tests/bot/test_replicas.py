"""Several processes on one PostgreSQL: in roles, with regular jobs done once, and one that dies."""

import time
from pathlib import Path

import pytest

from bot.sandbox.slack import SlackStandIn
from bot.sandbox.team.people import installed_app
from tests.bot.chaos import board
from tests.bot.chaos.board import FIXABLE, FORBIDDEN
from tests.bot.chaos.forbidden import await_the_bot, break_the_rule, told_at_most_once
from tests.bot.chaos.soak import soak
from tests.bot.chaos.workplace import Workplace
from tests.bot.running import Running, pause, wait_for
from tests.databases import fresh_postgres

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.xdist_group("chaos")]

NADIA = "U0NADIA000"
TAKEN_OVER_WITHIN_S = 120.0


def in_roles(place: Workplace, *roles: str) -> list[Running]:
    """One process for each role; what comes from outside goes to the first."""
    running = [place._add() for _ in roles]
    for each, role in zip(running, roles, strict=True):
        each.environment["CARDKEEPER_ROLE"] = role
        each.environment["CARDKEEPER_PUBLIC_URL"] = f"http://127.0.0.1:{running[0].port}"
        each.start()  # one after the other, which is kinder to a small machine
    return running


def polls(place: Workplace) -> int:
    """How often the board was asked whether it moved, or read."""
    return sum(1 for verb, path in place.wire.calls if (verb, path[-32:]) == _ASKED)


_ASKED = ("GET", f"/boards/{board.BOARD}"[-32:])


def test_what_a_killed_worker_had_at_work_is_taken_over_and_jobs_are_done_once(
    tmp_path: Path,
) -> None:
    with fresh_postgres() as url, Workplace(tmp_path, 11, url) as place:
        _, dies, _lives = in_roles(place, "web", "worker", "worker")
        place.await_first_sweep()
        assert [s.state()["role"] for s in place.services] == ["web", "worker", "worker"]
        _polls_are_made_once(place)

        # looks last long enough to be in their midst when the process dies
        place.trello.faults.slow_s, place.trello.faults.kinds = 6.0, ("slow",)
        place.trello.faults.share = 1.0
        break_the_rule(place, *FORBIDDEN)
        wait_for(lambda: place.services[0].state()["looks_waiting"] >= len(FORBIDDEN), 60)
        dies.kill()
        place.services.remove(dies)
        place.trello.faults.share = 0.0

        await_the_bot(place, *FORBIDDEN, seconds=TAKEN_OVER_WITHIN_S)
        wait_for(place._is_idle, 60, place._states)
        told_at_most_once(place, *FORBIDDEN, *FIXABLE)
        dies.end()


@soak
def test_socket_mode_is_spread_and_goes_on_when_a_process_dies(tmp_path: Path) -> None:
    with fresh_postgres() as url, Workplace(tmp_path, 13, url) as place:
        slack = place.slack
        slack.load_workspace(
            {
                "users": [{"id": NADIA, "name": "nadia", "real_name": "Nadia"}],
                "channels": [{"id": board.CHANNEL, "name": "comp-bio", "members": [NADIA]}],
                "app": installed_app(),
            }
        )
        slack.use_socket_mode()
        for running in [place._add() for _ in range(3)]:
            running.environment["CARDKEEPER_SLACK_APP_TOKEN"] = slack.app_token
            running.environment["CARDKEEPER_SLACK_SIGNING_SECRET"] = ""
        place.services[2].environment["CARDKEEPER_ROLE"] = "worker"
        for running in place.services:
            running.start()
        place.await_first_sweep()
        # of three processes the two that are spoken to have one connection each
        assert slack.sockets.wait_for_connections(2, 60)
        assert slack.sockets.connections == 2

        _asked_and_answered(slack, 8)
        place.services[0].kill()
        wait_for(lambda: slack.sockets.connections == 1, 60)
        _asked_and_answered(slack, 8)
        place.services[0].start()
        assert slack.sockets.wait_for_connections(2, 60)
        _asked_and_answered(slack, 8)


def _asked_and_answered(slack: SlackStandIn, times: int) -> None:
    """Each time somebody asks they are answered once, by whichever process it came to."""
    before = len(_answers(slack))
    for _ in range(times):
        assert slack.client.command(NADIA, board.CHANNEL, "/protocol") == {"ok": True}
    wait_for(lambda: len(_answers(slack)) >= before + times, 60)
    pause(2)  # a second answer would have come by now
    assert len(_answers(slack)) == before + times


def _answers(slack: SlackStandIn) -> list[object]:
    seen = slack.client.messages(NADIA, board.CHANNEL)
    return [message for message in seen if message.get("is_ephemeral")]


def _polls_are_made_once(place: Workplace) -> None:
    """Two workers that poll every second ask as often as one, once the first sweeps are over."""
    place.await_idle(60)
    before, begun = polls(place), time.monotonic()
    wait_for(lambda: polls(place) - before >= 8, 60)
    assert (time.monotonic() - begun) / (polls(place) - before) > 0.7
