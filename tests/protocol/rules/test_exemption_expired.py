"""An exemption that has ended is taken away or renewed."""

from datetime import timedelta

from protocol.finding import Exemption
from tests.protocol.cards import NOW, card, judge

LINE = "<!-- cardkeeper: exempt owner-missing until {day} because the core is closed -->"


def test_an_exemption_that_still_holds_keeps_it() -> None:
    assert judge("exemption-expired", card("Re-run it", desc=LINE.format(day="2026-12-24"))) == []


def test_its_last_day_is_included_where_the_team_is() -> None:
    today = card("Re-run it", desc=LINE.format(day="2026-11-16"))
    assert judge("exemption-expired", today, now="2026-11-16 23:59") == []
    assert len(judge("exemption-expired", today, now="2026-11-17 00:00")) == 1
    berlin = 'timezone = "Europe/Berlin"'
    assert len(judge("exemption-expired", today, berlin, now="2026-11-16 23:00")) == 1


def test_one_whose_day_has_passed_breaks_it() -> None:
    over = card("Re-run it", desc=f"Why.\n{LINE.format(day='2026-11-01')}")
    (found,) = judge("exemption-expired", over)
    assert found.says == (
        "it was exempt from owner-missing until Sun 1 Nov 2026, because the core is closed"
    )
    assert found.facts["why"] == "the core is closed"
    assert found.fix is not None
    assert not found.fix.safe
    assert found.fix.changes[0].value == "Why."


def test_one_that_was_renewed_in_a_second_line_keeps_it() -> None:
    renewed = f"{LINE.format(day='2026-11-01')}\n{LINE.format(day='2026-12-24')}"
    assert judge("exemption-expired", card("Re-run it", desc=renewed)) == []


def test_one_without_an_end_does_not_expire() -> None:
    line = "<!-- cardkeeper: exempt owner-missing because nobody owns the weather -->"
    assert judge("exemption-expired", card("Re-run it", desc=line)) == []


def test_one_that_is_to_last_for_ever_does_not_expire() -> None:
    for_ever = card("Re-run it", desc=LINE.format(day="9999-12-31"))
    assert judge("exemption-expired", for_ever) == []


def test_one_made_by_command_expires_too_and_has_no_line_to_take_out() -> None:
    held = card("Re-run it")
    stored = Exemption("run-failed", held.id, "", NOW - timedelta(days=2), "Petra", "command")
    (found,) = judge("exemption-expired", held, exemptions={held.id: (stored,)})
    assert found.says == "it was exempt from run-failed until Sat 14 Nov 2026"
    assert found.facts["why"] == "unsaid"
    assert found.fix is None
