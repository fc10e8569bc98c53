"""Settings: from the environment, `.env` and secret files, with one sentence for a bad one."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.errors import UserError
from bot.sandbox.workspace import SandboxWorkspace
from bot.settings import Settings, read_settings, takes_file, variable_of


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of the test's own, without a `.env`."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal(**environment: str) -> str:
    with pytest.MonkeyPatch.context() as patched:
        for name, value in environment.items():
            patched.setenv(name, value)
        with pytest.raises(UserError) as told:
            read_settings()
    sentence = str(told.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


# Where they come from


def test_without_any_setting_it_is_the_sandbox_on_sqlite_in_the_data_folder(
    elsewhere: Path,
) -> None:
    settings = read_settings()

    assert settings.is_sandbox
    assert settings.database == f"sqlite:///{elsewhere}/data/cardkeeper.db"
    assert settings.engine_database == f"sqlite:///{elsewhere}/data/work.db"


def test_the_environment_outweighs_a_secret_file_and_that_outweighs_the_env_file(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / ".env").write_text("CARDKEEPER_TRELLO_KEY=key\nCARDKEEPER_TRELLO_TOKEN=env file\n")
    assert read_settings().trello_token.get_secret_value() == "env file"

    (elsewhere / "token").write_text("secret file\n")
    monkeypatch.setenv("CARDKEEPER_TRELLO_TOKEN_FILE", str(elsewhere / "token"))
    assert read_settings().trello_token.get_secret_value() == "secret file"

    monkeypatch.setenv("CARDKEEPER_TRELLO_TOKEN", "environment")
    assert read_settings().trello_token.get_secret_value() == "environment"


def test_an_empty_variable_is_none_at_all(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / ".env").write_text("CARDKEEPER_TRELLO_BOARDS=AbCd1234\n")
    monkeypatch.setenv("CARDKEEPER_TRELLO_BOARDS", "")

    assert read_settings().board_ids == ["AbCd1234"]


@pytest.mark.parametrize("name", [name for name in Settings.model_fields if takes_file(name)])
def test_every_secret_may_be_the_content_of_a_file(
    name: str, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = "postgresql://ines@host/db" if name == "database_url" else "from the file"
    (elsewhere / "secret").write_text(f"{value}\n")
    for needed in ("TRELLO_KEY", "TRELLO_TOKEN", "SLACK_BOT_TOKEN"):
        if name != needed.lower():
            monkeypatch.setenv(f"CARDKEEPER_{needed}", "needed")
    monkeypatch.setenv(f"{variable_of(name)}_FILE", str(elsewhere / "secret"))

    found = getattr(read_settings(), name)
    assert (found.get_secret_value() if isinstance(found, SecretStr) else found) == value


def test_the_env_file_may_name_a_secret_file(elsewhere: Path) -> None:
    (elsewhere / "key").write_text("the key")
    (elsewhere / ".env").write_text(
        f"CARDKEEPER_TRELLO_KEY_FILE={elsewhere}/key\nCARDKEEPER_TRELLO_TOKEN=token\n"
    )

    assert read_settings().trello_key == "the key"


def test_what_is_no_secret_is_not_read_from_a_file(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / "agreement").write_text("name = 'ours'")
    monkeypatch.setenv("CARDKEEPER_PROTOCOL_FILE", str(elsewhere / "agreement"))

    assert read_settings().protocol is None


@pytest.mark.parametrize(
    "given",
    ["AbCd1234", "https://trello.com/b/AbCd1234", "https://trello.com/b/AbCd1234/our-board"],
)
def test_boards_are_named_by_short_link_or_by_address(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARDKEEPER_TRELLO_BOARDS", f" {given} , 5f00000000000000000000b0,")

    assert read_settings().board_ids == ["AbCd1234", "5f00000000000000000000b0"]


def test_the_queue_lies_beside_the_database(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{elsewhere}/other/a.db")
    assert read_settings().engine_database == f"sqlite:///{elsewhere}/other/work.db"

    monkeypatch.setenv("DATABASE_URL", "postgres://ines:pa55@host/db")
    assert read_settings().engine_database == "postgresql://ines:pa55@host/db"


# What is refused


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        (
            "CARDKEEPER_POLL_SECONDS", "often",
            ("CARDKEEPER_POLL_SECONDS cannot be used: input should be a valid number, unable to "
            "parse string as a number."),
        ),
        (
            "CARDKEEPER_POLL_SECONDS", "0.1",
            "CARDKEEPER_POLL_SECONDS cannot be used: input should be greater than or equal to 0.2.",
        ),
        (
            "CARDKEEPER_PORT", "99999",
            "CARDKEEPER_PORT cannot be used: input should be less than or equal to 65535.",
        ),
        (
            "CARDKEEPER_PUBLIC_URL", "cardkeeper.example.org",
            "CARDKEEPER_PUBLIC_URL cannot be used: an address begins with https://.",
        ),
        (
            "CARDKEEPER_TRELLO_KEY", "key",
            ("CARDKEEPER_TRELLO_KEY is set and CARDKEEPER_TRELLO_TOKEN is not; give both, or "
            "neither for the sandbox."),
        ),
        (
            "CARDKEEPER_TRELLO_TOKEN", "token",
            ("CARDKEEPER_TRELLO_TOKEN is set and CARDKEEPER_TRELLO_KEY is not; give both, or "
            "neither for the sandbox."),
        ),
        (
            "CARDKEEPER_SLACK_APP_TOKEN", "xapp-1",
            ("CARDKEEPER_SLACK_APP_TOKEN is set and CARDKEEPER_SLACK_BOT_TOKEN is not; Slack needs "
            "the bot token too."),
        ),
        (
            "CARDKEEPER_TRELLO_TOKEN_FILE", "/nowhere/token",
            ("CARDKEEPER_TRELLO_TOKEN_FILE names /nowhere/token, which cannot be read: No such "
            "file or directory."),
        ),
        (
            "DATABASE_URL", "mysql://ines:pa55word@host/db",
            ("DATABASE_URL is no address that Cardkeeper knows; write "
            "sqlite:////folder/cardkeeper.db or postgresql://user:password@host/database."),
        ),
    ],
)  # fmt: skip
def test_a_bad_value_is_one_sentence_that_names_its_variable(
    variable: str, value: str, sentence: str
) -> None:
    assert refusal(**{variable: value}) == sentence


def test_a_secret_file_that_is_empty_or_no_text_is_one_sentence(elsewhere: Path) -> None:
    (elsewhere / "empty").write_text(" \n")
    (elsewhere / "bytes").write_bytes(b"\xff\xfe\x00")

    told = refusal(CARDKEEPER_SLACK_BOT_TOKEN_FILE=str(elsewhere / "empty"))
    assert told.endswith("which is empty.")
    told = refusal(CARDKEEPER_SLACK_BOT_TOKEN_FILE=str(elsewhere / "bytes"))
    assert told.endswith("which is not UTF-8 text.")


def test_an_env_file_that_is_no_text_is_one_sentence(elsewhere: Path) -> None:
    (elsewhere / ".env").write_bytes(b"CARDKEEPER_PORT=\xff\xfe\n")

    assert refusal() == "The file .env in this folder is not UTF-8 text."


@pytest.mark.parametrize("name", ["TRELLO_KEY", "TRELLO_TOKEN", "SLACK_APP_TOKEN"])
def test_no_sentence_shows_a_secret(name: str) -> None:
    assert "never-seen" not in refusal(**{f"CARDKEEPER_{name}": "never-seen"})


# What is hidden


def test_secrets_are_known_and_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ines:pa55word@host/db")
    given = {"pa55word"}
    for name in Settings.model_fields:
        if takes_file(name) and name != "database_url":
            monkeypatch.setenv(variable_of(name), f"secret of {name}")
            given.add(f"secret of {name}")

    settings = read_settings()

    assert set(settings.secrets) == given
    for secret in given - {"pa55word", "secret of trello_key"}:
        assert secret not in repr(settings)


# The sandbox, and the page


def test_the_sandbox_takes_nothing_of_the_world_outside(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / ".env").write_text(
        "CARDKEEPER_SLACK_BOT_TOKEN=xoxb-real\nCARDKEEPER_SLACK_APP_TOKEN=xapp-real\n"
        "CARDKEEPER_SLACK_SIGNING_SECRET=real\nCARDKEEPER_SEQERA_ACCESS_TOKEN=real\n"
        "CARDKEEPER_PUBLIC_URL=https://real.example\nCARDKEEPER_TRELLO_BOARDS=AbCd1234\n"
        "CARDKEEPER_SETTLE_SECONDS=0.25\n"
    )
    sandbox = SandboxWorkspace(elsewhere / "data")
    sandbox.start()
    try:
        settings = sandbox.settings_for(read_settings())
    finally:
        sandbox.stop()

    assert not [secret for secret in settings.secrets if "real" in secret]
    here = (settings.trello_url, settings.slack_url, settings.public_url)
    assert all(address.startswith("http://127.0.0.1:") for address in here)
    assert settings.board_ids != ["AbCd1234"]
    assert settings.settle_seconds == 0.25  # how fast it works is the person's own wish


def test_every_setting_says_what_it_is() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, f"{name} has no description for docs/settings.md"


def test_the_page_of_settings_is_that_of_the_code() -> None:
    from docs.build import DOCS
    from docs.settings_page import settings_page

    assert (DOCS / "settings.md").read_text(encoding="utf-8") == settings_page()
