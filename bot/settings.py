"""Settings: from the environment, from `.env`, and secrets also from files named by `..._FILE`."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.errors import UserError


class Settings(BaseSettings):
    """Everything a deployment decides. Names in the environment begin with CARDKEEPER_."""

    model_config = SettingsConfigDict(
        env_prefix="CARDKEEPER_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    data: Path = Path("data")
    database_url: str = Field("", validation_alias="DATABASE_URL")
    protocol: Path | None = None  # protocol.toml; without one, lists are mapped by common names
    host: str = "127.0.0.1"
    port: int = 8380
    public_url: str = ""  # where Trello and Slack can reach us; empty: polling and Socket Mode

    trello_key: str = ""
    trello_token: SecretStr = SecretStr("")
    trello_secret: SecretStr = SecretStr("")  # of the Power-Up; signs webhooks
    trello_boards: str = ""  # ids or short links, separated by commas
    trello_url: str = "https://api.trello.com"

    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")  # given: Socket Mode
    slack_signing_secret: SecretStr = SecretStr("")  # given: HTTP
    slack_url: str = "https://slack.com/api/"

    poll_seconds: float = Field(30.0, ge=0.2)
    sweep_minutes: float = Field(60.0, gt=0)
    settle_seconds: float = Field(2.0, ge=0)  # changes on one card within this become one look
    sandbox_port: int = 8381

    @field_validator("slack_url")
    @classmethod
    def _with_slash(cls, url: str) -> str:
        return url if url.endswith("/") else url + "/"

    @property
    def is_sandbox(self) -> bool:
        """Without credentials for Trello the embedded sandbox workspace is used."""
        return not (self.trello_key and self.trello_token.get_secret_value())

    @property
    def database(self) -> str:
        """The address of the database; SQLite in the data folder unless one is given."""
        return self.database_url or f"sqlite:///{(self.data / 'cardkeeper.db').resolve()}"

    @property
    def engine_database(self) -> str:
        """Where the durable queue lives: a file of its own beside SQLite, else the same server."""
        if self.database.startswith("sqlite"):
            return f"sqlite:///{(self.data / 'work.db').resolve()}"
        return self.database

    @property
    def board_ids(self) -> list[str]:
        """The boards to keep, as ids or short links."""
        return [part.strip() for part in self.trello_boards.split(",") if part.strip()]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over `_FILE` secrets, those over `.env`."""
        return init_settings, env_settings, _SecretFiles(settings_cls), dotenv_settings


class _SecretFiles(PydanticBaseSettingsSource):
    """`CARDKEEPER_TRELLO_TOKEN_FILE=/run/secrets/token`: the value is the file's content."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        """One field's value from the file that its variable names, if any."""
        alias = field.validation_alias or f"CARDKEEPER_{field_name.upper()}"
        path = os.environ.get(f"{alias}_FILE")
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text().strip(), str(field.validation_alias or field_name), False
        except OSError as error:
            raise UserError(
                f"{alias}_FILE names {path}, which cannot be read: {error.strerror}."
            ) from None

    def __call__(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, field in self.settings_cls.model_fields.items():
            value, key, _ = self.get_field_value(field, name)
            if value is not None:
                found[key] = value
        return found


def read_settings(**given: Any) -> Settings:
    """The settings of this process; raises UserError with one sentence for the first bad value."""
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "a setting"
        variable = name if name.isupper() else f"CARDKEEPER_{name.upper()}"
        raise UserError(f"{variable} cannot be used: {first['msg'].lower()}.") from None
