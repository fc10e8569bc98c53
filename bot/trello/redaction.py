"""Key and token out of every text that leaves the Trello room."""

import logging
from urllib.parse import quote

_MASK = "***"
# Trello's keys have 32 characters and its tokens 64 and more. A placeholder of a letter or two is
# no secret, and masking it would garble every text.
_SHORTEST = 4


class Redactor:
    """Replaces known secrets, plain or percent-encoded, by three stars."""

    def __init__(self, *secrets: str) -> None:
        long = [secret for secret in secrets if len(secret) >= _SHORTEST]
        forms = {form for secret in long for form in (secret, quote(secret, safe=""))}
        # The longest first: one secret may contain another.
        self._forms = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without the secrets."""
        for form in self._forms:
            text = text.replace(form, _MASK)
        return text

    def __repr__(self) -> str:
        return f"Redactor({len(self._forms)} forms)"


class _RedactingFilter(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self._secrets: frozenset[str] = frozenset()
        self._redact = Redactor()

    def add(self, *secrets: str) -> None:
        self._secrets |= set(secrets)
        self._redact = Redactor(*self._secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; it is always kept."""
        plain = record.getMessage()
        clean = self._redact(plain)
        if clean != plain:
            record.msg, record.args = clean, ()
        return True


def hide_from_log(logger_name: str, *secrets: str) -> None:
    """Redact these secrets from now on in all that one logger writes.

    For urllib3, which logs every path at DEBUG: Trello wants the token in one path
    (`GET /1/tokens/{token}/webhooks`)."""
    logger = logging.getLogger(logger_name)
    mine = [f for f in logger.filters if isinstance(f, _RedactingFilter)]
    redacting = mine[0] if mine else _RedactingFilter()
    redacting.add(*secrets)
    if not mine:
        logger.addFilter(redacting)
