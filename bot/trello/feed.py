"""The feed of a board's actions, all pages of it.

The feed is newest first by date, not by id, and ids may be months later than the date (facts,
polling fallback). So pages are cut by date, overlap by a millisecond, and are told apart by id.
"""

from datetime import datetime, timedelta
from typing import Any

from bot.trello.snapshot import Fetch

PAGE = 1000


def iso(moment: datetime) -> str:
    """A moment as Trello writes it: UTC with milliseconds. It must name its time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    shifted = moment - (moment.utcoffset() or timedelta(0))
    return shifted.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def read_actions(
    fetch: Fetch,
    board_id: str,
    since: datetime,
    before: datetime | None = None,
    limit: int = PAGE,
    kinds: str = "all",
) -> list[dict[str, Any]]:
    """All actions from `since` on (and before `before`), newest first, each once.

    `limit` is the size of a page, at most 1,000. Raises `TrelloError`."""
    found: dict[str, dict[str, Any]] = {}
    query = {"filter": kinds, "limit": str(limit), "since": iso(since)}
    until = iso(before) if before else ""
    while True:
        page: list[dict[str, Any]] = fetch(
            f"/boards/{board_id}/actions", {**query, "before": until} if until else dict(query)
        )
        fresh = [action for action in page if action["id"] not in found]
        found.update((action["id"], action) for action in fresh)
        if len(page) < limit or not fresh:
            break
        oldest = min(datetime.fromisoformat(action["date"]) for action in page)
        until = iso(oldest + timedelta(milliseconds=1))
    return sorted(found.values(), key=lambda action: str(action["date"]), reverse=True)
