"""GitHub's answers in our words. Pure: what was asked comes in, a state goes out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.providers.answers import could_not_ask, mapping, read_moment, sequence, text
from bot.providers.redaction import redact
from protocol.closing_words import closing_names, mentions_in
from protocol.links import LinkReference, LinkState, RunState

UNREADABLE = "GitHub gave an answer that cannot be read"
OUR_CHECK = "Cardkeeper"  # the name of the bot's own check, which says nothing of the code

_FAILING = frozenset({"failure", "timed_out", "startup_failure", "action_required", "cancelled"})
_PASSING = frozenset({"success", "neutral", "skipped"})
_RUN_STATES: Mapping[str, RunState] = {
    "queued": "queued", "requested": "queued", "waiting": "queued", "pending": "queued",
    "in_progress": "running",
}  # fmt: skip
_RUN_ENDS: Mapping[str, RunState] = {
    "success": "succeeded", "neutral": "succeeded",
    "failure": "failed", "timed_out": "failed", "startup_failure": "failed",
    "cancelled": "cancelled", "skipped": "cancelled", "stale": "cancelled",
    "action_required": "queued",
}  # fmt: skip


def read_pull(
    reference: LinkReference,
    body: Mapping[str, Any],
    now: datetime,
    *,
    reviews: object = None,
    checks: str = "",
    secrets: Iterable[str] = (),
) -> LinkState:
    """A pull request, from its own answer or an element of a list; `reviews` as the API lists them.

    `changed` is when it was merged, closed or reviewed, and open where GitHub does not tell.
    """
    told = text(body.get("state"))
    if not told:
        return could_not_ask(reference, now, UNREADABLE)
    hidden = tuple(secrets)
    state, changed = _pull_state(body, reviews)
    title, describes = text(body.get("title")), text(body.get("body"))
    into = mapping(body.get("base"))
    default = text(mapping(into.get("repo")).get("default_branch"))
    head = mapping(body.get("head"))
    closing = closing_names((title, describes))
    facts = {
        "branch": redact(text(head.get("ref")), hidden),
        "head": text(head.get("sha")),
        "updated": text(body.get("updated_at")),
        "checks": checks if state not in ("merged", "closed") else "",
        # as with GitHub's own closing words: only what goes into the main branch closes anything
        "closes": " ".join(closing) if default in ("", text(into.get("ref"))) else "",
    }
    return LinkState(
        reference,
        state,
        asked=now,
        title=redact(title, hidden),
        changed=changed,
        detail=f"checks {facts['checks']}" if facts["checks"] in ("passing", "failing") else "",
        owner=text(mapping(body.get("user")).get("login")),
        started=read_moment(body.get("created_at")),
        ended=read_moment(body.get("merged_at")) or read_moment(body.get("closed_at")),
        labels=_labels(body, hidden),
        facts={key: value for key, value in facts.items() if value},
    )


def names_of_pull(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts of a pull request in which a card may be named: branch, title, and of the
    description what is more than a word. Of the branch `38-faster-qc` the number, too."""
    branch = text(mapping(body.get("head")).get("ref"))
    return names_of(branch, text(body.get("title")), text(body.get("body")))


def names_of(branch: str, title: str, *prose: str) -> tuple[str, ...]:
    """The same of any branch, title and prose."""
    numbers = [
        f"#{part.partition('-')[0]}"
        for part in branch.replace("_", "-").split("/")
        if part.partition("-")[0].isdecimal() and len(part.partition("-")[0]) <= 6
    ]
    mentioned = [name for each in prose for name in mentions_in(each)]
    return tuple(dict.fromkeys(name for name in (branch, *numbers, title, *mentioned) if name))


def read_checks(body: object) -> str:
    """`passing`, `failing` or `running`, by the check runs of a commit; empty when there are none.

    The bot's own check does not count.
    """
    runs = [
        run
        for run in map(mapping, sequence(mapping(body).get("check_runs")))
        if text(run.get("name")) != OUR_CHECK
    ]
    ends = {text(run.get("conclusion")) for run in runs if text(run.get("status")) == "completed"}
    if ends & _FAILING:
        return "failing"
    if any(text(run.get("status")) != "completed" for run in runs):
        return "running"
    return "passing" if ends and ends <= _PASSING else ""


def read_combined(body: object) -> str:
    """The same by the older commit statuses, combined by GitHub."""
    if not sequence(mapping(body).get("statuses")):
        return ""
    words = {"success": "passing", "failure": "failing", "error": "failing", "pending": "running"}
    return words.get(text(mapping(body).get("state")), "")


def read_issue(
    reference: LinkReference, body: Mapping[str, Any], now: datetime, secrets: Iterable[str] = ()
) -> LinkState:
    """An issue: open or closed."""
    told = text(body.get("state"))
    if not told:
        return could_not_ask(reference, now, UNREADABLE)
    hidden = tuple(secrets)
    return LinkState(
        reference,
        told if told in ("open", "closed") else "unknown",
        asked=now,
        title=redact(text(body.get("title")), hidden),
        changed=read_moment(body.get("closed_at")),
        owner=text(mapping(body.get("user")).get("login")),
        started=read_moment(body.get("created_at")),
        ended=read_moment(body.get("closed_at")),
        labels=_labels(body, hidden),
    )


def read_commit(
    reference: LinkReference, body: Mapping[str, Any], now: datetime, secrets: Iterable[str] = ()
) -> LinkState:
    """A commit: it is there."""
    commit = mapping(body.get("commit"))
    if not text(body.get("sha")):
        return could_not_ask(reference, now, UNREADABLE)
    wrote = read_moment(mapping(commit.get("author")).get("date"))
    message = text(commit.get("message")).partition("\n")[0]
    return LinkState(
        reference,
        "pushed",
        asked=now,
        title=redact(message, tuple(secrets)),
        changed=wrote,
        owner=text(mapping(body.get("author")).get("login")),
        started=wrote,
        ended=wrote,
    )


def read_workflow_run(
    reference: LinkReference, body: Mapping[str, Any], now: datetime, secrets: Iterable[str] = ()
) -> LinkState:
    """A run of GitHub Actions, in the words of other runs."""
    status, end = text(body.get("status")), text(body.get("conclusion"))
    if not status:
        return could_not_ask(reference, now, UNREADABLE)
    hidden = tuple(secrets)
    known: RunState | None = (
        _RUN_ENDS.get(end) if status == "completed" else _RUN_STATES.get(status)
    )
    is_over = status == "completed"
    updated = read_moment(body.get("updated_at"))
    where = " on ".join(
        part for part in (text(body.get("name")), text(body.get("head_branch"))) if part
    )
    return LinkState(
        reference,
        known or "unknown",
        asked=now,
        title=redact(text(body.get("display_title")) or text(body.get("name")), hidden),
        changed=updated if is_over else None,
        detail=redact(where, hidden),
        owner=text(mapping(body.get("actor")).get("login")),
        started=read_moment(body.get("run_started_at")) or read_moment(body.get("created_at")),
        ended=updated if is_over else None,
    )


def _pull_state(body: Mapping[str, Any], reviews: object) -> tuple[str, datetime | None]:
    """The state in one word, and since when, as far as GitHub tells."""
    told = text(body.get("state"))
    if body.get("merged_at") or body.get("merged") is True:
        return "merged", read_moment(body.get("merged_at"))
    if told == "closed":
        return "closed", read_moment(body.get("closed_at"))
    if told != "open":
        return "unknown", None
    if body.get("draft") is True:
        return "draft", None
    return _reviewed(reviews) or ("open", None)


def _reviewed(reviews: object) -> tuple[str, datetime | None] | None:
    """The last word of each reviewer that is one: a comment is none, a dismissed one is taken back.
    One who asks for changes outweighs all who approve, as on GitHub."""
    last: dict[str, tuple[str, datetime | None]] = {}
    for review in map(mapping, sequence(reviews)):
        word = text(review.get("state")).upper()
        if word in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
            who = text(mapping(review.get("user")).get("login"))
            last[who] = word, read_moment(review.get("submitted_at"))
    for word, ours in (("CHANGES_REQUESTED", "changes requested"), ("APPROVED", "approved")):
        moments = [when for said, when in last.values() if said == word]
        if moments:
            return ours, max((when for when in moments if when), default=None)
    return None


def _labels(body: Mapping[str, Any], hidden: tuple[str, ...]) -> tuple[str, ...]:
    """Names of labels; an issue may have them as bare texts."""
    names = (
        each if isinstance(each, str) else text(mapping(each).get("name"))
        for each in sequence(body.get("labels"))
    )
    return tuple(redact(name, hidden) for name in names if name)
