"""A link's state in words, for the card, its comment and Slack.

Two ages are told: since when it is so, and since when its system could not be asked. What changes
by itself from minute to minute (how many tasks, how long ago) stands in `progress_words` and
`asked_words` alone, so that a comment need not be changed for it.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from protocol.days import day_of, spoken_day
from protocol.links import LinkState
from protocol.words import count_of

SYSTEMS = {
    "seqera": "Seqera Platform",
    "github": "GitHub",
    "nextflow": "Nextflow",
    "aws-batch": "AWS Batch",
    "s3": "S3",
    "databricks": "Databricks",
    "posit-connect": "Posit Connect",
    "code-ocean": "Code Ocean",
    "deep-origin": "Deep Origin",
    "tiledb": "TileDB",
    "biobox": "BioBox",
    "bigomics": "BigOmics",
    "posit-package-manager": "Posit Package Manager",
    "posit-workbench": "Posit Workbench",
    "efs": "EFS",
    "path": "file path",
    "trello": "Trello",
}
_PROGRESS = ("succeeded", "cached", "running", "submitted", "pending", "failed", "retries")


def system_title(system: str) -> str:
    """What people call a system: `Seqera Platform`."""
    return SYSTEMS.get(system, system)


def state_words(state: LinkState, zone: ZoneInfo, now: datetime) -> str:
    """`failed yesterday: STAR_ALIGN (s3), exit code 137: out of memory or killed; superseded`."""
    if not state.live:
        return "no live status"
    words = [_is_so(state, zone, now)]
    if state.superseded:
        words.append("a newer run counts")
    if state.could_not_ask_since is not None:
        when = _moment(state.could_not_ask_since, zone, now)
        title = system_title(state.reference.system)
        words.append(f"could not ask {title} since {when}")
    if state.tie == "guessed":
        words.append("tied by its name")
    return "; ".join(word for word in words if word)


def progress_words(state: LinkState) -> str:
    """`212 succeeded, 3 running, 1 failed`; empty when nothing is counted."""
    return ", ".join(f"{state.progress[key]} {key}" for key in _PROGRESS if state.progress.get(key))


def asked_words(state: LinkState, now: datetime) -> str:
    """How old the answer is: `asked 3 min ago`; `heard` of a system that tells by itself. Empty for
    what is not asked."""
    if not state.live:
        return ""
    word = "heard" if state.reference.system == "nextflow" else "asked"
    minutes = max(0, int((now - state.asked).total_seconds() // 60))
    if minutes < 1:
        return f"{word} just now"
    if minutes < 120:
        return f"{word} {minutes} min ago"
    if minutes < 2880:
        return f"{word} {count_of(minutes // 60, 'hour')} ago"
    return f"{word} {count_of(minutes // 1440, 'day')} ago"


def money_words(state: LinkState) -> str:
    """`12.40 USD`; empty when the cost is not known."""
    return f"{state.cost_usd:,.2f} USD" if state.cost_usd else ""


def duration_words(state: LinkState) -> str:
    """How long a run took: `6 h 15 min`; empty while it runs."""
    if state.started is None or state.ended is None:
        return ""
    minutes = int((state.ended - state.started).total_seconds() // 60)
    hours, rest = divmod(max(0, minutes), 60)
    if hours >= 48:
        days, left = divmod(hours, 24)
        return f"{days} days {left} h" if left else f"{days} days"
    if not hours:
        return f"{rest} min" if rest else "under a minute"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _is_so(state: LinkState, zone: ZoneInfo, now: datetime) -> str:
    if state.state == "unknown" and state.could_not_ask_since is not None:
        return ""  # nothing was ever heard of it
    word = "its state is unknown" if state.state == "unknown" else state.state
    if state.changed is not None and state.state not in ("unknown", "present"):
        since = " since" if state.state in ("queued", "running", "open", "draft") else ""
        word += f"{since} {_moment(state.changed, zone, now)}"
    is_telling = state.state == "failed" or state.reference.kind in ("pull request", "data")
    is_telling = is_telling or bool(state.exit_words)  # a report that could not be rendered
    return f"{word}: {state.detail}" if state.detail and is_telling else word


def _moment(when: datetime, zone: ZoneInfo, now: datetime) -> str:
    """`Mon 23 Nov, 10:40`: the same today and tomorrow, so that no comment changes for it."""
    return f"{spoken_day(day_of(when, zone), day_of(now, zone))}, {when.astimezone(zone):%H:%M}"
