"""Work of a kind that rests on runs links one from the agreed role on."""

import pytest

from protocol.rule import Change
from tests.protocol.cards import card, judge, list_id, member_id
from tests.protocol.link_states import PULL_REQUEST, RUN, WORKSPACE, said

FROM_REVIEW = """
[kinds.analysis]
links = { review = ["run"] }
"""


def test_a_card_with_its_run_in_the_description_keeps_it() -> None:
    linked = card("Doublet rates", in_list="Review", labels=["analysis"], desc=f"See {RUN}.")
    assert judge("run-link-missing", linked, FROM_REVIEW) == []


def test_a_card_in_review_without_a_run_breaks_it() -> None:
    bare = card("Doublet rates", in_list="Review", labels=["analysis"], owners=["Omar"])
    (found,) = judge("run-link-missing", bare, FROM_REVIEW)
    assert found.says == (
        "it is in 'Review' and links no run; "
        "cards of the kind 'analysis' need one from the role review on"
    )
    assert found.who == (member_id("Omar"),)
    assert found.since == bare.card.created
    assert found.facts["other_links"] == "none"


def test_an_attached_run_counts() -> None:
    linked = card("Doublet rates", in_list="Review", labels=["analysis"], attachments=[RUN])
    assert judge("run-link-missing", linked, FROM_REVIEW) == []


def test_a_run_in_a_comment_counts() -> None:
    said_so = [("Omar", "2026-11-10", f"it runs: {RUN}")]
    linked = card("Doublet rates", in_list="Review", labels=["analysis"], comments=said_so)
    assert judge("run-link-missing", linked, FROM_REVIEW) == []


def test_a_run_tied_by_command_counts() -> None:
    bare = card("Doublet rates", in_list="Review", labels=["analysis"])
    ties = {bare.id: (said(RUN, "running"),)}
    assert judge("run-link-missing", bare, FROM_REVIEW, links=ties) == []


@pytest.mark.parametrize("url", [PULL_REQUEST, f"{WORKSPACE}/launchpad"])
def test_a_link_to_something_else_is_no_run(url: str) -> None:
    other = card("Doublet rates", in_list="Review", labels=["analysis"], attachments=[url])
    assert len(judge("run-link-missing", other, FROM_REVIEW)) == 1


@pytest.mark.parametrize("in_list", ["Inbox", "Ready", "Doing", "Waiting"])
def test_a_card_that_has_not_come_so_far_is_not_asked(in_list: str) -> None:
    early = card("Doublet rates", in_list=in_list, labels=["analysis"])
    assert judge("run-link-missing", early, FROM_REVIEW) == []


def test_what_comes_after_the_role_is_asked_too() -> None:
    finished = card("Doublet rates", in_list="Done", labels=["analysis"], since="2026-11-12")
    assert len(judge("run-link-missing", finished, FROM_REVIEW)) == 1


def test_work_done_long_ago_is_left_alone() -> None:
    finished = card(
        "Doublet rates",
        in_list="Done",
        labels=["analysis"],
        created="2026-01-02",
        since="2026-11-02",
    )
    assert len(judge("run-link-missing", finished, FROM_REVIEW)) == 1
    assert judge("run-link-missing", finished, FROM_REVIEW, done_days=13) == []


def test_a_role_off_the_way_is_asked_by_itself_alone() -> None:
    goals = '[kinds.analysis]\nlinks = { goals = ["run"], review = ["run"] }\n'
    (found,) = judge("run-link-missing", card("A", in_list="Goals", labels=["analysis"]), goals)
    assert found.facts["needed_from"] == "goals"
    (found,) = judge("run-link-missing", card("A", in_list="Done", labels=["analysis"]), goals)
    assert found.facts["needed_from"] == "review"
    assert judge("run-link-missing", card("A", labels=["analysis"]), goals) == []


def test_a_kind_that_asks_for_no_run_is_not_asked() -> None:
    tool = card("Doublet filter", in_list="Review", labels=["tool"])
    assert judge("run-link-missing", tool, FROM_REVIEW + "[kinds.tool]") == []


def test_a_card_of_two_kinds_is_not_asked_for_the_links_of_one() -> None:
    both = card("Doublet rates", in_list="Review", labels=["analysis", "tool"])
    assert judge("run-link-missing", both, FROM_REVIEW + "[kinds.tool]") == []


def test_the_way_back_is_offered_when_no_run_was_needed_there() -> None:
    moved = card(
        "Doublet rates",
        in_list="Review",
        labels=["analysis"],
        since="2026-11-12",
        came_from="Doing",
    )
    (found,) = judge("run-link-missing", moved, FROM_REVIEW)
    assert found.fix is not None
    assert found.fix.changes == (Change("move", list_id("Doing")),)
    assert not found.fix.safe


def test_no_way_back_is_offered_to_a_list_where_the_run_was_needed_already() -> None:
    moved = card(
        "Doublet rates", in_list="Done", labels=["analysis"], since="2026-11-12", came_from="Review"
    )
    (found,) = judge("run-link-missing", moved, FROM_REVIEW)
    assert found.fix is None
