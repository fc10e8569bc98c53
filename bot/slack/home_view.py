"""The Home tab: what needs a person, what they carry, what they put away, how they hear of it."""

import json
from datetime import datetime
from typing import Any

from msgspec import Struct

from bot.slack.speaking.digest_view import card_blocks, put_away_note
from bot.slack.text import (
    Block,
    actions,
    bullets,
    button,
    context,
    cut,
    escape,
    header,
    link,
    named,
    section,
)
from bot.slack.workload_view import load_words
from protocol.digest import Point, cards_of
from protocol.meeting_changes import Topic
from protocol.preferences import WEEKDAYS, WORKING_WEEK, Preferences
from protocol.quiet import Hours
from protocol.subject import Subject
from protocol.words import count_of, join_and
from protocol.workload import PersonLoad

BRING_BACK, PREFERENCES, SEND_NOW = "bring_back", "open_preferences", "send_digest_now"
MOST_BLOCKS = 100  # of a home tab
_MOST_CARDS = 12
_MOST_OTHERS = 15
_MOST_AWAY = 10
_MOST_BOARDS = 3
_MOST_CHARACTERS = 240_000


class Away(Struct, frozen=True):
    """Something that the person has put away."""

    key: str
    card: str
    says: str
    by: str
    until: datetime | None


class Meeting(Struct, frozen=True):
    """The coming meeting of a board, and this person's topics for it."""

    board: str
    when: datetime
    topics: tuple[Topic, ...]


class Home(Struct, frozen=True):
    """Everything on one person's Home tab."""

    name: str
    points: tuple[Point, ...]  # most urgent first
    others: tuple[Subject, ...]  # cards of theirs with nothing to settle, most urgent first
    loads: tuple[tuple[str, PersonLoad], ...]  # by board
    meetings: tuple[Meeting, ...]
    away: tuple[Away, ...]
    hours: Hours
    preferences: Preferences
    digest_at: str
    read_at: datetime  # of the oldest board
    note: str = ""  # what was just done, as mrkdwn


def home_view(home: Home) -> dict[str, Any]:
    """The tab as `views.publish` takes it: with fewer cards when they fill more than Slack takes
    (250,000 characters of JSON, in which a sign outside Latin letters counts for six or twelve)."""
    for most in (_MOST_CARDS, 6, 3):
        view = _view(home, most)
        if len(json.dumps(view)) < _MOST_CHARACTERS:
            break
    return view


def _view(home: Home, most_cards: int) -> dict[str, Any]:
    blocks: list[Block] = [header(f"Hello {home.name}")]
    if home.note:
        blocks.append(section(f":information_source: {home.note}"))
    blocks += [_load(board, load) for board, load in home.loads[:_MOST_BOARDS]]
    blocks.append(
        actions(
            [
                button("Send me this as a message", SEND_NOW),
                button("Preferences", PREFERENCES),
            ]
        )
    )
    blocks += _needs_you(home, most_cards)
    blocks += _other_cards(home)
    blocks += _topics(home)
    blocks += _put_away(home)
    blocks += [{"type": "divider"}, context(how_you_hear(home)), context(_as_of(home.read_at))]
    return {"type": "home", "blocks": blocks[:MOST_BLOCKS]}


def stranger_view(slack_id: str) -> dict[str, Any]:
    """The tab of somebody who is not tied to a member of a board."""
    return {
        "type": "home",
        "blocks": [
            header("Hello"),
            section(
                "I do not know yet who you are on Trello, so there are no cards to show. "
                "`/card me` ties you to your Trello name; a team lead can also add "
                f'`slack = "{escape(slack_id)}"` beside your name in the agreement.'
            ),
        ],
    }


def how_you_hear(home: Home) -> str:
    """The person's choices in one sentence."""
    hours, chosen = home.hours, home.preferences
    if not hours.weekdays:
        return "I never write to you first, as you asked. *Preferences* changes it."
    days = "Monday to Friday"
    if tuple(sorted(hours.weekdays)) != WORKING_WEEK:
        days = join_and(WEEKDAYS[day] for day in sorted(hours.weekdays))
    quiet = f", never {chosen.quiet}" if chosen.quiet else ""
    free = "not on days away"
    if hours.country:
        free += f" or public holidays of {named(hours.country)}"
    now = (
        "What cannot wait comes at once, in your hours."
        if chosen.real_time
        else "Nothing comes in between."
    )
    return (
        f"One message at {home.digest_at} when there is something new, {days}{quiet} "
        f"({hours.zone.key}; {free}). {now}"
    )


def _load(board: str, load: PersonLoad) -> Block:
    carries = f"{load_words(load)}, _{load.state}_" if load.state != "Away" else load_words(load)
    parts = [f"*Your load* on {named(board)}: {carries}"]
    if load.overdue:
        parts.append(f"{load.overdue} overdue")
    if load.stuck:
        parts.append(f"{load.stuck} stuck")
    return section(" · ".join(parts))


def _card(subject: Subject) -> str:
    parts = [named(subject.list_name)]
    if subject.card.due:
        due = subject.card.due
        day = f"<!date^{int(due.timestamp())}^{{date_short_pretty}}|{due:%d %b %Y}>"
        parts.append(("*overdue* " if subject.is_overdue else "due ") + day)
    return f"{link(subject.card.url, subject.title)} ({', '.join(parts)})"


def _needs_you(home: Home, most: int) -> list[Block]:
    groups = list(cards_of(home.points))
    if not groups:
        return [section("*Nothing needs you.* Every card of yours keeps the agreement.")]
    number = count_of(len(groups), "card")
    blocks: list[Block] = [header(f"{number} with something to settle")]
    for group in groups[:most]:
        blocks += card_blocks(group)
    if len(groups) > most:
        blocks.append(context(f"and {len(groups) - most} more: `/card mine` lists them"))
    return blocks


def _other_cards(home: Home) -> list[Block]:
    if not home.others:
        return []
    lines = [_card(subject) for subject in home.others]
    head = "Your other cards" if home.points else "Your cards"
    return [section(f"*{head}*\n{bullets(lines, _MOST_OTHERS)}")]


def _topics(home: Home) -> list[Block]:
    blocks = []
    for meeting in home.meetings[:_MOST_BOARDS]:
        stamp = int(meeting.when.timestamp())
        when = f"<!date^{stamp}^{{date_short_pretty}} {{time}}|{meeting.when:%d %b, %H:%M %Z}>"
        lines = [named(topic.text) for topic in meeting.topics]
        head = f"*Your topics for the meeting* of {named(meeting.board)}, {when}"
        blocks.append(section(f"{head}\n{bullets(lines, 5)}"))
    return blocks


def _put_away(home: Home) -> list[Block]:
    if not home.away:
        return []
    blocks: list[Block] = [section("*Put away*")]
    for away in home.away[:_MOST_AWAY]:
        text = (
            f"*{named(away.card)}*: {escape(cut(away.says, 200))}\n"
            f"{put_away_note(away.by, away.until)}"  # a date inside italics is not shown as one
        )
        blocks.append(section(text, button("Bring back", BRING_BACK, value=away.key)))
    if len(home.away) > _MOST_AWAY:
        blocks.append(context(f"and {len(home.away) - _MOST_AWAY} more"))
    return blocks


def _as_of(read_at: datetime) -> str:
    stamp = int(read_at.timestamp())
    return f"As of <!date^{stamp}^{{date_short_pretty}} {{time}}|{read_at:%H:%M UTC}>"
