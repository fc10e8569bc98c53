"""The start date of a card is not later than its due date."""

import pytest

from tests.protocol.cards import card, judge, member_id


def test_a_start_before_the_due_day_keeps_it() -> None:
    planned = card("Draft the figures", start="2026-11-18", due="2026-11-20")
    assert judge("start-after-due", planned) == []


def test_a_start_after_the_due_day_breaks_it() -> None:
    planned = card("Draft it", start="2026-11-23", due="2026-11-20", owners=["Ines"])
    (found,) = judge("start-after-due", planned)
    assert found.says == ("it is to be started on Mon 23 Nov, after it is due, on Fri 20 Nov")
    assert found.who == (member_id("Ines"),)
    assert found.facts == {"list": "Doing", "start": "2026-11-23", "due": "2026-11-20"}


def test_the_same_day_is_in_time_whatever_the_hours() -> None:
    planned = card("Draft it", start="2026-11-20 17:00", due="2026-11-20 09:00")
    assert judge("start-after-due", planned) == []


def test_days_are_those_of_the_team() -> None:
    planned = card("Draft it", start="2026-11-20 23:30", due="2026-11-20 09:00")
    assert judge("start-after-due", planned, 'timezone = "America/New_York"') == []
    assert len(judge("start-after-due", planned, 'timezone = "Asia/Tokyo"')) == 1


@pytest.mark.parametrize("dates", [{"start": "2026-11-23"}, {"due": "2026-11-20"}, {}])
def test_a_card_with_one_of_the_dates_or_none_keeps_it(dates: dict[str, str]) -> None:
    assert judge("start-after-due", card("Draft it", **dates)) == []


def test_a_ticked_due_date_is_not_asked_about() -> None:
    ticked = card("Draft it", start="2026-11-23", due="2026-11-20", due_done=True)
    assert judge("start-after-due", ticked) == []


def test_a_finished_card_is_not_asked_about() -> None:
    done = card("Draft it", in_list="Done", start="2026-11-23", due="2026-11-20")
    assert judge("start-after-due", done) == []
