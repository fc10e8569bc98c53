"""What people do with pull requests, played: each deed, and the event that GitHub sends of it."""

from datetime import datetime
from typing import Any

from bot.sandbox.github.store import Check, Review, StoredPull

_REVIEWS = {
    "approve": "APPROVED",
    "request_changes": "CHANGES_REQUESTED",
    "comment": "COMMENTED",
    "dismiss": "DISMISSED",
}


class UnknownDeedError(Exception):
    """A word that is no deed; the text is the word."""


def play(
    entry: StoredPull, do: str, given: dict[str, Any], now: datetime
) -> tuple[str, dict[str, Any]]:
    """Change the pull request; the event and what its payload holds besides.

    Raises UnknownDeedError for a word that is none.
    """
    if do in _REVIEWS:
        entry.updated = now
        entry.reviews = [*entry.reviews, Review(str(given.get("by", "")), _REVIEWS[do], now)]
        return "pull_request_review", {"action": "dismissed" if do == "dismiss" else "submitted"}
    if do == "check":
        check = Check(str(given.get("name", "tests")), str(given.get("conclusion", "success")))
        entry.checks = [*(each for each in entry.checks if each.name != check.name), check]
        return "check_run", {"action": "completed" if check.conclusion else "created"}
    entry.updated = now
    if do in ("merge", "close"):
        entry.closed = now
        entry.merged = now if do == "merge" else None
        return "pull_request", {"action": "closed"}
    if do == "reopen":
        entry.closed = entry.merged = None
        return "pull_request", {"action": "reopened"}
    if do in ("draft", "ready"):
        entry.draft = do == "draft"
        return "pull_request", {
            "action": "converted_to_draft" if entry.draft else "ready_for_review"
        }
    if do == "push":
        entry.pushes += 1
        entry.checks = []
        return "pull_request", {"action": "synchronize"}
    if do == "edit":
        before = {key: {"from": getattr(entry, key)} for key in ("title", "body") if key in given}
        entry.title = str(given.get("title", entry.title))
        entry.body = str(given.get("body", entry.body))
        return "pull_request", {"action": "edited", "changes": before}
    raise UnknownDeedError(do)
