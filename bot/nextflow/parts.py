"""What of Nextflow's events is set up as the settings say."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial

from sqlalchemy import Engine

from bot.links import Refresher
from bot.nextflow.door import journal_folder
from bot.nextflow.drain import Drain, Understanding
from bot.nextflow.queue import Queue, sqs_client
from bot.providers.nextflow import NAME
from bot.providers.provider import Provider
from bot.settings import Settings

Clock = Callable[[], datetime]


def start_reading(
    running: ExitStack, settings: Settings, engine: Engine, providers: tuple[Provider, ...],
    links: Refresher, clock: Clock,
) -> None:  # fmt: skip
    """Understand what comes, by the journal and the queue; nothing when no way is set up."""
    provider = next((each for each in providers if each.name == NAME), None)
    if provider is None or not settings.hears_nextflow:
        return
    told = partial(links.hear, provider)
    key = settings.nextflow_token.get_secret_value() or settings.nextflow_queue_url
    understanding = Understanding(engine, clock, key, settings.public_url)
    if settings.nextflow_token.get_secret_value():
        drain = Drain(journal_folder(settings), understanding, told)
        drain.start()
        running.callback(drain.stop)
    if settings.nextflow_queue_url:
        client = sqs_client(settings.nextflow_queue_url)
        queue = Queue(client, settings.nextflow_queue_url, understanding, told, clock)
        queue.start()
        running.callback(queue.stop)
