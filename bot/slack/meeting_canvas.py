"""The meeting in a canvas of the channel: one per board, changed in place.

A workspace without canvases is told once why there is none, and asked again after a week.
"""

import logging
from datetime import timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from bot.boards import Clock
from storage.memory import Said, claim, give_up_claim, keep_said, said

log = logging.getLogger(__name__)

_CLAIM_LASTS = timedelta(minutes=2)
_TRY_AGAIN = timedelta(days=7)
_GONE = ("canvas_not_found", "canvas_deleted")
_TEMPORARY = ("ratelimited", "internal_error", "fatal_error", "service_unavailable")
_REASONS = {
    "canvas_disabled_user_team": "canvases are switched off in this workspace",
    "canvas_disabled_file_team": "canvases are switched off in this workspace",
    "team_tier_cannot_create_channel_canvases": "this workspace's plan has none for channels",
    "free_team_canvas_tab_already_exists": "this channel has its one canvas already, and this "
    "workspace's plan allows no other",
    "free_teams_cannot_create_non_tabbed_canvases": "this workspace's plan has none",
    "free_teams_cannot_create_standalone_canvases": "this workspace's plan has none",
    "missing_scope": "the app was installed without canvases; `cardkeeper manifest --canvas` has "
    "what it asks for",
    "not_in_channel": "I am not in this channel",
}


class MeetingCanvas:
    """Keeps the canvas; every refusal becomes a remark."""

    def __init__(self, engine: Engine, client: WebClient, clock: Clock) -> None:
        self._engine = engine
        self._client = client
        self._clock = clock

    def keep(self, board_id: str, channel: str, title: str, markdown: str) -> str:
        """Bring the canvas up to date; a sentence on why there is none, or nothing."""
        subject = f"canvas:{board_id}"
        known = said(self._engine, channel, subject)
        now = self._clock()
        if known is not None and known.closed and now - known.since < _TRY_AGAIN:
            return known.text
        if known is not None and known.reference and known.text == markdown:
            return ""
        try:
            if known is not None and known.reference and not known.closed:
                reference = self._edit(known.reference, markdown)
            elif known is None and not claim(self._engine, channel, subject, now, _CLAIM_LASTS):
                return ""
            else:
                reference = ""
            reference = reference or self._create(channel, title, markdown)
        except SlackApiError as error:
            return self._refused(channel, subject, str(error.response.get("error")))
        except OSError:
            give_up_claim(self._engine, channel, subject)
            raise
        row = Said(place=channel, subject=subject, reference=reference, text=markdown, since=now)
        keep_said(self._engine, row)
        return ""

    def _create(self, channel: str, title: str, markdown: str) -> str:
        answer = self._client.canvases_create(
            title=title,
            channel_id=channel,
            document_content={"type": "markdown", "markdown": markdown},
        )
        return str(answer["canvas_id"])

    def _edit(self, canvas_id: str, markdown: str) -> str:
        """The canvas's id; nothing when somebody has deleted it."""
        content = {"type": "markdown", "markdown": markdown}
        change = {"operation": "replace", "document_content": content}
        try:
            self._client.canvases_edit(canvas_id=canvas_id, changes=[change])
        except SlackApiError as error:
            if error.response.get("error") not in _GONE:
                raise
            return ""
        return canvas_id

    def _refused(self, channel: str, subject: str, error: str) -> str:
        if error in _TEMPORARY:
            give_up_claim(self._engine, channel, subject)
            return ""
        log.warning("Slack takes no canvas: %s.", error)
        remark = f"No canvas: {_REASONS.get(error, f'Slack says {error}')}."
        row = Said(
            place=channel, subject=subject, text=remark, since=self._clock(), closed=True
        )  # fmt: skip
        keep_said(self._engine, row)
        return remark
