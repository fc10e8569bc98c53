"""`/agenda`: shown, topics added, a week skipped or moved."""

from datetime import date

from msgspec import structs

from tests.bot.slack.conftest import CLEO
from tests.bot.slack.office import ANA, BEN, BOARD, Office, text_of


def test_a_topic_is_shown_with_who_added_it(office: Office) -> None:
    office.ask(ANA, "/agenda add who writes the methods section")

    assert "• who writes the methods section (Ana Lima)" in text_of(office.ask(ANA, "/agenda"))
    assert office.agendas == [BOARD]


def test_a_topic_is_escaped(office: Office) -> None:
    office.ask(ANA, "/agenda add <!channel> *now*")

    assert "<!channel>" not in text_of(office.ask(ANA, "/agenda"))


def test_skipping_is_for_leads(office: Office) -> None:
    assert "Only a lead" in text_of(office.ask(ANA, "/agenda skip"))


def test_a_skipped_meeting_is_said_and_its_topics_wait_for_the_next(office: Office) -> None:
    office.ask(ANA, "/agenda add the new sequencer")

    told = text_of(office.ask(CLEO, "/agenda skip"))

    assert "is cancelled" in told
    shown = text_of(office.ask(ANA, "/agenda show"))
    assert "Monday 23 November 2026 is cancelled (Cleo Park)" in shown
    assert "the new sequencer" in shown


def test_a_moved_meeting_is_that_week_only(office: Office) -> None:
    told = text_of(office.ask(CLEO, "/agenda move thursday 14:00"))
    assert "instead of Monday 23 November 2026" in told

    coming = office.tools.book.coming()
    assert (coming.when.weekday(), coming.when.hour) == (3, 14)
    office.clock.forward(days=4)
    assert office.tools.book.coming().moved_by == ""


def test_a_meeting_does_not_move_beyond_the_next_one(office: Office) -> None:
    assert "within its own week" in text_of(office.ask(CLEO, "/agenda move 2026-12-20"))


def test_an_unknown_word_is_answered_with_the_nearest(office: Office) -> None:
    assert "'skip'" in text_of(office.ask(ANA, "/agenda skp"))


def test_a_word_that_is_like_none_is_answered_with_the_words_and_the_boards(office: Office) -> None:
    said = text_of(office.ask(ANA, "/agenda qqq"))

    assert "`/agenda` takes add, close, help, lead, minutes, move, open, plan, search" in said
    assert "or the name of a board: " in said
    assert ", ," not in said
    assert "known are" not in said


def held_early(office: Office) -> Office:
    """Next week's meeting was held on a day before its day, and closed after a minute."""
    office.clock.forward(days=3)
    office.ask(ANA, "/agenda add who writes the methods section")
    office.ask(ANA, "/agenda add the new sequencer")
    lead = office.tools.desk.asker(CLEO)
    assert lead is not None
    room = office.tools.room
    state = room.hold_now(BOARD, structs.replace(lead, lead=True), "hold")
    done, left = [point for point in state.points if point.section == "topics"]
    room.decide(BOARD, state.day, done.key, "Ana writes it", lead, "decide")
    room.mark(BOARD, state.day, done.key, "done", lead, "done")
    room.mark(BOARD, state.day, left.key, "carried", lead, "carry")
    office.clock.forward(minutes=1)
    return office


def test_after_a_meeting_was_held_early_the_agenda_is_that_of_the_next(office: Office) -> None:
    held_early(office)
    lead = office.tools.desk.asker(CLEO)
    assert lead is not None
    office.tools.room.close(BOARD, date(2026, 11, 30), lead, "close")
    added = text_of(office.ask(ANA, "/agenda add the retreat"))
    again = text_of(office.ask(BEN, "/agenda add The Retreat"))
    shown = text_of(office.ask(ANA, "/agenda"))

    assert "Monday 07 December" in added
    assert "Ana Lima has put that on the agenda already: The Retreat" in again
    assert "• the retreat (Ana Lima)" in shown
    assert "*Left over from last time*\n• *the new sequencer*" in shown
    assert "who writes the methods section" not in shown
    assert "Monday 07 December" in shown
    assert "moved from" not in shown
    assert "of Thu 26 Nov 2026, is closed: `/agenda minutes` shows its minutes." in shown


def test_closing_by_a_command_asks_first_with_what_is_left(office: Office) -> None:
    held_early(office)
    asked = office.ask(ANA, "/agenda close")

    assert office.tools.room.state(BOARD, date(2026, 11, 30)).stage == "open"
    assert "not reached; next week's agenda has them" in text_of(asked)
    closed = text_of(office.press(ANA, asked, "meeting_do_close"))
    assert "Decided: Ana writes it (on who writes the methods section)" in closed
    assert "No meeting is open" in text_of(office.ask(ANA, "/agenda close"))
