"""Logs: one line per event on standard error, secrets taken out of every line."""

import logging
import sys
from urllib.parse import quote

from bot.settings import Settings

_NOISY = ("httpx", "urllib3", "slack_bolt", "slack_sdk", "dbos", "alembic")
_NOISIER = ("apscheduler",)  # it warns whenever a job is still at work when it is due again


_SHORTEST = 6


class _WithoutSecrets(logging.Formatter):
    """Takes the configured secrets out of whatever is logged, by whomever, tracebacks too."""

    def __init__(self, secrets: list[str]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")
        # a word of a few letters is no secret, and masking it would garble every line; a longer
        # one goes first, lest a part of it stays when a shorter one is its beginning
        long = {form for s in secrets if len(s) >= _SHORTEST for form in (s, quote(s, safe=""))}
        self._secrets = sorted(long, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def set_up_logs(settings: Settings, level: int = logging.INFO) -> None:
    """Log to standard error; libraries only from warnings or errors on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutSecrets(settings.secrets))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _NOISIER:
        logging.getLogger(name).setLevel(logging.ERROR)
