"""The plan of fixes."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from protocol.board import Board, Card
from protocol.check import Report, check_board
from protocol.finding import Finding
from protocol.fixes import PlannedFix, apply_to, diff_of, inverse, merge_texts, plan
from protocol.rule import Change, Fix
from protocol.rules import RULES
from protocol.subject import Context
from tests.protocol.cards import Written, board, card, context_of, list_id, member_id
from tests.protocol.link_states import PULL_REQUEST, RUN
from tests.protocol.random_boards import random_board

AGREEMENT = """
[annotations]
estimate_field = "Days"

[kinds.analysis]
title_words = ["analyse", "compare"]
sections = { doing = ["Question", "Data"] }

[kinds.tool]
title_words = ["filter"]

[rules.owner-missing]
take_mover = true

[rules]
link-bare = "advise"
"""


def planned(*cards: Written, **how: object) -> tuple[PlannedFix, ...]:
    context = context_of(board(*cards, labels=["analysis", "tool"], fields=["Days"]), AGREEMENT)
    return plan(check_board(context), context, **how)  # type: ignore[arg-type]


MESSY = card(
    "Compare the doublet rates (3)",
    labels=["analysis"],
    desc=f"It ran: {RUN}",
    owners=["Ines"],
)


def test_fixes_of_one_card_are_one_entry_and_do_not_overwrite_one_another() -> None:
    (entry,) = planned(MESSY)
    assert entry.rules == ("section-missing", "estimate-only-in-title", "link-bare")
    assert entry.after.desc == f"It ran: [run 4nB2xYz01Ab]({RUN})\n\n## Question\n\n## Data\n"
    assert entry.after.fields == {"Days": "3"}
    assert [attached.url for attached in entry.after.attachments] == [RUN]
    assert entry.before == MESSY.card
    assert entry.safe
    assert len(entry.does) == len(entry.rules)


def test_only_the_named_rules_are_fixed() -> None:
    (entry,) = planned(MESSY, rules={"link-bare"})
    assert entry.rules == ("link-bare",)
    assert "## Question" not in entry.after.desc


def test_a_rule_that_only_counts_is_fixed_when_it_is_named() -> None:
    counted = AGREEMENT.replace('link-bare = "advise"', 'link-bare = "shadow"')
    context = context_of(board(MESSY, fields=["Days"]), counted)
    report = check_board(context)
    (unnamed,) = plan(report, context)
    (named,) = plan(report, context, rules={"link-bare"})
    assert "link-bare" not in unnamed.rules
    assert named.rules == ("link-bare",)


def test_fixes_that_ask_first_are_left_out_unless_they_are_wanted() -> None:
    line = "<!-- cardkeeper: exempt run-failed until 2026-01-01 because of the move -->"
    idle = card("Filter the doublets", labels=["tool"], owners=["Ines"], desc=f"Why.\n{line}")
    assert planned(idle) == ()
    (entry,) = planned(idle, include_asking=True)
    assert entry.after.desc == "Why."
    assert not entry.safe


def test_cards_without_findings_are_not_in_the_plan() -> None:
    assert planned(card("Filter the doublets", labels=["tool"], owners=["Ines"])) == ()


def test_two_fixes_of_the_same_line_are_left_for_two_plans() -> None:
    line = "<!-- cardkeeper: exempt run-failed until 2026-01-01 because X --> " + RUN
    clash = card("Filter the doublets", labels=["tool"], owners=["Ines"], desc=line)
    (entry,) = planned(clash, include_asking=True)
    assert entry.rules == ("link-bare",)
    assert entry.later == ("exemption-expired",)


def found(held: Card, rule: str, *changes: Change, safe: bool = True) -> Finding:
    """A finding whose fix makes these changes."""
    fix = Fix(f"Fixes {rule}.", changes, safe)
    return Finding(rule, "content", "advise", held.id, held.title, "", "Doing", "", "", fix=fix)


def planned_for(held: Written, *findings: Finding) -> tuple[PlannedFix, ...]:
    return plan(Report(findings, (), (), (), 1), context_of(held))


def test_two_changes_of_one_title_are_merged_where_they_do_not_touch() -> None:
    held = card("tune it (3)")
    first = found(held.card, "a", Change("rename", "Tune it (3)"))
    second = found(held.card, "b", Change("rename", "tune it"))
    (entry,) = planned_for(held, first, second)
    assert entry.after.name == "Tune it"
    assert entry.later == ()


def test_a_fix_is_taken_wholly_or_not_at_all() -> None:
    held = card("Tune it")
    first = found(held.card, "a", Change("label", "tool"))
    second = found(held.card, "b", Change("tick", "due"), Change("unlabel", "Tool"))
    (entry,) = planned_for(held, first, second)
    assert entry.changes == (Change("label", "tool"),)
    assert entry.later == ("b",)


def test_two_fixes_that_want_the_same_are_one_change() -> None:
    held = card("Tune it")
    both = [found(held.card, rule, Change("label", "tool")) for rule in ("a", "b")]
    (entry,) = planned_for(held, *both)
    assert entry.changes == (Change("label", "tool"),)
    assert entry.does == ("Fixes a.", "Fixes b.")


def test_a_fix_of_what_is_so_already_is_no_plan() -> None:
    held = card("Tune it", labels=["tool"])
    assert planned_for(held, found(held.card, "a", Change("label", "tool"))) == ()


def test_an_estimate_is_not_planned_without_a_field_for_it() -> None:
    held = card("Tune it (3)")
    assert planned_for(held, found(held.card, "a", Change("estimate", "3"))) == ()
    (entry,) = planned_for(held, found(held.card, "a", Change("estimate", "3", "Days")))
    assert entry.after.fields == {"Days": "3"}


def test_the_difference_can_be_read_by_a_person() -> None:
    held = card("Tune it (3)", labels=["rota"], owners=["Omar"], desc="Why.\nIt ran.").card
    changes = (
        Change("rename", "Tune it"),
        Change("label", "tool"),
        Change("own", member_id("Ines")),
        Change("estimate", "3", "Days"),
        Change("attach", RUN, "run 4nB2xYz01Ab"),
        Change("describe", "Why.\nIt ran twice."),
        Change("move", list_id("Review")),
        Change("tick", "due"),
        Change("archive"),
    )
    entry = PlannedFix(
        before=held,
        after=apply_to(held, changes),
        changes=changes,
        rules=("kind-missing", "link-bare"),
        does=("Puts the label on.", "Attaches the run."),
        safe=True,
        later=("exemption-expired",),
        names={member_id("Ines"): "Ines", list_id("Doing"): "Doing", list_id("Review"): "Review"},
    )
    assert diff_of([entry, entry]) == "\n".join([READABLE.format(url=held.url)] * 2)


READABLE = f"""\
--- Tune it (3)  {{url}}
+++ kind-missing: Puts the label on.
+++ link-bare: Attaches the run.
    (left for the next plan, for it touches the same: exemption-expired)
@@ title @@
-Tune it (3)
+Tune it
@@ list @@
-Doing
+Review
@@ labels @@
+tool
@@ owners @@
+Ines
@@ fields @@
+Days: 3
@@ attachments @@
+run 4nB2xYz01Ab <{RUN}>
@@ due @@
-not complete
+complete
@@ state @@
-open
+archived
@@ description -1,2 +1,2 @@
 Why.
-It ran.
+It ran twice.
"""


def test_a_plan_of_nothing_is_an_empty_text() -> None:
    assert diff_of(()) == ""


@pytest.mark.parametrize(
    ("base", "first", "second", "merged"),
    [
        ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"),
        ("a\nb", "a\nb\n\n## X\n", "A\nb", "A\nb\n\n## X\n"),
        ("a", "a\nx", "a\ny", "a\nx\ny"),
        ("a", "a\nx", "a\nx", "a\nx"),
        ("a", "a\nx", "A\nx", "A\nx"),
        ("a", "A\nx\nz", "a\nx", "A\nx\nz"),
        ("a", "x\na", "x\nA", "x\nA"),
        ("a", "a\nx", "a\nx\ny", "a\nx\ny"),
        ("a\nb", "a", "a\nb\nc", "a\nc"),
        ("", "x", "y", None),
        ("a\nb", "a\nB", "a\nß", None),
        ("a\nb\nc", "x\ny", "a\nB\nc", None),
    ],
)
def test_edits_of_one_text_are_merged_where_they_do_not_touch(
    base: str, first: str, second: str, merged: str | None
) -> None:
    assert merge_texts(base, first, second, "\n") == merged


PIECES = st.sampled_from(
    [
        "Why.", "", "## Question", "## Data", "**Data**", RUN, f"see {PULL_REQUEST}, please",
        f"[run]({RUN})", f"`{RUN}`", "<!-- a note -->", "- [ ] a step", "ß é 中 \t",
    ]
)  # fmt: skip
TITLES = st.sampled_from(
    ["Analyse it", "Compare (3)", "Filter [0,5]", "Tune it (2) (4)", "x", "Filter and compare"]
)


@st.composite
def messy_cards(draw: st.DrawFn) -> Written:
    return card(
        draw(TITLES),
        in_list=draw(st.sampled_from(["Ready", "Doing", "Review"])),
        labels=draw(st.lists(st.sampled_from(["analysis", "tool", "rota"]), unique=True)),
        desc="\n".join(draw(st.lists(PIECES, max_size=6))),
        owners=draw(st.lists(st.sampled_from(["Ines", "Omar"]), unique=True)),
        fields=draw(st.sampled_from([{}, {"Days": "2"}, {"days": " "}])),
        attachments=draw(st.lists(st.sampled_from([RUN, PULL_REQUEST]), unique=True)),
        since=draw(st.sampled_from([None, "2026-11-12"])),
    )


@settings(max_examples=150, deadline=None)
@given(messy_cards())
def test_a_safe_fix_settles_its_finding_and_can_be_undone(written: Written) -> None:
    context = context_of(board(written, labels=["analysis", "tool"], fields=["Days"]), AGREEMENT)
    report = check_board(context)
    for finding in report.findings:
        if finding.fix is not None and finding.fix.safe:
            (entry,) = plan(report, context, rules={finding.rule})
            assert finding.key not in keys_after(entry.after, context)
            back = inverse(entry.before, entry.changes)
            assert as_seen(apply_to(entry.after, back)) == as_seen(written.card)


@settings(max_examples=100, deadline=None)
@given(messy_cards())
def test_the_whole_plan_settles_what_it_says_and_can_be_undone(written: Written) -> None:
    context = context_of(board(written, labels=["analysis", "tool"], fields=["Days"]), AGREEMENT)
    for entry in plan(check_board(context), context):
        left = keys_after(entry.after, context)
        assert not left & {(rule, written.id) for rule in entry.rules}
        back = inverse(entry.before, entry.changes)
        assert as_seen(apply_to(entry.after, back)) == as_seen(written.card)


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=10**6))
def test_any_plan_for_any_board_can_be_undone(seed: int) -> None:
    everything = AGREEMENT + '[moves]\nforbid = ["any > doing", "any > done"]\n'
    context = context_of(random_board(Random(seed)), everything)
    report = check_board(context)
    every = {rule.name for rule in RULES}
    for entry in plan(report, context, rules=every, include_asking=True):
        assert entry.changes
        back = inverse(entry.before, entry.changes)
        assert as_seen(apply_to(entry.after, back)) == as_seen(entry.before)
        assert diff_of([entry]).startswith(f"--- {entry.before.title}")


def keys_after(after: Card, context: Context) -> set[tuple[str, str]]:
    whole: Board = structs.replace(context.board, cards=(after,))
    report = check_board(structs.replace(context, board=whole))
    return {finding.key for finding in report.findings}


def as_seen(held: Card) -> tuple[object, ...]:
    """What people see: labels, owners and attachments in no order, empty fields not at all."""
    told = {name: value for name, value in held.fields.items() if value}
    bare = structs.replace(held, labels=(), member_ids=(), attachments=(), fields=told)
    names = {label.name for label in held.labels}
    return bare, names, set(held.member_ids), {entry.url for entry in held.attachments}


def test_the_owner_whom_a_fix_adds_is_named_in_the_plan() -> None:
    mover = card("Filter the doublets", labels=["tool"], since="2026-11-12")
    (entry,) = planned(mover)
    assert entry.changes == (Change("own", member_id("Ines")),)
    assert entry.names == {member_id("Ines"): "Ines"}
