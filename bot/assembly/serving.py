"""What is served over HTTP, put together."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from fastapi import FastAPI

from bot.assembly.shared import Shared
from bot.assembly.working import Working
from bot.clock import now_utc
from bot.nextflow.parts import start_reading
from bot.providers.provider import Receives
from bot.slack.reception import Reception
from bot.watch.metrics import Gauges, add_metrics
from bot.watch.readiness import add_readiness
from bot.web.app import add_health, build_web
from bot.web.calm import add_calm
from bot.web.pages import add_pages
from bot.web.receiving import add_receiver
from bot.web.run_page import add_run_pages


def web_of(
    shared: Shared, working: Working, slack: Reception | None, health: Callable[[], dict[str, Any]]
) -> FastAPI:
    """The web app: of a worker what watches ask, of others also what speaks to it from outside."""
    settings = shared.settings
    if settings.role == "worker":
        return _seen_into(shared, FastAPI(docs_url=None, redoc_url=None, openapi_url=None), health)
    secret = settings.trello_secret.get_secret_value() if shared.takes_webhooks else ""
    web = build_web(
        health=health,
        ear=working.ear,
        webhook_secret=secret,
        callback_url=shared.callback_url,
        slack=slack if settings.slack_signing_secret.get_secret_value() else None,
    )
    add_pages(web, working.site)
    add_run_pages(web, shared.engine)
    # what Nextflow tells is kept beside the process that was told, so it is read there
    start_reading(shared.running, settings, shared.engine, shared.providers, working.links, now_utc)
    for provider in shared.providers:
        if isinstance(provider, Receives):
            heard = partial(working.links.hear, provider)
            add_receiver(web, provider.name, provider, now_utc, heard)
    return _seen_into(shared, web)


def _seen_into(
    shared: Shared, web: FastAPI, health: Callable[[], dict[str, Any]] | None = None
) -> FastAPI:
    """The app with what watches ask; `/healthz` too, where it is not there yet."""
    settings = shared.settings
    add_calm(web)
    if health is not None:
        add_health(web, health)
    add_readiness(web, shared.engine, now_utc, timedelta(minutes=settings.stuck_minutes))
    token = settings.metrics_token.get_secret_value()
    if token or not settings.public_url:
        gauges = Gauges(
            shared.engine, shared.boards, shared.providers, shared.budget.remaining, now_utc
        )
        add_metrics(web, gauges, token)
    return web
