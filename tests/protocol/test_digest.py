"""A digest tells each person what they can act on, once."""

from datetime import UTC, datetime, timedelta

from msgspec import structs

from protocol.check import check_board
from protocol.digest import (
    Digest,
    Point,
    PutAway,
    brought_up_to_date,
    cards_of,
    digest_for,
    point_of,
    points_for,
)
from protocol.happenings import MovedBack, happenings
from tests.protocol.cards import Written, board, card, context_of, list_id, member_id

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
INES = member_id("Ines")


def points(*cards: Written, who: str = INES, agreement: str = "") -> tuple[Point, ...]:
    context = context_of(board(*cards), agreement)
    return points_for(who, "B", check_board(context).findings)


def overdue(title: str = "Tune the filter", owners: tuple[str, ...] = ("Ines",)) -> Written:
    return card(title, owners=owners, due="2026-11-10", labels=["Analysis"])


def stuck(title: str) -> Written:
    return card(title, owners=["Ines"], since="2026-10-01")


def told(*some: Point) -> dict[str, str]:
    return {point.key: point.facts for point in some}


def away(point: Point, until: datetime | None = None) -> dict[str, PutAway]:
    return {point.key: PutAway(point.key, point.facts, until, "Ines", NOW)}


def test_only_what_the_person_can_act_on_is_told() -> None:
    mine, theirs = overdue(), overdue("Index the genome", ("Omar",))

    assert {point.card for point in points(mine, theirs)} == {"Tune the filter"}
    assert points(mine, who=member_id("Petra")) == ()


def test_points_of_one_card_stand_together_and_the_urgent_ones_first() -> None:
    late, plain = overdue("Zebra"), stuck("Alpha")

    groups = list(cards_of(points(plain, late)))

    assert [group[0].card for group in groups] == ["Zebra", "Alpha"]
    assert groups[0][0].rule == "due-passed"


def test_nothing_new_is_no_digest() -> None:
    found = points(overdue())

    assert digest_for((), (), {}, {}, NOW) is None
    assert digest_for(found, (), told(*found), {}, NOW) is None


def test_a_digest_holds_what_is_new_and_counts_the_rest() -> None:
    found = points(overdue(), stuck("Alpha"))
    old, new = found[0], found[1:]

    digest = digest_for(found, (), told(old), {}, NOW)

    assert digest == Digest(new, (), told_before=1)


def test_a_point_whose_facts_have_changed_is_told_again() -> None:
    found = points(overdue())[0]
    later = points(card("Tune the filter", owners=["Ines"], due="2026-11-12"))[0]
    later = structs.replace(later, card_id=found.card_id)

    assert later.key == found.key
    assert later.facts != found.facts
    assert digest_for([later], (), told(found), {}, NOW) is not None


def test_a_day_that_passes_changes_no_facts() -> None:
    card_in_doing = stuck("Tune it")
    facts = [
        {p.rule: p.facts for p in points_for(INES, "B", check_board(context).findings)}
        for context in (
            context_of(board(card_in_doing), now=NOW + timedelta(days=n)) for n in (0, 1)
        )
    ]

    assert facts[0]["stuck-in-list"] == facts[1]["stuck-in-list"]


def test_a_dismissed_point_stays_away_until_its_facts_change() -> None:
    point = points(overdue())[0]
    changed = structs.replace(point, facts="other")

    assert digest_for([point], (), {}, away(point), NOW + timedelta(days=99)) is None
    assert digest_for([changed], (), {}, away(point), NOW) is not None


def test_a_snoozed_point_stays_away_until_the_snooze_ends() -> None:
    point = points(overdue())[0]
    snoozed = away(point, NOW + timedelta(days=3))

    assert digest_for([point], (), {}, snoozed, NOW + timedelta(days=2)) is None
    assert digest_for([point], (), {}, snoozed, NOW + timedelta(days=3)) is not None


def test_what_is_settled_is_told_as_settled_and_stays_so() -> None:
    found = points(overdue())
    digest = Digest(found)

    settled = brought_up_to_date(digest, [], {}, NOW)
    back_again = brought_up_to_date(settled, found, {}, NOW)

    assert settled.is_settled
    assert all(point.state == "settled" for point in back_again.points)


def test_a_snooze_shows_who_and_until_when() -> None:
    found = points(overdue())
    until = NOW + timedelta(days=1)

    point = brought_up_to_date(Digest(found), found, away(found[0], until), NOW).points[0]

    assert (point.state, point.note, point.until) == ("snoozed", "Ines", until)


def test_a_fix_that_asks_first_is_not_on_a_button() -> None:
    moved = card("Sort it", in_list="Done", owners=["Ines"], came_from="Inbox", since="2026-11-15")
    agreement = '[moves]\nforbid = ["inbox > done"]\n'
    finding = next(
        f
        for f in check_board(context_of(board(moved), agreement)).findings
        if f.rule == "move-not-allowed"
    )
    assert finding.fix is not None

    asks = structs.replace(finding, fix=structs.replace(finding.fix, safe=False))

    assert point_of("B", structs.replace(finding, fix=structs.replace(finding.fix, safe=True))).fix
    assert not point_of("B", asks).fix


def test_a_blocker_is_news_to_the_owners_and_not_to_who_put_it() -> None:
    blocked = card("Tune it", owners=["Ines", "Omar"], labels=["Blocked"])

    news = happenings(context_of(board(blocked)), check_board(context_of(board(blocked))), ())

    assert [(item.kind, set(item.who)) for item in news] == [("blocked", {INES, member_id("Omar")})]


def test_a_card_moved_back_is_news_to_its_owners_or_else_to_the_mover() -> None:
    owned = card("Tune it", owners=["Omar"])
    nobodys = card("Sort it", since="2026-11-15")
    context = context_of(board(owned, nobodys))
    moves = [MovedBack(w.id, w.id, list_id("Ready"), "Not allowed.", NOW) for w in (owned, nobodys)]

    news = happenings(context, check_board(context), moves)

    assert [item.who for item in news] == [(member_id("Omar"),), (INES,)]
    assert news[0].says == "I moved it back to 'Ready'. Not allowed."


def test_a_label_that_the_agreement_calls_urgent_makes_news_urgent() -> None:
    blocked = card("Tune it", owners=["Ines"], labels=["Blocked", "Fire"])
    context = context_of(board(blocked), "[labels]\nFire = { urgent = true }\n")

    assert [item.urgent for item in happenings(context, check_board(context), ())] == ["Fire"]
