"""The systems that a card can link to. Explicit on purpose.

A provider is one file here; adding one is that file, one line below, its addresses in
`protocol/links.py` and one test file that runs `tests/bot/providers/conformance.py`.
"""

from collections.abc import Callable

from sqlalchemy import Engine

from bot.providers.aws_batch import from_settings as aws_batch
from bot.providers.code_ocean import from_settings as code_ocean
from bot.providers.databricks import from_settings as databricks
from bot.providers.deep_origin import from_settings as deep_origin
from bot.providers.github import from_settings as github
from bot.providers.named_only import MAKERS as NAMED_ONLY
from bot.providers.nextflow import from_settings as nextflow
from bot.providers.posit_connect import from_settings as posit_connect
from bot.providers.provider import Provider
from bot.providers.s3 import from_settings as s3
from bot.providers.seqera import from_settings as seqera
from bot.settings import Settings

# Each makes its provider, also without credentials: links are recognised all the same.
_MAKERS: tuple[Callable[[Settings, Engine], Provider], ...] = (
    seqera,
    github,
    nextflow,
    aws_batch,
    s3,
    databricks,
    posit_connect,
    code_ocean,
    deep_origin,
    *NAMED_ONLY,
)


def providers(settings: Settings, engine: Engine) -> tuple[Provider, ...]:
    """Every provider of this deployment; `engine` is where one may keep what it needs to know."""
    return tuple(make(settings, engine) for make in _MAKERS)
