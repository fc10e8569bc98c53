"""Who asks while the database is away hears so, wherever on the way it is found."""

import logging

import pytest
from sqlalchemy.exc import OperationalError

from tests.bot.slack.office import ANA, TEAM, Office, text_of

NOT_NOW = "My database cannot be used at the moment"


@pytest.mark.parametrize("where", ["bot.slack.app.is_first", "bot.slack.app._answer"])
def test_a_command_is_answered_in_a_sentence_without_a_traceback(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    where: str,
) -> None:
    def away(*_args: object) -> bool:
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    monkeypatch.setattr(where, away)
    with caplog.at_level(logging.INFO):
        assert NOT_NOW in text_of(office.ask(ANA, "/card mine"))

    assert "Traceback" not in caplog.text
    assert "failed" not in caplog.text


def test_a_dialog_keeps_what_was_filled_in_and_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object) -> bool:
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    office.slack.client.command(ANA, TEAM, "/card new Compare two aligners")
    view = office.modal(ANA, "new_card")
    monkeypatch.setattr("bot.slack.app.was_acted_on", away)

    told = office.slack.client.submit(ANA, view["id"], {"kind": "analysis"})

    assert told["response_action"] == "errors"
    assert NOT_NOW in next(iter(told["errors"].values()))
    assert office.slack.client.modals(ANA), "it stays open"
