"""The page of settings, from the settings themselves."""

from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.settings import Settings, takes_file, variable_of

_ABOUT = """# Settings

Cardkeeper is told what it needs by environment variables, or by the same names in a file `.env` in
the folder in which it is started. The environment outweighs `.env`; an empty value is none.

Secrets (marked below) may also be the content of a file that the same name with `_FILE` behind it
names: `CARDKEEPER_TRELLO_TOKEN_FILE=/run/secrets/trello_token`.

- Without `CARDKEEPER_TRELLO_KEY` and `CARDKEEPER_TRELLO_TOKEN` Cardkeeper runs on its sandbox
  workspace, and nothing leaves the machine. One without the other is refused.
- Without `CARDKEEPER_SLACK_BOT_TOKEN` it runs without Slack and speaks on the cards only.
- With `CARDKEEPER_SLACK_APP_TOKEN` it uses Socket Mode. With `CARDKEEPER_PUBLIC_URL` empty as well
  it needs no inbound port at all: it polls Trello.
- What the team has agreed on stands in `protocol.toml`, not here.

"""
_HEAD = "| variable | what it says | unless it is set |\n|---|---|---|"


def settings_page() -> str:
    """docs/settings.md."""
    made = "<!-- Made from bot/settings.py by `make docs`; change it there. -->\n\n"
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    return made + _ABOUT + "\n".join([_HEAD, *rows]) + "\n"


def _row(name: str, field: FieldInfo) -> str:
    secret = " (secret: also `_FILE`)" if takes_file(name) else ""
    return f"| `{variable_of(name)}` | {field.description}{secret} | {_default(field.default)} |"


def _default(value: object) -> str:
    if value in (None, "", PydanticUndefined) or isinstance(value, SecretStr):
        return ""
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return f"`{Path(shown).as_posix() if isinstance(value, Path) else shown}`"
