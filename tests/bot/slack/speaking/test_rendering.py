"""Whatever people write, Slack takes every digest, message and Home tab that is made of it."""

import json
import re
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from msgspec import structs
from slack_sdk.models.blocks import Block as SdkBlock

from bot.sandbox.slack.block_check import check_blocks, check_view
from bot.slack.home_view import Away, Home, Meeting, home_view, stranger_view
from bot.slack.preferences_modal import preferences_modal
from bot.slack.speaking.digest_view import digest_message, news_message
from bot.slack.speaking.kinds import DIGEST, KINDS, NEEDS_YOU
from bot.slack.speaking.reason import WHY, why_said, with_why
from protocol.agreement import Agreement
from protocol.digest import Digest, News, Point
from protocol.meeting_changes import Topic
from protocol.preferences import Preferences
from protocol.quiet import Hours, read_window
from protocol.rules import RULES
from tests.protocol.cards import card, context_of
from tests.shared import SHARED

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FEW = settings(max_examples=15, deadline=None)
AWKWARD = st.one_of(
    st.text(max_size=400),
    st.sampled_from(
        [
            "x" * 3000, "<!channel> <@U1> *bold* ~gone~ `code`", "</> & | > <", "مرحبا " * 60,
            "🧬" * 300, "a\n\n\nb", "", "<https://evil.example|click>", "\u202eabc",
        ]
    ),
)  # fmt: skip
URLS = st.sampled_from(["https://trello.com/c/abcd1234", "", "javascript:alert(1)", "https://a b"])
IDS = st.sampled_from(["a" * 24, "b" * 24, ""])
POINTS = st.builds(
    Point,
    board_id=st.just("f" * 24), card_id=IDS, card=AWKWARD, card_url=URLS, list_name=AWKWARD,
    rule=st.sampled_from([rule.name for rule in RULES]), about=AWKWARD, says=AWKWARD,
    resolve=AWKWARD, fix=AWKWARD, facts=st.just("f"),
    state=st.sampled_from(["open", "settled", "snoozed", "dismissed"]), note=AWKWARD,
    until=st.sampled_from([None, NOW]),
)  # fmt: skip
NEWS = st.builds(
    News,
    key=st.just("k"), kind=st.sampled_from(["run failed", "moved back", "blocked"]),
    board_id=st.just("b"), card_id=IDS, card=AWKWARD, card_url=URLS, says=AWKWARD,
    who=st.just(("m",)),
)  # fmt: skip


@cache
def schema() -> Draft7Validator | None:
    """Slack's own block types, when the specifications are beside the checkout."""
    path = SHARED / "specs" / "slack-blocks.schema.json"
    return Draft7Validator(json.loads(path.read_text())) if path.exists() else None


def many(points: list[Point], count: int) -> tuple[Point, ...]:
    """So many points on as many cards, made of these."""
    return tuple(structs.replace(points[n % len(points)], card_id=f"{n:024}") for n in range(count))


def accepted(blocks: list[dict[str, Any]], surface: str) -> None:
    assert check_blocks(blocks, surface) == []
    for block in blocks:
        parsed = SdkBlock.parse(block)
        assert parsed is not None
        parsed.to_dict()
    validator = schema()
    if validator is not None:
        assert validator.is_valid(blocks), blocks


def takes(message: dict[str, Any]) -> None:
    """Slack would take this message, it says something without its blocks, and it says why."""
    assert 0 < len(message["text"]) <= 4000
    accepted(message["blocks"], "message")
    assert WHY in json.dumps(message["blocks"])
    assert "<!channel>" not in json.dumps(message)


@FEW
@given(st.lists(POINTS, max_size=8), st.lists(NEWS, max_size=8), st.integers(0, 500))
def test_every_digest_is_taken(points: list[Point], news: list[News], before: int) -> None:
    if points or news:
        takes(with_why(digest_message(Digest(tuple(points), tuple(news), before)), DIGEST))


@FEW
@given(st.lists(POINTS, min_size=1, max_size=3))
def test_a_digest_of_five_hundred_cards_is_taken(points: list[Point]) -> None:
    message = digest_message(Digest(many(points, 500)))

    takes(with_why(message, DIGEST))
    assert "and 490 more cards" in json.dumps(message["blocks"])


@FEW
@given(NEWS)
def test_every_message_that_needs_somebody_now_is_taken(news: News) -> None:
    takes(with_why(news_message(news), NEEDS_YOU))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_says_why_and_how_it_is_switched_off(kind: Any) -> None:
    reply = why_said(kind.name, Agreement(), None)

    accepted(reply.blocks, "message")
    assert f"{kind.switch} = false" in json.dumps(reply.blocks)
    assert hasattr(Agreement().slack, kind.switch)


@FEW
@given(st.lists(POINTS, min_size=1, max_size=3), AWKWARD, AWKWARD)
def test_every_home_tab_is_taken(points: list[Point], name: str, text: str) -> None:
    subjects = tuple(context_of(card(text, due="2026-11-20")).subjects)
    home = Home(
        name=name,
        points=many(points, 300),
        others=subjects * 100,
        loads=(),
        meetings=(Meeting(text, NOW, (Topic(text, name, NOW),) * 30),) * 9,
        away=tuple(Away(f"{n}" * 90, text, text, name, NOW if n % 2 else None) for n in range(40)),
        hours=Hours(ZoneInfo("Asia/Kolkata"), read_window("09:00-17:00"), frozenset({0, 6})),
        preferences=Preferences(quiet="12:00-13:00"),
        digest_at=f"{time(9):%H:%M}",
        read_at=NOW - timedelta(minutes=3),
    )

    view = home_view(home)

    assert check_view(view) == []
    accepted(view["blocks"], "home")
    assert re.search(r"and 2\d\d more: `/card mine`", json.dumps(view["blocks"]))


@pytest.mark.parametrize("days", [(), (0,), tuple(range(7))])
@pytest.mark.parametrize("quiet", ["", "22:00-07:00"])
def test_every_modal_of_preferences_is_taken(days: tuple[int, ...], quiet: str) -> None:
    chosen = Preferences(days=days, quiet=quiet, zone="Europe/Madrid")

    view = preferences_modal(chosen, "09:00", "Europe/Madrid")

    assert check_view(view) == []
    accepted(view["blocks"], "modal")


def test_the_tab_of_a_stranger_is_taken() -> None:
    assert check_view(stranger_view("U1")) == []
