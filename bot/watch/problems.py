"""What is stuck, told from the condition alone; each cause has a name that stays the same."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from bot.watch.condition import BoardCondition, Condition, ProcessCondition
from protocol.words import count_of

_STARTS_WITHIN = timedelta(minutes=2)  # a process that has just come has not polled yet


class Problem(Struct, frozen=True):
    """One thing that is stuck. `says` and `do` are for people; `cause` names no board by title, so
    that it may be shown to anybody."""

    cause: str
    says: str
    do: str


def problems(of: Condition, stuck_after: timedelta) -> tuple[Problem, ...]:
    """Everything that is stuck for longer than `stuck_after`; nothing when all goes well."""
    return tuple(_problems(of, stuck_after))


def _problems(of: Condition, stuck_after: timedelta) -> Iterator[Problem]:
    workers = [p for p in of.processes if p.role != "web"]
    if not workers:
        yield Problem(
            "nobody-works", "No process polls the boards and makes looks",
            "Start `cardkeeper serve --role worker` (or `all`).",
        )  # fmt: skip
    if of.oldest_s > stuck_after.total_seconds():
        yield Problem(
            "queue", f"The queue stands still: {count_of(of.waiting, 'look')} to make, the oldest "
            f"for {_minutes(of.oldest_s)}" + (f"; {of.failing} looks fail" if of.failing else ""),
            "The log of the worker says what each look fails on; `cardkeeper doctor` asks Trello.",
        )  # fmt: skip
    yield from _boards(of, stuck_after, workers)
    yield from _slack(of, stuck_after)


def _boards(
    of: Condition, stuck_after: timedelta, workers: list[ProcessCondition]
) -> Iterator[Problem]:
    lasting = [b for b in of.boards if b.failing_since and of.at - b.failing_since >= stuck_after]
    if any(board.why == "token" for board in of.boards):  # that does not get better by waiting
        yield Problem(
            "trello-token", "Trello does not accept the bot's token any more",
            "Make a new one, put it into CARDKEEPER_TRELLO_TOKEN and restart; what happened "
            "meanwhile is found then.",
        )  # fmt: skip
    for board in lasting:
        if board.why in ("gone", "refused"):
            yield Problem(
                f"board-gone:{board.id}",
                f"The board '{board.name}' is not there for the bot any more",
                "If it was deleted or closed, take it out of CARDKEEPER_TRELLO_BOARDS; else make "
                "the bot's account a member again. What is stored of it is kept.",
            )
    silent = [b for b in lasting if b.why == "unreachable"]
    began = min((p.started_at for p in workers), default=of.at)
    if of.at - began > max(stuck_after, _STARTS_WITHIN):
        silent += [b for b in of.boards if b not in lasting and _is_silent(b, of.at, stuck_after)]
    if silent:
        yield Problem(
            "poll-silent",
            f"{count_of(len(silent), 'board')} could not be asked for over "
            f"{_minutes(stuck_after.total_seconds())}: {', '.join(b.id for b in silent[:3])}",
            "Can the machine reach Trello? `cardkeeper doctor` asks. Nothing is lost meanwhile.",
        )


def _is_silent(board: BoardCondition, now: datetime, stuck_after: timedelta) -> bool:
    """Kept at present, which is told by polls, and nobody has asked it for long."""
    return board.polled_at is not None and now - board.polled_at > stuck_after


def _slack(of: Condition, stuck_after: timedelta) -> Iterator[Problem]:
    refused = next((p.state.slack_refused for p in of.processes if p.state.slack_refused), "")
    if refused:
        yield Problem(
            "slack-token", f"Slack does not accept the bot token any more ({refused})",
            "Install the app again, put the new token into CARDKEEPER_SLACK_BOT_TOKEN and "
            "restart. Cards are kept meanwhile.",
        )  # fmt: skip
    connected = [p.state.slack_connected for p in of.processes]
    if False not in connected or True in connected:  # one connection is enough
        return
    away = [p.state.slack_away_since for p in of.processes if p.state.slack_away_since]
    if away and of.at - max(away) >= stuck_after:
        yield Problem(
            "slack-away", "Slack's Socket Mode is not connected since "
            f"{max(away):%H:%M} UTC, so that commands and buttons do nothing",
            "Can the machine reach wss://*.slack.com? Is Socket Mode on for the app?",
        )  # fmt: skip


def _minutes(seconds: float) -> str:
    return count_of(max(1, round(seconds / 60)), "minute")
