"""The stand-ins for Trello and Slack take the sample team as it is."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox.slack import SlackStandIn
from bot.sandbox.team.board import sample_board
from bot.sandbox.team.people import BOT, PEOPLE, slack_workspace
from bot.sandbox.trello.app import TrelloStandIn

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


def test_slack_knows_everybody_and_the_bot(tmp_path: Path) -> None:
    with closing(SlackStandIn(tmp_path / "slack.db", lambda: NOW)) as slack:
        slack.load_workspace(slack_workspace())
        ids = {user["id"] for user in slack.workspace.users()}
        assert {person.slack_id for person in (*PEOPLE, BOT)} <= ids


@pytest.mark.parametrize("channel", ["comp-bio", "comp-bio-alerts"])
def test_the_bot_is_in_both_channels(tmp_path: Path, channel: str) -> None:
    with closing(SlackStandIn(tmp_path / "slack.db", lambda: NOW)) as slack:
        slack.load_workspace(slack_workspace())
        assert slack.workspace.is_member(slack.workspace.channel(channel)["id"], BOT.slack_id)


def test_trello_serves_the_board_under_its_id(tmp_path: Path) -> None:
    board = sample_board(NOW)
    with closing(TrelloStandIn(tmp_path / "trello.db", lambda: NOW)) as trello:
        assert trello.load_board(board) == board["id"]
