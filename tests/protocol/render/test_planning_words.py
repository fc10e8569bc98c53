"""The coming weeks and the flow in words: nothing is shown where there is nothing to say."""

import pytest

from protocol.flow import flow_of
from protocol.render.flow_words import cycle_words, throughput_words
from protocol.render.weeks_html import weeks_html
from protocol.render.weeks_text import weeks_text
from protocol.weeks import Weeks, weeks_of
from protocol.workload import workload
from tests.protocol.cards import Written, board, card, context_of

NOTHING = "No card that somebody owns is due in the next four weeks."
AWAY = '[people.Omar]\naway = ["2026-11-18..2026-11-19"]\n'


def weeks(*cards: Written, agreement: str = "") -> Weeks:
    context = context_of(board(*cards), agreement)
    return weeks_of(context, workload(context))


@pytest.mark.parametrize("show", [weeks_text, weeks_html])
def test_where_nobody_has_promised_anything_one_sentence_stands_for_the_table(show) -> None:  # type: ignore[no-untyped-def]
    idle = weeks(card("Tidy up", in_list="Ready", owners=["Ines"]))
    assert NOTHING in show(idle)
    assert "of 5" not in show(idle)


@pytest.mark.parametrize(
    ("cards", "agreement"),
    [
        ([card("Report", in_list="Ready", owners=["Ines"], due="2026-11-20")], ""),
        ([card("Report", in_list="Waiting", owners=["Ines"], due="2026-11-20")], ""),
        ([], AWAY),
    ],
)
def test_what_is_promised_waits_or_takes_days_is_shown(
    cards: list[Written], agreement: str
) -> None:
    told = weeks_text(weeks(*cards, agreement=agreement))
    assert NOTHING not in told
    assert "Nobody has promised more than fits." in told


def test_a_card_that_is_due_and_nobodys_is_said_beside_it() -> None:
    told = weeks_text(weeks(card("Report", in_list="Ready", due="2026-11-20")), 120)
    assert f"{NOTHING} 1 card without an owner is due" in told


@pytest.mark.parametrize(("count", "begin"), [(1, "Of 1 card the"), (2, "Of 2 cards the")])
def test_cards_are_called_more_only_beside_others(count: int, begin: str) -> None:
    cards = [
        card(f"c{n}", in_list="Done", created="2026-10-01", since="2026-11-03", came_from="Ready")
        for n in range(count)
    ]
    told = list(cycle_words(flow_of(context_of(board(*cards)))))
    assert "no card came to done with a known beginning" in told[0]
    assert told[1].startswith(begin)


def test_a_week_that_has_begun_after_quiet_ones_is_told() -> None:
    cards = [card(f"New {n}", created="2026-11-16") for n in range(3)]
    told = throughput_words(
        flow_of(context_of(board(*cards, card("Old", created="2026-08-01")), ""))
    )

    assert told.startswith("No card came in and none was done in 12 whole weeks.")
    assert told.endswith("This week so far 3 came in and none was done.")
