"""The load of one card: its estimate, its weight, its share, or why it counts nothing."""

import pytest

from protocol.links import LinkState
from protocol.workload import LoadCard, PersonLoad, Workload, workload
from tests.protocol.cards import Written, board, card, context_of
from tests.protocol.link_states import NEWER_RUN, RUN, said

KINDS = """
[kinds.analysis]
estimate = 3
[kinds.goal]
horizon = "long"
"""


def load_of(
    *cards: Written, agreement: str = "", links: dict[str, tuple[LinkState, ...]] | None = None
) -> Workload:
    return workload(context_of(board(*cards), agreement, links=links))


def person(load: Workload, name: str) -> PersonLoad:
    return next(person for person in load.people if person.name == name)


def only_card(load: Workload, name: str = "Ines") -> LoadCard:
    cards = [*person(load, name).counted, *person(load, name).left_out]
    assert len(cards) == 1
    return cards[0]


@pytest.mark.parametrize(("in_list", "days"), [("Doing", 4), ("Review", 2), ("Ready", 1)], ids=str)
def test_a_card_weighs_by_the_role_of_its_list(in_list: str, days: float) -> None:
    found = only_card(load_of(card("Re-run it (4)", in_list=in_list, owners=["Ines"])))
    assert found.days == days


def test_the_agreement_changes_a_weight() -> None:
    load = load_of(
        card("Look at it (4)", in_list="Review", owners=["Ines"]),
        agreement="[load.weights]\nreview = 1",
    )
    assert only_card(load).days == 4


def test_a_shared_card_is_split_and_names_who_shares_it() -> None:
    load = load_of(card("Pair on it (3)", owners=["Ines", "Omar", "Petra"]))
    found = only_card(load)
    assert found.days == pytest.approx(1)
    assert found.shared_with == ("Omar", "Petra")
    assert found.says == "3 d (on the card) × 1 (doing) × 1/3, shared with Omar and Petra"


def test_a_shared_card_counts_in_full_for_each_when_the_agreement_says_so() -> None:
    load = load_of(card("Pair (3)", owners=["Ines", "Omar"]), agreement='[load]\nshared = "full"')
    assert [person(load, name).load for name in ("Ines", "Omar")] == [3, 3]
    assert only_card(load).says == "3 d (on the card) × 1 (doing), shared with Omar"


def test_an_estimate_comes_from_the_card_before_anything_else() -> None:
    load = load_of(card("Tune it [0,5]", labels=["analysis"], owners=["Ines"]), agreement=KINDS)
    found = only_card(load)
    assert found.estimate is not None
    assert (found.estimate.days, found.estimate.source) == (0.5, "card")


def test_a_card_without_an_estimate_takes_the_median_of_its_kind() -> None:
    others = [
        card(f"Earlier ({days})", in_list="Done", labels=["analysis"], closed=closed)
        for days, closed in ((1, False), (2, True), (7, True))
    ]
    load = load_of(card("New", labels=["analysis"], owners=["Ines"]), *others, agreement=KINDS)
    found = only_card(load)
    assert found.says == "2 d (median of 3 analysis cards) × 1 (doing)"
    assert load.formula.medians == {"analysis": (2, 3)}


def test_two_estimates_are_too_few_for_a_median() -> None:
    others = [card(f"Earlier ({days})", in_list="Done", labels=["analysis"]) for days in (1, 2)]
    load = load_of(card("New", labels=["analysis"], owners=["Ines"]), *others, agreement=KINDS)
    assert only_card(load).says == "3 d (the agreement's for analysis) × 1 (doing)"


def test_the_median_leaves_out_cards_that_nobody_touched_for_90_days() -> None:
    old = [
        card(f"Old ({days})", labels=["analysis"], in_list="Done", created="2026-08-10")
        for days in (8, 8, 8)
    ]
    load = load_of(card("New", labels=["analysis"], owners=["Ines"]), *old, agreement=KINDS)
    assert only_card(load).estimate is not None
    assert load.formula.medians == {}


def test_a_card_of_no_kind_takes_the_default() -> None:
    load = load_of(card("New", owners=["Ines"]), agreement="[load]\nestimate = 2")
    assert only_card(load).says == "2 d (the default) × 1 (doing)"


@pytest.mark.parametrize(
    ("told", "reason", "why"),
    [
        (card("a", in_list="Waiting", owners=["Ines"]), "waiting", "waiting, in 'Waiting'"),
        (card("b", labels=["On hold"], owners=["Ines"]), "waiting", "waiting, label 'On hold'"),
        (
            card("c", labels=["blocked"], owners=["Ines"]),
            "blocked",
            "blocked by a label, in 'Doing'",
        ),
        (card("d", in_list="Done", owners=["Ines"]), "done", "done, in 'Done'"),
        (card("e", in_list="Goals", owners=["Ines"]), "goal", "it is a goal"),
        (card("f", labels=["goal"], owners=["Ines"]), "goal", "it is a goal"),
        (card("g", in_list="Inbox", owners=["Ines"]), "unpromised", "not promised yet, in 'Inbox'"),
        (card("h", in_list="Kiwi", owners=["Ines"]), "no-role", "the list 'Kiwi' has no role"),
        (card("i", in_list="Archive", owners=["Ines"]), "ignored", "the list 'Archive' is ignored"),
        (card("j", labels=["rota"], owners=["Ines"]), "ignored", "its label 'rota' is ignored"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_counts_nothing_is_shown_with_its_reason(told: Written, reason: str, why: str) -> None:
    whole = board(told, lists=("Inbox", "Goals", "Doing", "Waiting", "Done", "Kiwi", "Archive"))
    agreement = f'{KINDS}\n[cards]\nignore_labels = ["rota"]'
    load = workload(context_of(whole, agreement))
    found = only_card(load)
    assert found.left_out is not None
    assert (found.left_out.reason, found.says, found.days) == (reason, why, 0)


def test_a_role_that_the_agreement_weighs_with_nothing_says_so() -> None:
    load = load_of(
        card("a", in_list="Ready", owners=["Ines"]), agreement="[load.weights]\nready = 0"
    )
    assert only_card(load).says == "the role ready weighs nothing"


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_card_whose_run_is_in_progress_waits_for_it(state: str) -> None:
    run_it = card("Run it", owners=["Ines"])
    load = load_of(run_it, links={run_it.id: (said(RUN, state),)})
    found = only_card(load)
    assert found.left_out is not None
    assert found.left_out.reason == "run"
    assert found.says == f"waiting for run 4nB2xYz01Ab ({state})"


@pytest.mark.parametrize("state", ["succeeded", "failed", "cancelled", "unknown"])
def test_a_card_whose_run_has_ended_needs_a_look_and_counts(state: str) -> None:
    run_it = card("Run it", owners=["Ines"])
    load = load_of(run_it, links={run_it.id: (said(RUN, state),)})
    assert only_card(load).left_out is None


def test_a_run_that_a_later_one_replaces_holds_nothing_up() -> None:
    run_it = card("Run it", owners=["Ines"])
    states = (said(RUN, "running", superseded=True), said(NEWER_RUN, "succeeded"))
    assert only_card(load_of(run_it, links={run_it.id: states})).left_out is None


def test_a_run_that_could_not_be_asked_about_says_that_its_state_is_old() -> None:
    run_it = card("Run it", owners=["Ines"])
    stale = said(RUN, "running", not_since="2026-11-16 08:00")
    load = load_of(run_it, links={run_it.id: (stale,)})
    assert only_card(load).says == "waiting for run 4nB2xYz01Ab (running, when it was last asked)"


def test_a_card_past_its_due_time_is_overdue_also_when_it_counts_nothing() -> None:
    late = card("a", in_list="Waiting", owners=["Ines"], due="2026-11-13")
    load = load_of(late, card("b", owners=["Ines"], due="2026-11-13", due_done=True))
    assert person(load, "Ines").overdue == 1


def test_a_card_in_an_ignored_list_is_never_overdue() -> None:
    late = card("a", in_list="Archive", owners=["Ines"], due="2026-11-13")
    load = workload(context_of(board(late, lists=("Archive",))))
    assert person(load, "Ines").overdue == 0


def test_a_card_is_stuck_by_the_limit_of_the_agreement() -> None:
    there = card("a", owners=["Ines"], created="2026-10-01", since="2026-11-06")
    assert person(load_of(there), "Ines").stuck == 0
    load = load_of(there, agreement="[rules.stuck-in-list]\ndays = 5")
    assert only_card(load).stuck_days == 9


def test_a_review_that_takes_too_long_is_stuck() -> None:
    there = card("a", in_list="Review", owners=["Ines"], created="2026-10-01", since="2026-11-01")
    assert only_card(load_of(there)).stuck_days == 14


def test_nothing_is_stuck_when_the_rule_is_off() -> None:
    there = card("a", owners=["Ines"], created="2026-09-01", since="2026-09-02")
    load = load_of(there, agreement='[rules]\nstuck-in-list = "off"')
    assert only_card(load).stuck_days is None


def test_archived_cards_and_templates_are_not_shown_at_all() -> None:
    load = load_of(
        card("a", owners=["Ines"], closed=True), card("b", owners=["Ines"], template=True)
    )
    assert person(load, "Ines").counted == person(load, "Ines").left_out == ()
