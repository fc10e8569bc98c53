"""What is served over HTTP, put together."""

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import FastAPI
from slack_bolt import App as SlackApp

from bot.assembly.shared import Shared
from bot.assembly.working import Working
from bot.clock import now_utc
from bot.nextflow.parts import start_reading
from bot.providers.provider import Receives
from bot.web.app import build_web
from bot.web.receiving import add_receiver
from bot.web.run_page import add_run_pages


def web_of(
    shared: Shared, working: Working, slack: SlackApp | None, health: Callable[[], dict[str, Any]]
) -> FastAPI:
    """The web app of a process that is spoken to from outside."""
    settings = shared.settings
    secret = settings.trello_secret.get_secret_value() if shared.takes_webhooks else ""
    web = build_web(
        health=health,
        ear=working.ear,
        webhook_secret=secret,
        callback_url=shared.callback_url,
        slack=slack if settings.slack_signing_secret.get_secret_value() else None,
    )
    add_run_pages(web, shared.engine)
    # what Nextflow tells is kept beside the process that was told, so it is read there
    start_reading(shared.running, settings, shared.engine, shared.providers, working.links, now_utc)
    for provider in shared.providers:
        if isinstance(provider, Receives):
            heard = partial(working.links.hear, provider)
            add_receiver(web, provider.name, provider, now_utc, heard)
    return web
