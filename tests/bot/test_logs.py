"""No secret reaches a log line, whoever logs it and however."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.logs import set_up_logs
from bot.settings import read_settings

TOKEN = "ATTA-never/to be seen"
LONGER = f"{TOKEN}-in-a-longer-one"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[io.StringIO]:
    """What is logged, under settings with secrets."""
    monkeypatch.chdir(tmp_path)
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers, root.level
    monkeypatch.setattr("sys.stderr", stream)
    settings = read_settings(DATABASE_URL="postgresql://ines:pa55word@host/db").model_copy(
        update={
            "trello_key": "key-never-seen",
            "trello_token": SecretStr(TOKEN),
            "slack_bot_token": SecretStr(LONGER),
            "slack_signing_secret": SecretStr("abc"),
        }
    )
    set_up_logs(settings)
    yield stream
    root.handlers = before
    root.setLevel(level)


@pytest.mark.parametrize(
    "secret", [TOKEN, "ATTA-never%2Fto%20be%20seen", LONGER, "key-never-seen", "pa55word"]
)
def test_a_secret_in_a_message_is_masked(written: io.StringIO, secret: str) -> None:
    logging.getLogger("some.library").warning("GET /1/tokens/%s/webhooks", secret)

    assert "GET /1/tokens/***/webhooks" in written.getvalue()


def test_a_secret_in_a_traceback_is_masked(written: io.StringIO) -> None:
    try:
        raise ValueError(f"bad address https://x?token={TOKEN}")
    except ValueError:
        logging.getLogger("bot").exception("It failed.")

    assert "ValueError: bad address https://x?token=***" in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_a_word_of_three_letters_does_not_garble_every_line(written: io.StringIO) -> None:
    logging.getLogger("bot").info("abc is a word")

    assert "abc is a word" in written.getvalue()


def test_libraries_are_heard_from_warnings_on(written: io.StringIO) -> None:
    logging.getLogger("dbos").info("chatter")
    logging.getLogger("dbos").warning("trouble")

    assert "chatter" not in written.getvalue()
    assert "trouble" in written.getvalue()
