"""A meeting's life as a pure machine: whatever happens in whatever order, nothing is lost."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from protocol.meeting_life import (
    MARKS,
    Added,
    Closed,
    Deed,
    Happened,
    Marked,
    MeetingState,
    Opened,
    Outcome,
    Planned,
    Point,
    Recorded,
    Reopened,
    Turned,
    after,
    is_said,
    next_point,
    refusal,
    replayed,
)
from protocol.meeting_points import as_left, left_words
from protocol.minutes import minutes_of
from protocol.render.minutes_markdown import minutes_markdown

WHEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
POINTS = tuple(Point(f"topic:{n}", f"Topic {n}") for n in range(4))
PREPARED = MeetingState("board", "Genomes", date(2026, 11, 23), WHEN, 45)
OPENED = Opened(POINTS, WHEN, 45, "Genomes")

keys = st.sampled_from([point.key for point in POINTS])
deeds: st.SearchStrategy[Deed] = st.one_of(
    st.just(OPENED),
    st.just(Closed()),
    st.just(Reopened()),
    st.builds(Turned, st.sampled_from(["", *(p.key for p in POINTS)])),
    st.builds(Marked, keys, st.sampled_from(MARKS)),
    st.builds(
        lambda key, text: Recorded(Outcome("", "decision", text, key)), keys, st.sampled_from("abc")
    ),
    st.just(Added(Point("topic:9", "Late"))),
)


def held(wanted: list[Deed]) -> tuple[MeetingState, list[Happened]]:
    """The meeting after everything of this that could be done."""
    state, happened = PREPARED, []
    for minute, deed in enumerate(wanted):
        if refusal(state, deed) or is_said(state, deed):
            continue
        at = WHEN + timedelta(minutes=minute)
        happened.append(Happened(state.version + 1, at, "Ana", deed))
        state = after(state, happened[-1])
    return state, happened


@given(st.lists(deeds, max_size=25))
def test_a_meeting_is_what_its_deeds_make_of_it(wanted: list[Deed]) -> None:
    state, happened = held([OPENED, *wanted])

    assert replayed(PREPARED, happened) == state
    assert state.version == len(happened)


@given(st.lists(deeds, max_size=25))
def test_what_was_done_once_is_not_done_again(wanted: list[Deed]) -> None:
    state, happened = held([OPENED, *wanted])

    if happened and not isinstance(happened[-1].deed, Turned):
        assert is_said(state, happened[-1].deed)


@given(st.lists(deeds, max_size=25))
def test_every_point_is_somewhere_in_the_minutes(wanted: list[Deed]) -> None:
    state, _ = held([OPENED, *wanted])
    minutes = minutes_of(state)
    told = [*minutes.done, *minutes.dropped, *minutes.carried, *minutes.undecided,
            *minutes.unreached]  # fmt: skip

    assert sorted(point.key for point in told) == sorted(point.key for point in state.points)


@given(st.lists(deeds, max_size=25))
def test_time_is_counted_once(wanted: list[Deed]) -> None:
    state, happened = held([OPENED, *wanted])

    spent = sum(point.seconds for point in state.points)
    assert spent <= (happened[-1].at - WHEN).total_seconds()


def test_a_closed_meeting_takes_nothing_but_its_plan() -> None:
    state, _ = held([OPENED, Closed()])

    assert "is closed" in refusal(state, Marked("topic:1", "done"))
    assert refusal(state, Reopened()) == ""


def test_a_cancelled_meeting_is_not_opened() -> None:
    cancelled = structs.replace(PREPARED, stage="cancelled")

    assert "is cancelled" in refusal(cancelled, OPENED)


def test_the_next_point_begins_again_at_the_top() -> None:
    state, _ = held([OPENED, Turned("topic:3")])

    assert next_point(state, "topic:3") == "topic:0"


def test_what_was_spoken_about_and_nothing_came_of_is_left_open_not_unreached() -> None:
    """The first is on the screen for a minute, the second is turned past at once."""
    turned = [OPENED, Turned("topic:1"), Closed()]
    happened = [
        Happened(n + 1, WHEN + timedelta(seconds=seconds), "Ana", deed)
        for n, (deed, seconds) in enumerate(zip(turned, (0, 60, 63), strict=True))
    ]
    state = replayed(PREPARED, happened)
    minutes = minutes_of(state)

    assert [point.key for point in minutes.undecided] == ["topic:0"]
    assert [point.key for point in minutes.unreached] == ["topic:1", "topic:2", "topic:3"]
    assert left_words(state) == "1 point left open, 3 not reached"
    first, second = map(as_left, state.left[:2])
    assert (first.undecided, second.undecided, first.unreached) == (True, False, 1)
    assert "## Spoken about and left open, so on the next agenda" in minutes_markdown(minutes)
    still_open = minutes_of(replayed(PREPARED, happened[:2]))
    assert "## Not reached so far" in minutes_markdown(still_open)


def test_what_is_only_to_be_read_counts_as_gone_through_when_it_was_spoken_about() -> None:
    read = Point("card", "Done last week", asks=False)
    opened = structs.replace(OPENED, points=(read, structs.replace(read, key="other")))
    state, _ = held([opened, Turned("card"), Closed()])
    minutes = minutes_of(state)

    assert [point.key for point in minutes.done] == ["card"]
    assert (minutes.unread, minutes.undecided, minutes.unreached) == (1, (), ())


def test_a_meeting_opened_again_goes_on_where_it_was_closed() -> None:
    state, _ = held([OPENED, Turned("topic:2"), Closed(), Reopened()])

    assert (state.current, state.current_since is None) == ("topic:2", False)


def test_a_meeting_opened_again_takes_up_what_waits_when_nothing_was_up() -> None:
    turned_past = [OPENED, *(Marked(p.key, "done") for p in POINTS), Marked("topic:1", "")]
    state, _ = held([*turned_past, Closed(), Reopened()])
    all_said, _ = held([*turned_past, Marked("topic:1", "done"), Closed(), Reopened()])

    assert (state.current, all_said.current) == ("topic:1", "")


def test_a_card_chosen_for_the_week_is_not_left_over_as_well() -> None:
    card = Point("c1", "Call the variants", card_id="c1")
    opened = structs.replace(OPENED, points=(*POINTS, card))
    state, _ = held([opened, Planned(("c1",)), Closed()])
    minutes = minutes_of(state)

    assert minutes.planned == ("c1",)
    assert "c1" not in [point.key for point in (*minutes.unreached, *state.left)]
