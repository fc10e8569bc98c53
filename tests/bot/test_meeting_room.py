"""The meeting room: held by several people at once, kept through crashes, nothing done twice."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from bot.card_actions import NotDone
from bot.desk import Asker
from bot.meeting_book import MeetingBook
from bot.meeting_parts import room_for
from bot.meeting_room import MeetingRoom, Moved
from bot.roster import Roster
from protocol.meeting_life import Outcome
from protocol.new_card import Draft
from protocol.render.minutes_markdown import minutes_markdown
from storage.effects import EffectRow, begin
from tests.bot.place import BOARD, Place, agreement_with
from tests.bot.trello import scene

# Monday, 2 March 2026, 09:00 UTC is now; the meeting is at ten.
MEETING = """
[meeting]
weekday = "monday"
time = "10:00"
facilitators = ["Ada", "Bea"]
[people.Ada]
trello = "ada"
[people.Bea]
trello = "bea"
"""
ADA = Asker("U0ADA00000", "Ada", "ada")
STRANGER = Asker("U0EVE00000", "Eve", "eve")
DAY, NEXT = date(2026, 3, 2), date(2026, 3, 9)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    """A meeting within the hour, of a board with a card in Doing."""
    agreement = agreement_with().replace('"Ideas" = "inbox"', '"Ideas" = "ready"') + MEETING
    made = Place(tmp_path, agreement)
    try:
        yield made
    finally:
        made.close()


def room_of(team: Place, link: str = "https://meeting.example/7") -> MeetingRoom:
    roster = Roster(team.engine, team.boards, team.clock, lambda _: "", scene.BOT)
    book = MeetingBook(team.engine, team.boards, roster, team.clock)
    return room_for(
        team.engine, team.boards, team.bot, team.actor, book, team.clock,
        wake=lambda: None, link_to=lambda _board, _day: link,
    )  # fmt: skip


@pytest.fixture
def room(team: Place) -> MeetingRoom:
    return room_of(team)


def open_with_topics(room: MeetingRoom, *topics: str) -> None:
    for number, topic in enumerate(topics):
        room.add_topic(BOARD, topic, ADA, f"topic {number}")
    room.open(BOARD, DAY, ADA, "open")


def keys(room: MeetingRoom, day: date = DAY) -> list[str]:
    return [point.key for point in room.state(BOARD, day).points if point.section == "topics"]


def action(title: str = "Order the primers") -> Draft:
    return Draft(scene.IDEAS, title=title, owners=(scene.ADA,), due=date(2026, 3, 6))


def cards_named(team: Place, title: str) -> list[str]:
    board = team.ada.read_board(BOARD)
    return [card["id"] for card in board["cards"] if card["name"] == title]


def test_before_it_is_opened_a_meeting_has_the_points_of_its_agenda(room: MeetingRoom) -> None:
    room.add_topic(BOARD, "Who writes the methods section", ADA, "t")
    state = room.state(BOARD)

    assert (state.day, state.stage, state.version) == (DAY, "prepared", 0)
    assert "Who writes the methods section" in [point.title for point in state.points]


def test_opening_turns_to_the_first_point_and_a_second_click_changes_nothing(
    room: MeetingRoom,
) -> None:
    open_with_topics(room, "First", "Second")
    again = room.open(BOARD, DAY, ADA, "another click")

    assert again.version == 1
    assert again.point(again.current).title == "First"  # type: ignore[union-attr]


def test_a_meeting_that_is_days_ahead_is_not_opened_and_what_holds_it_now_is_said(
    room: MeetingRoom,
) -> None:
    with pytest.raises(NotDone, match=r"at most a day before.*`/agenda move 2026-03-02 \d\d:\d\d`"):
        room.open(BOARD, NEXT, ADA, "too early")


def test_a_lead_holds_the_coming_meeting_now_and_its_minutes_are_of_that_day(
    team: Place, room: MeetingRoom
) -> None:
    team.clock.pass_by(days=3)
    lead = structs.replace(ADA, lead=True)
    with pytest.raises(NotDone, match="Only a lead"):
        room.hold_now(BOARD, ADA, "ada's click")
    held = room.hold_now(BOARD, lead, "click")
    again = room.hold_now(BOARD, lead, "another click")
    room.close(BOARD, held.day, ADA, "close")

    assert (held.day, held.stage, again.version) == (NEXT, "open", held.version)
    minutes = room.minutes(BOARD, NEXT)
    assert minutes.held_on == date(2026, 3, 5)
    assert "minutes of Thu 5 Mar 2026" in minutes_markdown(minutes)
    assert room.day(BOARD) == date(2026, 3, 16)  # at once
    team.clock.pass_by(hours=2)
    assert room.day(BOARD) == date(2026, 3, 16)
    following = room.hold_now(BOARD, lead, "the one after it")
    assert (following.day, following.stage) == (date(2026, 3, 16), "open")


def test_the_next_point_is_turned_to_once_whoever_clicks_twice(room: MeetingRoom) -> None:
    open_with_topics(room, "First", "Second", "Third")
    first, second, _ = keys(room)
    room.turn(BOARD, DAY, ADA, "click 1", seen=first)
    room.turn(BOARD, DAY, ADA, "click 2", seen=first)

    assert room.state(BOARD, DAY).current == second


def test_what_is_marked_counts_its_time_and_makes_way_for_the_next(
    team: Place, room: MeetingRoom
) -> None:
    open_with_topics(room, "First", "Second")
    first, second = keys(room)
    team.clock.pass_by(minutes=3)
    state = room.mark(BOARD, DAY, first, "done", ADA, "click")

    assert state.point(first).seconds == 180  # type: ignore[union-attr]
    assert state.current == second


def test_what_was_not_reached_is_on_the_next_agenda_and_in_the_minutes(
    team: Place, room: MeetingRoom
) -> None:
    open_with_topics(room, "First", "Second")
    room.mark(BOARD, DAY, keys(room)[0], "done", ADA, "click")
    room.close(BOARD, DAY, ADA, "close")
    minutes = room.minutes(BOARD, DAY)
    team.clock.pass_by(days=6)
    coming = room.state(BOARD)

    assert [p.title for p in minutes.unreached] == ["Second", "Align the reads"]
    (left,) = [point for point in coming.points if point.section == "unreached"]
    assert (coming.day, left.title, left.says) == (NEXT, "Second", ())


def test_a_point_left_over_again_is_counted(team: Place, room: MeetingRoom) -> None:
    open_with_topics(room, "Again")
    room.close(BOARD, DAY, ADA, "close")
    team.clock.pass_by(days=7)
    room.open(BOARD, NEXT, ADA, "open")
    room.close(BOARD, NEXT, ADA, "close")
    team.clock.pass_by(days=6)

    (left,) = [point for point in room.state(BOARD).points if point.section == "unreached"]
    assert left.says[0] == "left over for the 2nd time"


def test_a_week_that_nobody_opened_loses_neither_topics_nor_what_was_left(
    team: Place, room: MeetingRoom
) -> None:
    open_with_topics(room, "Left over")
    room.close(BOARD, DAY, ADA, "close")
    team.clock.pass_by(days=6)
    room.add_topic(BOARD, "Of the missed week", ADA, "t")
    team.clock.pass_by(days=7)
    state = room.state(BOARD)

    assert room.state(BOARD, NEXT).stage == "missed"
    assert {"Left over", "Of the missed week"} <= {point.title for point in state.points}
    assert state.since == room.state(BOARD, DAY).opened_at


def test_two_people_at_once_are_both_heard(room: MeetingRoom) -> None:
    open_with_topics(room, "First", "Second")
    first, second = keys(room)
    seen = room.version(BOARD, DAY)
    room.mark(BOARD, DAY, first, "done", ADA, "ada's", version=seen)
    state = room.mark(BOARD, DAY, second, "carried", ADA, "bea's", version=seen)

    assert [p.mark for p in state.points if p.section == "topics"] == ["done", "carried"]


def test_a_click_on_what_somebody_has_changed_since_is_refused(room: MeetingRoom) -> None:
    open_with_topics(room, "First")
    (first,) = keys(room)
    seen = room.version(BOARD, DAY)
    room.mark(BOARD, DAY, first, "done", ADA, "ada's", version=seen)

    with pytest.raises(Moved, match="Ada has changed that point since"):
        room.mark(BOARD, DAY, first, "dropped", ADA, "bea's", version=seen)


def test_nobody_but_members_of_the_board_holds_its_meeting(room: MeetingRoom) -> None:
    with pytest.raises(NotDone, match="Only members"):
        room.open(BOARD, DAY, STRANGER, "open")


def test_who_only_observes_the_board_changes_nothing_through_its_meeting(
    team: Place, room: MeetingRoom
) -> None:
    observer = Asker("U0BEA00000", "Bea", "bea")
    open_with_topics(room, "Primers")
    (point,) = keys(room)

    for deed in (
        lambda: room.act(BOARD, DAY, point, action(), observer, "act"),
        lambda: room.choose(BOARD, DAY, (scene.DOING,), observer, "choose"),
        lambda: room.close(BOARD, DAY, observer, "close"),
        lambda: room.add_topic(BOARD, "Mine", observer, "topic"),
    ):
        with pytest.raises(NotDone, match="You observe this board"):
            deed()
    assert cards_named(team, "Order the primers") == []


def test_an_action_becomes_a_card_once(team: Place, room: MeetingRoom) -> None:
    open_with_topics(room, "Primers")
    (point,) = keys(room)
    room.act(BOARD, DAY, point, action(), ADA, "click")
    state = room.act(BOARD, DAY, point, action(), ADA, "double click")

    (made,) = cards_named(team, "Order the primers")
    assert [outcome.card_id for outcome in state.outcomes] == [made]
    card = team.ada.read_card(made)
    assert "Action 1 of the meeting of Mon 2 Mar 2026" in card["desc"]
    assert card["idMembers"] == [scene.ADA]


def test_a_crash_after_the_card_was_made_makes_no_second_one(
    team: Place, room: MeetingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_with_topics(room, "Primers")

    def die(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as crash:
        crash.setattr("bot.card_actions.record.finish", die)
        with pytest.raises(KeyboardInterrupt):
            room.act(BOARD, DAY, keys(room)[0], action(), ADA, "click")
    team.clock.pass_by(minutes=3)
    another = room_of(team)  # a process that knows nothing but the database
    another.settle()

    (made,) = cards_named(team, "Order the primers")
    assert another.state(BOARD, DAY).outcomes[0].card_id == made


def test_an_action_kept_before_a_crash_becomes_a_card_after_it(
    team: Place, room: MeetingRoom
) -> None:
    open_with_topics(room, "Primers")
    team.trello.faults.plan("504", times=20, method="POST")
    room.act(BOARD, DAY, keys(room)[0], action(), ADA, "click")
    team.trello.faults.clear()
    team.clock.pass_by(minutes=3)
    room.settle()

    assert len(cards_named(team, "Order the primers")) == 1


def test_a_decision_is_written_once_on_the_card_that_it_concerns(
    team: Place, room: MeetingRoom
) -> None:
    card = team.add("Call the variants")
    team.boards.read(BOARD)
    open_with_topics(room, "Variants")
    point = keys(room)[0]
    room.decide(BOARD, DAY, point, "We drop GATK", ADA, "click", cards=(card,))
    room.decide(BOARD, DAY, point, "We drop GATK", ADA, "again", cards=(card,))
    room.settle()

    (comment,) = team.comments(card)
    assert "[Decision 1 of the meeting of Mon 2 Mar 2026](https://meeting.example/7)" in comment
    assert "We drop GATK" in comment


def test_minutes_are_found_by_what_was_decided(room: MeetingRoom) -> None:
    open_with_topics(room, "Variants")
    room.decide(BOARD, DAY, keys(room)[0], "We drop GATK for DeepVariant", ADA, "click")
    room.close(BOARD, DAY, ADA, "close")

    (found,) = room.search(BOARD, "deepvariant gatk")
    assert found.held.day == DAY
    assert found.lines == ("We drop GATK for DeepVariant (on 'Variants')",)
    assert room.search(BOARD, "salmon") == ()


def test_what_is_found_is_read_without_the_marks_of_its_links(room: MeetingRoom) -> None:
    open_with_topics(room, "Compare [T2T] and hg38_v2 https://trello.com/c/aBcD1234")
    room.close(BOARD, DAY, ADA, "close")

    (found,) = room.search(BOARD, "T2T")
    assert any(line.startswith("Compare [T2T] and hg38_v2") for line in found.lines)
    assert not [line for line in found.lines if "](" in line or "\\" in line]


def test_a_meeting_left_open_is_closed_and_its_minutes_say_by_whom(
    team: Place, room: MeetingRoom
) -> None:
    open_with_topics(room, "First")
    team.clock.pass_by(hours=13)
    room.close_forgotten()

    assert room.minutes(BOARD, DAY).closed_by == "Cardkeeper"


def test_the_one_who_waited_longest_leads_through_the_next_meeting(
    team: Place, room: MeetingRoom
) -> None:
    room._book.name_facilitator(DAY)

    assert room.state(BOARD, DAY).facilitator == "Ada"
    assert room_of(team).state(BOARD, NEXT).facilitator == "Bea"


def test_chosen_cards_are_moved_to_ready_once_and_their_move_can_be_undone(
    team: Place, room: MeetingRoom
) -> None:
    team._agreement = team._agreement.replace(
        '"Ideas" = "ready"', '"Ideas" = "inbox"\n"Next" = "ready"'
    )
    ready = str(team.ada.add_list(BOARD, "Next")["id"])
    card = team.add("Call the variants", in_list=scene.IDEAS)
    team.start()
    room = room_of(team)
    room.open(BOARD, DAY, ADA, "open")
    assert card in [proposal.card_id for proposal in room.plan(BOARD).proposals]
    room.choose(BOARD, DAY, (card,), ADA, "click")
    state = room.choose(BOARD, DAY, (card,), ADA, "double click")

    assert team.ada.read_card(card)["idList"] == ready
    assert state.planned_done == (card,)


def test_changes_are_told_from_the_version_that_a_page_has(room: MeetingRoom) -> None:
    open_with_topics(room, "First")
    room.note(BOARD, DAY, keys(room)[0], "The sequencer is back", ADA, "click")

    (change,) = room.changes_since(BOARD, DAY, 1)
    assert (change.version, change.who) == (2, "Ada")
    assert isinstance(change.deed.outcome, Outcome)  # type: ignore[union-attr]


def test_the_effect_of_another_kind_of_click_is_not_taken_for_the_card(
    team: Place, room: MeetingRoom
) -> None:
    """A card that was begun and is not there is made."""
    open_with_topics(room, "Primers")
    row = EffectRow(
        key=f"new-card:meeting:{BOARD}:2026-03-02:1", board_id=BOARD, kind="Apply",
        begun_at=team.clock(),
    )  # fmt: skip
    begin(team.engine, row)
    room.act(BOARD, DAY, keys(room)[0], action(), ADA, "click")

    assert len(cards_named(team, "Order the primers")) == 1
