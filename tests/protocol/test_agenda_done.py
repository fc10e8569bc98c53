"""Done: what came to done since the last meeting, with who and evidence."""

from msgspec.structs import replace

from tests.protocol.cards import LISTS, action, board, card, made_id
from tests.protocol.link_states import NEWER_RUN, PULL_REQUEST, REPORT, RUN, said
from tests.protocol.meetings import meeting, only, section, titles

OLD = "2026-10-01"


def test_a_card_that_came_to_done_is_listed_with_its_day_and_owners() -> None:
    found = only(
        section("done", card("a", in_list="Done", owners=["Omar"], created=OLD, since="2026-11-12"))
    )
    assert (found.who, found.says) == (("Omar",), ("Thu 12 Nov",))


def test_a_card_that_nobody_owns_names_who_moved_it() -> None:
    found = section("done", card("a", in_list="Done", created=OLD, since="2026-11-12"))
    assert only(found).who == ("by Ines",)


def test_a_card_that_was_done_before_is_not_listed_again() -> None:
    moved_on = card("a", in_list="Done", created=OLD, since="2026-11-06", active="2026-11-12")
    found = section("done", moved_on)
    assert found.items == ()
    assert found.empty == "Nothing came to done."


def test_a_card_moved_between_two_lists_of_done_is_not_done_again() -> None:
    it = card(
        "a",
        in_list="Shipped",
        created=OLD,
        moves=[("Doing", "Done", "2026-11-05"), ("Done", "Shipped", "2026-11-12")],
    )
    assert section("done", board(it, lists=(*LISTS, "Shipped"))).items == ()


def test_a_card_that_came_back_and_was_done_again_is_listed() -> None:
    it = card(
        "a",
        in_list="Done",
        created=OLD,
        moves=[
            ("Doing", "Done", "2026-11-02"),
            ("Done", "Doing", "2026-11-04"),
            ("Doing", "Done", "2026-11-11"),
        ],
    )
    assert only(section("done", it)).says == ("Wed 11 Nov",)


def test_a_card_that_was_archived_after_it_was_done_is_listed() -> None:
    it = card("a", in_list="Done", created=OLD, since="2026-11-12", closed=True)
    assert titles(section("done", it)) == ["a"]


def test_cards_in_a_done_list_that_was_archived_are_listed() -> None:
    it = card("a", in_list="Done", created=OLD, since="2026-11-12")
    assert titles(section("done", board(it, archived_lists=("Done",)))) == ["a"]


def test_a_card_archived_without_coming_to_done_is_said_in_a_remark() -> None:
    gone = action("updateCard", "2026-11-12", changed={"closed": False})
    it = card("Drop it", in_list="Doing", created=OLD, closed=True, history=[gone])
    found = section("done", it)
    assert found.items == ()
    assert found.notes == ("1 card was archived without coming to done: 'Drop it'.",)


def test_evidence_is_what_the_card_and_its_comments_link() -> None:
    remark = action("commentCard", "2026-11-12", text=f"The report: {REPORT}")
    it = card(
        "a",
        in_list="Done",
        created=OLD,
        since="2026-11-12",
        desc=f"From {RUN}",
        attachments=[PULL_REQUEST, "https://github.com/larkspur-bio/tool-doublets"],
        history=[remark],
    )
    states = {it.id: (said(RUN, "succeeded"), said(PULL_REQUEST, "merged"))}
    found = only(section("done", it, links=states))
    assert [link.says for link in found.evidence] == [
        "run 4nB2xYz01Ab (succeeded)",
        "pull request larkspur-bio/tool-doublets#12 (merged)",
        "report on connect.larkspur.example",
    ]


def test_a_run_that_a_newer_one_replaces_is_no_evidence() -> None:
    it = card("a", in_list="Done", created=OLD, since="2026-11-12", desc=f"{RUN} {NEWER_RUN}")
    states = {it.id: (said(RUN, "succeeded", superseded=True), said(NEWER_RUN, "succeeded"))}
    found = only(section("done", it, links=states))
    assert [link.url for link in found.evidence] == [NEWER_RUN]


def test_a_label_that_means_done_tells_when_it_was_put_on() -> None:
    put_on = action("updateCard", "2026-11-12", changed={"idLabels": [made_id("label", "Ongoing")]})
    it = card("a", in_list="Customer 7", labels=["Finished"], created=OLD, history=[put_on])
    whole = board(it, lists=("Customer 7",), labels=("Ongoing",))
    assert only(section("done", whole)).says == ("Thu 12 Nov",)


def test_without_a_record_of_labels_the_last_activity_stands_in_and_is_marked() -> None:
    it = card("a", in_list="Customer 7", labels=["Finished"], created=OLD, active="2026-11-13")
    found = section("done", board(it, lists=("Customer 7",)))
    assert only(found).says == ("about Fri 13 Nov",)
    assert not only(found).sure
    assert "marked 'about'" in found.notes[0]


def test_a_list_named_for_a_day_comes_to_done_on_that_day() -> None:
    it = card("a", in_list="2026-11-11 release", created=OLD, since="2026-11-04", came_from="Doing")
    found = section("done", board(it, lists=(*LISTS, "2026-11-11 release")))
    assert only(found).says == ("Wed 11 Nov",)


def test_where_the_history_does_not_reach_back_it_says_so_and_tells_by_activity() -> None:
    it = card("a", in_list="Done", created=OLD, active="2026-11-10")
    found = meeting(board(it, history_from="2026-11-12"))
    assert only(found.section("done")).says == ("about Tue 10 Nov",)
    assert found.known_from is not None
    assert found.remark.startswith("The history begins on Thu 12 Nov 2026, 12:00;")


def test_a_board_without_a_history_says_so() -> None:
    found = meeting(replace(board(card("a")), actions=()))
    assert found.remark.startswith("The board came without its history")


def test_a_history_that_reaches_back_needs_no_remark() -> None:
    found = meeting(card("a"))
    assert (found.remark, found.known_from) == ("", None)


def test_templates_are_never_done() -> None:
    it = card("a", in_list="Done", created=OLD, since="2026-11-12", template=True)
    assert section("done", it).items == ()
