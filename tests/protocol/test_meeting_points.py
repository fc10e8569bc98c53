"""The points of a meeting: each card once, where it presses most, and one page of them."""

from datetime import timedelta

import pytest
from msgspec import structs

from bot.slack.meeting_view import Around, meeting_message
from protocol.agenda import agenda
from protocol.agreement import Agreement
from protocol.board_json import read_export
from protocol.history import history_of
from protocol.meeting_changes import Topic
from protocol.meeting_life import Happened, MeetingState, Opened, Point, after
from protocol.meeting_points import point_of_topic, points_of
from protocol.subject import Context
from tests.bot.slack.taken import assert_taken
from tests.protocol.cards import at, board, card, context_of
from tests.protocol.meetings import SINCE, meeting
from tests.shared import SHARED, needs_shared

BOARDS = sorted(path.name for path in (SHARED / "samples/boards").glob("*.json"))


def test_a_card_that_is_carried_over_and_overdue_is_one_point_with_both_facts() -> None:
    late = card("Tune", due="2026-11-10", created="2026-10-20")
    points = [point for point in points_of(meeting(late)) if point.title == "Tune"]

    (point,) = points
    assert point.section == "decisions"
    assert any("overdue" in fact for fact in point.says)
    assert any("under way" in fact for fact in point.says)


def test_what_folds_on_the_page_asks_for_no_word() -> None:
    late = [card(f"Card {n}", due="2026-11-10") for n in range(12)]
    points = points_of(meeting(*late))

    assert sum(point.asks for point in points) == 5
    assert len(points) >= 12


def test_what_was_left_over_and_is_still_on_the_board_is_named_once() -> None:
    context = context_of(board(card("Tune", due="2026-11-10")), "")
    known = context.subjects[0]
    left = (Point(known.id, "Tune", "decisions", unreached=2), Point("topic:1", "Who writes"))
    found = agenda(context, at(SINCE), topics=(Topic("New one", "Ana", context.now, 2),), left=left)

    assert [item.title for item in found.section("unreached").items] == ["Who writes"]
    (item,) = found.section("decisions").items
    assert item.says[0] == "left over for the 2nd time"


def test_a_topic_of_a_card_is_linked_and_what_is_decided_on_it_is_for_that_card() -> None:
    read = board(card("Tune the filter"))
    (known,) = read.cards
    url = f"https://trello.com/c/{known.short_link}"
    context = context_of(read, "")
    topics = (
        Topic(f"Tune the filter {url}", "Ana", context.now, 1),
        Topic("New sequencer https://example.org/it", "Ben", context.now, 2),
    )
    found = points_of(agenda(context, at(SINCE), topics=topics))
    first, second = [point for point in found if point.section == "topics"]

    assert (first.title, first.url, first.card_id) == ("Tune the filter", url, known.id)
    assert (second.title, second.url) == ("New sequencer", "https://example.org/it")
    assert second.card_id == ""
    late = point_of_topic(3, f"See {url}, it is stuck", "Ana", read)
    assert (late.title, late.card_id) == (f"See {url}, it is stuck", known.id)
    again = agenda(context, at(SINCE), topics=(), left=(structs.replace(first, unreached=1),))
    (left,) = [point for point in points_of(again) if point.key == "topic:1"]
    assert (left.url, left.card_id) == (url, known.id)


def test_the_agreement_chooses_sections_and_their_order() -> None:
    chosen = meeting(agreement='[meeting]\nsections = ["load", "done"]')

    assert [part.name for part in chosen.sections] == ["load", "done"]


@needs_shared
@pytest.mark.parametrize("name", BOARDS)
def test_the_meeting_of_a_real_board_fits_slack_and_an_hour(name: str) -> None:
    read = read_export((SHARED / "samples/boards" / name).read_bytes(), name)
    now = read.last_moment
    assert now is not None
    context = Context(board=read, agreement=Agreement(), history=history_of(read), now=now)
    points = points_of(agenda(context, now - timedelta(days=7), topics=()))
    begin = MeetingState(read.id, read.name, now.date(), now, 45)
    opened = Opened(points, now, 45, read.name)
    state = after(begin, Happened(1, now, "Ana", opened))

    message = meeting_message(state, Around())
    assert_taken(message)
    assert len(message["blocks"]) <= 20
    assert sum(point.asks for point in points) <= 30
