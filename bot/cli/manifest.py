"""`cardkeeper manifest`: the Slack app's manifest for this configuration."""

from typing import Annotated

from typer import Option

from bot.cli.inputs import as_json
from bot.cli.output import write
from bot.errors import UserError

EXAMPLES = """
cardkeeper manifest
cardkeeper manifest --canvas
cardkeeper manifest --http https://cardkeeper.example.org > manifest.json
"""


def run(
    http: Annotated[
        str,
        Option(
            "--http",
            metavar="URL",
            help="Where Slack reaches the service; without it, Socket Mode needs no address.",
            show_default=False,
        ),
    ] = "",
    canvas: Annotated[
        bool,
        Option("--canvas", help="Also ask for canvases, as `canvas` under [meeting] needs."),
    ] = False,
) -> int:
    """Print the manifest to paste under api.slack.com/apps > Create New App > From a manifest.

    CARDKEEPER_SLACK_COMMAND_PREFIX goes before the commands' names; CARDKEEPER_SLACK_UNFURL
    asks for what showing links to cards needs. Status 0: done; 2: could not
    run.
    """
    from bot.settings import read_settings
    from bot.slack.manifest import app_manifest

    if http and not http.startswith("https://"):
        raise UserError(f"Slack sends to https addresses only; '{http}' is none.")
    url = f"{http.rstrip('/').removesuffix('/slack/events')}/slack/events" if http else ""
    settings = read_settings()
    wanted = (("canvas", canvas), ("unfurl", settings.slack_unfurl))
    on = [name for name, is_on in wanted if is_on]
    write(as_json(app_manifest(url, settings.slack_command_prefix, *on)))
    return 0
