"""The systems that a card can link to. Explicit on purpose.

A provider is one file here; adding one is that file, one line below, its addresses in
`protocol/links.py` and one test file that runs `tests/bot/providers/conformance.py`.
"""

from collections.abc import Callable

from sqlalchemy import Engine

from bot.providers.github import from_settings as github
from bot.providers.nextflow import from_settings as nextflow
from bot.providers.provider import Provider
from bot.providers.seqera import from_settings as seqera
from bot.settings import Settings

# Each makes its provider, also without credentials: links are recognised all the same.
_MAKERS: tuple[Callable[[Settings, Engine], Provider], ...] = (seqera, github, nextflow)


def providers(settings: Settings, engine: Engine) -> tuple[Provider, ...]:
    """Every provider of this deployment; `engine` is where one may keep what it needs to know."""
    return tuple(make(settings, engine) for make in _MAKERS)
