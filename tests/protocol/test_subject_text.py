"""A description as headings and the text below them, and how long a card has been what it is."""

from tests.protocol.cards import action, board, card, context_of, subject_of


def test_text_stands_below_the_heading_before_it() -> None:
    told = subject_of(card("x", desc="Before.\n## Data:\nBatch 7\n\n**Result**\n12 fail\n"))
    assert told.preamble == "Before."
    assert told.sections == {"data": "Batch 7\n\n12 fail", "result": "12 fail"}


def test_a_deeper_heading_belongs_to_the_one_above_and_an_equal_one_ends_it() -> None:
    desc = "# Plan\n## Data\nBatch 7\n### Where\ns3\n## Result\n12 fail\n# Next\nNothing"
    assert subject_of(card("x", desc=desc)).sections == {
        "plan": "Batch 7\ns3\n12 fail",
        "data": "Batch 7\ns3",
        "where": "s3",
        "result": "12 fail",
        "next": "Nothing",
    }


def test_a_heading_that_comes_twice_has_both_texts() -> None:
    assert subject_of(card("x", desc="## A\n1\n## B\n2\n## A\n3")).sections["a"] == "1\n3"


def test_comments_are_left_out_and_a_text_without_headings_is_all_preamble() -> None:
    told = subject_of(card("x", desc="One.\n<!-- ## Hidden -->\nTwo."))
    assert told.preamble == "One.\n\nTwo."
    assert told.sections == {}


def test_a_card_has_its_role_since_it_came_to_the_first_list_of_that_role() -> None:
    moved = card(
        "x",
        in_list="Ready to merge",
        created="2026-09-01",
        moves=[("Doing", "Review", "2026-11-02"), ("Review", "Ready to merge", "2026-11-09")],
    )
    since = subject_of(moved).role_since
    assert since is not None
    assert since.exact
    assert since.when.isoformat() == "2026-11-02T12:00:00+00:00"


def test_a_card_is_done_within_days_only_when_that_is_known() -> None:
    done = card("x", in_list="Done", created="2026-09-01", since="2026-11-10")
    assert subject_of(done).done_within(6)
    assert not subject_of(done).done_within(5)
    cut_off = context_of(board(done, history_from="2026-11-12")).subjects_by_id[done.id]
    assert not cut_off.done_within(100)


def test_a_card_that_is_not_done_is_not_done_within_any_days() -> None:
    assert not subject_of(card("x", in_list="Review", since="2026-11-10")).done_within(100)


def test_labels_that_the_history_does_not_record_leave_the_time_unknown() -> None:
    labelled = card("x", in_list="Customer 7", labels=["Finished"], created="2026-11-10")
    assert not subject_of(labelled).done_within(100)
    recorded = card(
        "x",
        in_list="Customer 7",
        labels=["Finished"],
        created="2026-09-01",
        history=[action("updateCard", "2026-11-10", changed={"idLabels": []})],
    )
    assert subject_of(recorded).done_within(6)


def test_leads_are_those_of_the_agreement_who_are_on_the_board() -> None:
    stands = board(left=["Jonas"])
    agreement = "[people.Ines]\nlead = true\n[people.Jonas]\nlead = true\n[people.Omar]\n"
    context = context_of(stands, agreement)
    assert [context.name_of(member) for member in context.leads] == ["Ines"]
