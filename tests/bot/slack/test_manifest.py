"""The manifest asks for what the code uses, and for nothing else."""

import json
import re
from pathlib import Path

from jsonschema import Draft7Validator

from bot.sandbox.team.people import installed_app
from bot.slack.manifest import SCOPES_OF_EVENT, SCOPES_OF_METHOD, app_manifest
from bot.slack.registry import COMMANDS, SHORTCUTS
from tests.shared import SHARED, needs_shared

_ROOT = Path(__file__).parents[3] / "bot"
_CALL = re.compile(r"(?:client|WebClient\([^\n]*\))\.([a-z]+_[a-zA-Z_0-9]+)\(")
# of other clients, or of sockets
_NOT_SLACKS = {
    "delete_message_batch", "fetch_json", "is_connected", "receive_message", "retry_handlers",
}  # fmt: skip


def sources() -> dict[Path, str]:
    """Everything of the bot that may speak to Slack."""
    files = (p for p in _ROOT.rglob("*.py") if "sandbox" not in p.parts)
    return {path: path.read_text() for path in files}


def methods_in_code() -> set[str]:
    found = {name for text in sources().values() for name in _CALL.findall(text)}
    return found - _NOT_SLACKS


def events_in_code() -> set[str]:
    told = re.compile(r"app\.event\(\"(\w+)\"\)")
    return {name for text in sources().values() for name in told.findall(text)}


def test_every_call_has_its_scopes_and_no_scope_is_without_a_call() -> None:
    assert methods_in_code() == set(SCOPES_OF_METHOD)


def test_the_events_are_those_that_are_listened_to() -> None:
    assert events_in_code() == set(SCOPES_OF_EVENT)


def test_the_prefix_goes_before_every_command() -> None:
    names = [entry["command"] for entry in app_manifest(prefix="ck-")["features"]["slash_commands"]]

    assert names == [f"/ck-{command.name}" for command in COMMANDS]


def test_without_an_address_it_is_socket_mode() -> None:
    assert app_manifest()["settings"]["socket_mode_enabled"]
    over_http = app_manifest("https://ck.example.org/slack/events")
    assert not over_http["settings"]["socket_mode_enabled"]
    assert over_http["settings"]["interactivity"]["request_url"].endswith("/slack/events")


def test_names_keep_slacks_lengths() -> None:
    assert all(len(command.summary) <= 2000 and command.name for command in COMMANDS)
    assert all(len(s.name) <= 24 and len(s.description) <= 150 for s in SHORTCUTS)


@needs_shared
def test_slacks_own_schema_accepts_it() -> None:
    folder = SHARED / "specs/slack-manifest-schema/schemas"
    schema = json.loads((folder / "manifest.schema.1.0.0.json").read_text())
    over_http = app_manifest("https://ck.example.org/slack/events", "ck-")
    for manifest in (app_manifest(), over_http, app_manifest("", "", "unfurl")):
        problems = [error.message for error in Draft7Validator(schema).iter_errors(manifest)]
        assert problems == []


def test_the_sandbox_installs_the_same_app() -> None:
    app, features = installed_app("ck-"), app_manifest(prefix="ck-")["features"]

    assert app["commands"] == features["slash_commands"]
    assert app["shortcuts"] == features["shortcuts"]
    assert app["scopes"] == app_manifest()["oauth_config"]["scopes"]["bot"]
