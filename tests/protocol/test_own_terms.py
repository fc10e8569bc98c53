"""What people say of themselves stands beside what the agreement says."""

from protocol.agreement import Agreement, Person
from protocol.own_terms import OwnTerms, with_own_terms

WRITTEN = Agreement(people={"Ana": Person(trello="@Ana", capacity=5, away=("2026-12-24",))})


def test_nothing_said_leaves_the_very_same_agreement() -> None:
    assert with_own_terms(WRITTEN, {"ana": OwnTerms()}) is WRITTEN


def test_a_capacity_replaces_and_time_away_is_added() -> None:
    said = OwnTerms(capacity=3, away=("2026-12-28..2026-12-30",))

    ana = with_own_terms(WRITTEN, {"ana": said}).people["Ana"]

    assert ana.capacity == 3
    assert ana.away == ("2026-12-24", "2026-12-28..2026-12-30")


def test_somebody_whom_the_agreement_does_not_name_becomes_one_of_its_people() -> None:
    merged = with_own_terms(WRITTEN, {"ben": OwnTerms(name="Ben Ode", capacity=2)})

    assert merged.people["Ben Ode"] == Person(trello="ben", capacity=2)
