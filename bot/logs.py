"""Logs: one line per event on standard error, secrets taken out of every line."""

import logging
import sys

from bot.settings import Settings

_NOISY = ("httpx", "urllib3", "apscheduler", "slack_bolt", "slack_sdk", "dbos", "alembic")


class _WithoutSecrets(logging.Formatter):
    """Takes the configured secrets out of whatever is logged, by whomever, tracebacks too."""

    def __init__(self, secrets: list[str]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")
        self._secrets = [secret for secret in secrets if len(secret) >= 8]

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def set_up_logs(settings: Settings, level: int = logging.INFO) -> None:
    """Log to standard error; libraries only from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _WithoutSecrets(
            [
                settings.trello_key,
                settings.trello_token.get_secret_value(),
                settings.trello_secret.get_secret_value(),
                settings.slack_bot_token.get_secret_value(),
                settings.slack_app_token.get_secret_value(),
                settings.slack_signing_secret.get_secret_value(),
            ]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
