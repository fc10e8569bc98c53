"""Logs: one line per event on standard error, secrets taken out of every line.

As text for people, or as JSON for machines. A line names the event that it belongs to, from the
webhook to the effect (`bot.tracing`).
"""

import logging
import sys
from datetime import UTC, datetime
from urllib.parse import quote

import msgspec

from bot.settings import Settings
from bot.tracing import trace

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
        return self._masked(self._line(record))

    def _line(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return f"{line} [{trace()}]" if trace() and "\n" not in line else line

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


class _Json(_WithoutSecrets):
    """One JSON object a line."""

    def _line(self, record: logging.LogRecord) -> str:
        entry: dict[str, str] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # masked here as well: what JSON escapes is another text
            "says": self._masked(record.getMessage()),
        }
        if trace():
            entry["trace"] = trace()
        if record.exc_info:
            entry["exception"] = self._masked(self.formatException(record.exc_info))
        return msgspec.json.encode(entry).decode()


def set_up_logs(settings: Settings, level: int = logging.INFO) -> None:
    """Log to standard error; libraries only from warnings or errors on."""
    handler = logging.StreamHandler(sys.stderr)
    shape = _Json if settings.log_format == "json" else _WithoutSecrets
    handler.setFormatter(shape(settings.secrets))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _NOISIER:
        logging.getLogger(name).setLevel(logging.ERROR)
