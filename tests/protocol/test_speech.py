"""What the bot says on a card: short, found again, calling nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.finding import Finding, Person
from protocol.speech import (
    MARKER,
    MOST_LISTED,
    comment_text,
    is_marked,
    moved_back_note,
    says_the_same,
    who_can_act,
)

MOST_IN_A_COMMENT = 16_384  # characters that Trello takes


def finding(
    says: str = "nobody owns it", *, who: tuple[str, ...] = (), resolve: str = "Add an owner."
) -> Finding:
    return Finding(
        rule="owner-missing", family="ownership", level="advise", card_id="c", card="Re-run it",
        card_url="", list_name="Doing", says=says, resolve=resolve,
        who=tuple(Person(name, name) for name in who),
    )  # fmt: skip


def test_a_comment_reads_as_written_here() -> None:
    said = comment_text([finding(), finding("it has no due date", who=("Ines", "Omar"))])

    assert said == (
        "**2 things to settle on this card**\n\n"
        "1. Nobody owns it. Add an owner. (`owner-missing`; anyone on the board)\n"
        "2. It has no due date. Add an owner. (`owner-missing`; Ines or Omar)\n\n"
        "To excuse one, add a line to the description: "
        "`<!-- cardkeeper: exempt owner-missing until YYYY-MM-DD because ... -->`\n\n"
        "_Cardkeeper keeps this one comment up to date and takes it away when nothing is left._"
    )


def test_a_card_that_was_moved_back_is_told_why_and_what_if_it_was_meant() -> None:
    said = comment_text([], moved_back_note("Ready", "It came from 'Inbox'."))

    assert said == (
        "**This card was moved back to 'Ready'.** It came from 'Inbox'. If the move is meant, make "
        "it again within the hour: then it stays.\n\n"
        "_Cardkeeper keeps this one comment up to date and takes it away when nothing is left._"
    )


def test_the_bots_own_comment_is_told_by_its_last_sentence() -> None:
    assert is_marked(comment_text([finding()]))
    assert not is_marked("Is Cardkeeper sure that nobody owns it?")


def test_who_can_act_is_told_by_name() -> None:
    assert who_can_act(finding()) == "anyone on the board"
    assert who_can_act(finding(who=("Ines", "Omar", "Petra"))) == "Ines, Omar or Petra"


def test_many_findings_are_counted_and_not_all_listed() -> None:
    said = comment_text([finding(f"point {number}") for number in range(500)])

    assert said.startswith("**500 things to settle")
    assert f"{MOST_LISTED}. Point {MOST_LISTED - 1}." in said
    assert "... and 490 more." in said
    assert len(said) < 2000


@pytest.mark.parametrize("called", ["@board", "@card", "@ines_okafor"])
def test_a_title_calls_nobody(called: str) -> None:
    said = comment_text([finding(f"it has the same title as 'Ask {called}'")])

    assert called not in said
    assert called.removeprefix("@") in said


def test_an_address_of_mail_in_a_title_reads_as_it_did() -> None:
    said = comment_text([finding("it is like 'Mail a@b.example'")])

    assert "a@​b.example" in said


def test_a_title_over_several_lines_stays_on_one() -> None:
    said = comment_text([finding("it is like 'One\n\n# Two'")])

    assert "1. It is like 'One # Two'." in said


@given(st.lists(st.text(max_size=20_000), min_size=1, max_size=40))
def test_no_title_makes_a_comment_that_trello_refuses(titles: list[str]) -> None:
    said = comment_text([finding(f"it is like '{title}'") for title in titles])

    assert len(said) <= MOST_IN_A_COMMENT
    assert said.endswith(f"_{MARKER}_")


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("stuck for 9 days", "stuck for 10 days"),
        ("stuck for 1 day", "stuck for 2 days"),
        ("1 week and 6 days", "2 weeks and 0 days"),
        ("999 hours", "1,000 hours"),
        ("2.5 days", "3 days"),
        ("due today, on Mon 23 Nov", "due yesterday, on Mon 23 Nov"),
        ("due yesterday", "due 2 days ago"),
        ("60 days ago", "2 months ago"),
        ("on Fri 25 Sep, by Ines", "on Fri 25 Sep 2026, by Ines"),
        ("moved back for the 2nd time", "moved back for the 3rd time"),
    ],
)
def test_texts_that_differ_in_counts_say_the_same(then: str, now: str) -> None:
    assert says_the_same(f"It is {then}.", f"It is {now}.")


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("Nobody owns it.", "It has no due date."),
        ("It waits for Ines.", "It waits for Omar."),
        ("1. A. 2. B.", "1. A."),
    ],
)
def test_texts_that_differ_in_words_do_not(then: str, now: str) -> None:
    assert not says_the_same(then, now)
