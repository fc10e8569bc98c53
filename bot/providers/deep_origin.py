"""Executions of Deep Origin's tools.

API as the vendor's client uses it: `/tools/ORG/tools/executions/ID`; no limit of calls is
documented. No form of an execution's page is documented either: addresses that end in
`executions/ID` are recognised, and other pages of an organisation are named only.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from bot.providers.answers import Answer, Limit, mapping, number, read_moment, text
from bot.providers.one_host import OneHost, address_of, host_of
from bot.providers.redaction import redact, secret_values
from bot.settings import Settings
from protocol.links import LinkReference, LinkState

NAME = "deep-origin"
TITLE = "Deep Origin"
PAGES = "https://os.deeporigin.io"
_EXECUTION = re.compile(r"/(?:org|tools)/([\w-]+)/.*?executions/([0-9A-Za-z-]+)$")
_STATES: Mapping[str, str] = {
    "quoted": "queued",
    "created": "queued",
    "queued": "queued",
    "running": "running",
    "completed": "succeeded",
    "succeeded": "succeeded",
    "failed": "failed",
    "insufficientfunds": "failed",
    "failedquotation": "failed",
    "cancelled": "cancelled",
}
_WHY: Mapping[str, str] = {
    "insufficientfunds": "the organisation's funds do not suffice",
    "failedquotation": "no price could be quoted for it",
}


class DeepOrigin(OneHost):
    """One organisation at Deep Origin."""

    name = NAME
    title = TITLE

    def __init__(
        self, *, organisation: str, token: str, api_url: str, timeout_s: float = 10.0
    ) -> None:
        super().__init__(
            web_url=PAGES,
            api_url=api_url,
            token=token,
            headers={"Authorization": f"Bearer {token}"},
            limit=Limit(30, 15.0),
            timeout_s=timeout_s,
        )
        self._organisation = organisation
        self._hosts = {host_of(PAGES), "api.deeporigin.io", host_of(api_url)}

    @property
    def is_live(self) -> bool:
        """Whether organisation and token are given."""
        return bool(self._token and self._organisation)

    def _is_ours(self, reference: LinkReference) -> bool:
        found = _EXECUTION.search(reference.url)
        return (
            found is not None
            and host_of(reference.url) in self._hosts
            and found[1] == self._organisation
        )

    def _ask(self, reference: LinkReference, now: datetime) -> LinkState:
        """One call."""
        found = _EXECUTION.search(reference.url)
        where = f"/tools/{self._organisation}/tools/executions/{found[2] if found else ''}"
        answer = self.calls.get(where)
        body = mapping(answer.body) if isinstance(answer, Answer) else {}
        body = mapping(body.get("data")) or body  # some versions wrap it
        if not text(body.get("status")):
            return self._not_asked(reference, now, answer)
        return read_execution(reference, body, now, (self._token,))


def read_execution(
    reference: LinkReference, body: Mapping[str, Any], now: datetime, secrets: tuple[str, ...] = ()
) -> LinkState:
    """An execution in our words; fields have the names of the vendor's client."""
    hidden = (*secrets, *secret_values(dict(body)))
    told = text(body.get("status")).replace(" ", "").replace("_", "").casefold()
    state = _STATES.get(told, "unknown")
    started = read_moment(body.get("startedAt"))
    ended = read_moment(body.get("completedAt"))
    made = read_moment(body.get("createdAt"))
    is_over = state in ("succeeded", "failed", "cancelled")
    tool = mapping(body.get("tool"))
    name = redact(text(body.get("name")) or text(tool.get("key")), hidden)
    return LinkState(
        reference,
        state,
        asked=now,
        title=name,
        changed=(ended if is_over else None) or started or made,
        detail=_WHY.get(told, "") if state == "failed" else "",
        owner=text(body.get("createdBy")),
        started=started,
        ended=ended if is_over else None,
        cost_usd=number(mapping(body.get("quotationResult")).get("priceUsd")),
        facts={"pipeline": text(tool.get("key"))} if text(tool.get("key")) else {},
    )


def from_settings(settings: Settings, _engine: Engine) -> DeepOrigin:
    """The organisation that the settings name."""
    return DeepOrigin(
        organisation=settings.deep_origin_org,
        token=settings.deep_origin_token.get_secret_value(),
        api_url=address_of(settings.deep_origin_url),
    )
