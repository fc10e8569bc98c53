"""Settings: from the environment, from `.env`, and secrets also from files named by `..._FILE`."""

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.errors import UserError
from storage.database import DatabaseError, read_address


class Settings(BaseSettings):
    """Everything a deployment decides. Names in the environment begin with CARDKEEPER_."""

    model_config = SettingsConfigDict(
        env_prefix="CARDKEEPER_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    data: Path = Field(Path("data"), description="the folder for SQLite files and the sandbox")
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="`postgresql://user:password@host/database`, or `sqlite:////folder/file.db`; "
        "empty: SQLite in the data folder",
    )
    protocol: Path | None = Field(
        None,
        description="the agreement, `protocol.toml`; empty: lists are mapped by common names",
    )
    host: str = Field("127.0.0.1", description="the address that the service listens on")
    port: int = Field(8380, ge=1, le=65535, description="the port that the service listens on")
    public_url: str = Field(
        "",
        description="where Trello and Slack reach the service from outside, with `https://`; "
        "empty: no webhooks, Cardkeeper polls",
    )

    page_url: str = Field(
        "",
        description="where the team reaches the pages, such as `http://cardkeeper.internal:8380`; "
        "empty: the public address, and without one no links are handed out in Slack",
    )

    trello_key: str = Field("", description="the API key; with the token: no sandbox")
    trello_token: SecretStr = Field(SecretStr(""), description="the token of the bot's own account")
    trello_secret: SecretStr = Field(
        SecretStr(""),
        description="the application's secret, which signs webhooks; empty: no webhooks",
    )
    trello_boards: str = Field(
        "", description="the boards to keep: addresses, short links or ids, by commas"
    )
    trello_url: str = Field("https://api.trello.com", description="Trello's API")

    slack_bot_token: SecretStr = Field(
        SecretStr(""), description="`xoxb-...`; empty: Cardkeeper runs without Slack"
    )
    slack_app_token: SecretStr = Field(
        SecretStr(""), description="`xapp-...`; when given, Slack is reached by Socket Mode"
    )
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="when given, Slack may send its requests to `/slack/events`"
    )
    slack_url: str = Field("https://slack.com/api/", description="Slack's Web API")
    slack_command_prefix: str = Field(
        "",
        pattern=r"^[a-z0-9_-]{0,20}$",
        description="before the commands' names: with `ck-` they are `/ck-card` and so on",
    )
    slack_native_blocks: bool = Field(
        False, description="show Slack's own tables and charts; not every workspace has them yet"
    )

    slack_unfurl: bool = Field(
        False,
        description="show a link to a card in Slack as the card; print the manifest anew for it",
    )

    seqera_access_token: SecretStr = Field(
        SecretStr(""), description="Seqera Platform's token; a role that may view is enough"
    )
    seqera_api_endpoint: str = Field(
        "https://api.cloud.seqera.io", description="Seqera Platform's API"
    )
    seqera_url: str = Field(
        "", description="Seqera's pages, as links name them; empty: told by the endpoint"
    )
    seqera_workspaces: str = Field(
        "",
        description="Seqera's workspaces, as `organisation/workspace`, by commas; those that cards "
        "link to are added",
    )
    github_token: SecretStr = Field(
        SecretStr(""), description="GitHub's token; reading is enough, unless it is to make things"
    )
    github_webhook_secret: SecretStr = Field(
        SecretStr(""), description="Checks GitHub's webhooks; without one GitHub is only polled"
    )
    github_url: str = Field("https://api.github.com", description="GitHub's API")
    github_repositories: str = Field(
        "",
        description="Repositories whose pull requests may name cards, as `owner/name`, by commas; "
        "those whose open pull requests are on cards are added",
    )
    github_check: bool = Field(
        False, description="Whether open pull requests are told if they name a card"
    )

    calendars: SecretStr = Field(
        SecretStr(""),
        description="iCalendars of people's time away, as `Ines=https://...` or "
        "`Ines=/srv/ines.ics`, by commas or lines; names as under `[people]`",
    )
    nextflow_token: SecretStr = Field(
        SecretStr(""),
        description="what Nextflow sends with its events; empty: none are taken",
    )
    nextflow_tower: bool = Field(
        False,
        description="take events of Nextflow's tower client, too; `docs/nextflow.md` says what "
        "that asks of the service",
    )
    nextflow_queue_url: str = Field(
        "", description="a queue on SQS that Nextflow's events come by; needs the extra `aws`"
    )
    nextflow_silent_minutes: float = Field(
        5.0, gt=0, description="after so long without a sign of life a run's state is unknown"
    )
    aws_regions: str = Field(
        "",
        description="AWS regions whose Batch jobs and S3 objects are asked, by commas, with AWS's "
        "own credentials (environment, profile or role; needs the extra `aws`); empty: not asked",
    )
    aws_endpoint: str = Field(
        "", description="AWS's API at an address of one's own, instead of the public ones"
    )
    databricks_host: str = Field("", description="Databricks' workspace, with `https://`")
    databricks_token: SecretStr = Field(
        SecretStr(""), description="Databricks' token; it must be allowed to view the jobs"
    )
    connect_server: str = Field("", description="Posit Connect's address, without `/connect`")
    connect_api_key: SecretStr = Field(
        SecretStr(""), description="Posit Connect's API key; a viewer's is enough for content shown"
    )
    code_ocean_domain: str = Field("", description="Code Ocean's address, with `https://`")
    code_ocean_token: SecretStr = Field(
        SecretStr(""), description="Code Ocean's access token; reading capsules is enough"
    )
    deep_origin_org: str = Field("", description="the organisation's key at Deep Origin")
    deep_origin_token: SecretStr = Field(SecretStr(""), description="Deep Origin's token")
    deep_origin_url: str = Field("https://api.deeporigin.io", description="Deep Origin's API")

    link_seconds: float = Field(
        10.0, ge=0.2, description="how often it is looked which links are to be asked about"
    )
    run_seconds: float = Field(
        45.0, ge=0.5, description="how often a run on its way is asked; 30 to 60 is right"
    )

    poll_seconds: float = Field(
        30.0, ge=0.2, description="how often each board is asked whether it moved"
    )
    sweep_minutes: float = Field(
        60.0, gt=0, description="how often each board is read whole, to heal what was missed"
    )
    settle_seconds: float = Field(
        2.0, ge=0, description="changes on one card within so many seconds become one look"
    )
    role: str = Field(
        "all",
        pattern="^(all|web|worker)$",
        description="what this process does: `web` is spoken to (webhooks, Slack, pages), `worker` "
        "polls, looks and acts, `all` does both; `cardkeeper serve --role` says the same",
    )
    log_format: str = Field(
        "text", pattern="^(text|json)$", description="`text` for people, `json` for machines"
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="who asks for `/metrics` must show it as `Authorization: Bearer ...`; empty: "
        "`/metrics` is there only where no CARDKEEPER_PUBLIC_URL is set",
    )
    stuck_minutes: float = Field(
        10.0, gt=0, description="after so long something counts as stuck, and is told of"
    )
    keep_events_days: float = Field(
        30.0, ge=1, description="how long events that were heard are kept"
    )
    keep_work_days: float = Field(
        14.0, ge=1, description="how long the queue remembers looks that have ended"
    )
    keep_messages_days: float = Field(
        90.0, ge=8, description="how long it is remembered what was said, or held back, in Slack"
    )
    keep_audit_days: float = Field(
        365.0, ge=30, description="how long the audit of the bot's effects is kept"
    )
    sandbox_port: int = Field(8381, ge=1, le=65535, description="the port of the sandbox's page")

    @field_validator("slack_url")
    @classmethod
    def _with_slash(cls, url: str) -> str:
        return url if url.endswith("/") else url + "/"

    @field_validator("public_url", "page_url", "trello_url", "slack_url", "aws_endpoint")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if url and not url.startswith(("https://", "http://")):
            raise ValueError("an address begins with https://")
        return url

    @property
    def is_sandbox(self) -> bool:
        """Without credentials for Trello the embedded sandbox workspace is used."""
        return not (self.trello_key and self.trello_token.get_secret_value())

    @property
    def hears_nextflow(self) -> bool:
        """Whether Nextflow's own events can come, by whatever way."""
        return bool(self.nextflow_token.get_secret_value() or self.nextflow_queue_url)

    @property
    def database(self) -> str:
        """The address of the database; SQLite in the data folder unless one is given."""
        return self.database_url or f"sqlite:///{(self.data / 'cardkeeper.db').resolve()}"

    @property
    def engine_database(self) -> str:
        """Where the durable queue lives: a file of its own beside SQLite, else the same server."""
        address = read_address(self.database)
        if address.drivername == "sqlite":
            beside = Path(address.database).parent if address.database else self.data
            return f"sqlite:///{(beside / 'work.db').resolve()}"
        return address.render_as_string(hide_password=False)

    @property
    def board_ids(self) -> list[str]:
        """The boards to keep, as ids or short links."""
        parts = [part.strip() for part in self.trello_boards.split(",") if part.strip()]
        return [_in_address(part) for part in parts]

    @property
    def secrets(self) -> list[str]:
        """Everything that must never be shown."""
        hidden = [getattr(self, name) for name in type(self).model_fields]
        found = [value.get_secret_value() for value in hidden if isinstance(value, SecretStr)]
        password = read_address(self.database).password
        return [secret for secret in (*found, self.trello_key, password) if secret]

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
        """One secret's value from the file that its variable names, if any."""
        variable = f"{variable_of(field_name)}_FILE"
        path = os.environ.get(variable) or self._in_env_file.get(variable.lower())
        if not path or not takes_file(field_name):
            return None, field_name, False
        try:
            value = Path(path).read_bytes().decode("utf-8").strip()
        except UnicodeDecodeError:
            raise UserError(f"{variable} names {path}, which is not UTF-8 text.") from None
        except OSError as error:
            raise UserError(
                f"{variable} names {path}, which cannot be read: {error.strerror}."
            ) from None
        if not value:
            raise UserError(f"{variable} names {path}, which is empty.")
        return value, str(field.validation_alias or field_name), False

    def __call__(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, field in self.settings_cls.model_fields.items():
            value, key, _ = self.get_field_value(field, name)
            if value is not None:
                found[key] = value
        return found

    @cached_property
    def _in_env_file(self) -> Mapping[str, str | None]:
        return DotEnvSettingsSource(self.settings_cls).env_vars


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return str(Settings.model_fields[name].validation_alias or f"CARDKEEPER_{name.upper()}")


def takes_file(name: str) -> bool:
    """Whether a setting is a secret, which may also be given as the content of a file."""
    is_secret = Settings.model_fields[name].annotation is SecretStr
    return is_secret or name in ("trello_key", "database_url")


def read_settings(**given: Any) -> Settings:
    """The settings of this process; raises UserError with one sentence for the first bad value."""
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        variable = variable_of(name) if name in Settings.model_fields else name or "A setting"
        reason = first["msg"].removeprefix("Value error, ")
        raise UserError(f"{variable} cannot be used: {reason[:1].lower()}{reason[1:]}.") from None
    except UnicodeDecodeError:
        raise UserError("The file .env in this folder is not UTF-8 text.") from None
    _check_whole(settings)
    return settings


def _check_whole(settings: Settings) -> None:
    """Credentials that are only half there are a mistake, not a wish for the sandbox."""
    key, token = settings.trello_key, settings.trello_token.get_secret_value()
    if bool(key) != bool(token):
        there, lacks = ("KEY", "TOKEN") if key else ("TOKEN", "KEY")
        raise UserError(
            f"CARDKEEPER_TRELLO_{there} is set and CARDKEEPER_TRELLO_{lacks} is not; give both, "
            "or neither for the sandbox."
        )
    has_bot_token = bool(settings.slack_bot_token.get_secret_value())
    for name in ("slack_app_token", "slack_signing_secret"):
        if not has_bot_token and getattr(settings, name).get_secret_value():
            raise UserError(
                f"{variable_of(name)} is set and CARDKEEPER_SLACK_BOT_TOKEN is not; Slack needs "
                "the bot token too."
            )
    try:
        read_address(settings.database)
    except DatabaseError as error:
        raise UserError(str(error)) from None


def _in_address(board: str) -> str:
    """The short link in a board's address, or what was given."""
    _, found, rest = board.partition("/b/")
    return rest.partition("/")[0] if found else board
