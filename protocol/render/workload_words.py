"""Sentences that the workload's text, picture and page share."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from protocol.card_load import LEFT_OUT_MEANS, LeftOutReason, days_figure, days_words
from protocol.days import dated, day_of, lasting, spoken_day, spoken_time
from protocol.words import count_of, join_and
from protocol.workload import LoadCard, PersonLoad, Workload


def period(load: Workload) -> str:
    """The week that the capacities are for, and the moment of the answer."""
    first, last = load.week[0], load.week[-1]
    at = spoken_time(load.at, ZoneInfo(load.zone))
    return f"{spoken_day(first, last)} to {dated(last)}, in working days; as of {at} ({load.zone})"


def total(load: Workload) -> str:
    """`27.5 of 30 days in all`."""
    return f"{days_figure(load.load)} of {days_figure(load.capacity)} days in all"


def unowned(load: Workload) -> str:
    """What lies with nobody, in words; empty when nothing does."""
    if not load.unowned.counted:
        return ""
    cards = count_of(len(load.unowned.counted), "card")
    return f"{cards} without an owner, {days_words(load.unowned.load)}"


def without_role(load: Workload) -> str:
    """How many cards have no role, and what to do about it; empty when all have one."""
    cards = [*load.unowned.left_out, *(card for p in load.people for card in p.left_out)]
    found = {card.card_id for card in cards if card.left_out and card.left_out.reason == "no-role"}
    if not found:
        return ""
    have = f"{count_of(len(found), 'card')} {'has' if len(found) == 1 else 'have'}"
    return f"{have} no role and so no weight; the agreement can give their lists one."


def state(person: PersonLoad) -> str:
    """`over by 1.5`, `full`, `2 free`, `away`; with the days away of one who is there in part."""
    if person.state == "Away":
        return "away"
    capacity = person.capacity
    absent = days_figure(capacity.absent)
    away = f", away {absent} d" if capacity.absent else ""
    away += f", {count_of(len(capacity.holidays), 'holiday')}" if capacity.holidays else ""
    away += "".join(f", {duty.name}" for duty in capacity.duties)
    if person.state == "Over":
        return f"over by {days_figure(person.over)}{away}"
    if person.state == "Full":
        return f"full{away}"
    return f"{days_figure(person.capacity.days - person.load)} free{away}"


def remarks(card: LoadCard, load: Workload) -> list[str]:
    """What else is to be known of a card: that it is overdue, or stuck."""
    zone = ZoneInfo(load.zone)
    found = []
    if card.overdue and card.due is not None:
        today = day_of(load.at, zone)
        found.append(f"overdue since {spoken_day(day_of(card.due, zone), today)}")
    if card.stuck_days is not None:
        found.append(f"stuck for {lasting(card.stuck_days)}")
    return found


def by_reason(cards: Sequence[LoadCard]) -> list[tuple[LeftOutReason, list[LoadCard]]]:
    """Cards that are left out, by reason, in the order in which the reasons matter."""
    return [
        (reason, found)
        for reason in LEFT_OUT_MEANS
        if (found := [card for card in cards if card.left_out and card.left_out.reason == reason])
    ]


def formula(load: Workload) -> Iterator[str]:
    """The formula with the agreement's numbers, in sentences."""
    numbers = load.formula
    weights = [f"{role} {days_figure(w)}" for role, w in numbers.weights.items() if w]
    shared = "split evenly among its owners" if numbers.shared == "split" else "full for each owner"
    yield (
        f"Load = estimate × weight of the role × share. Weights: {join_and(weights)}; "
        f"a shared card is {shared}."
    )
    yield (
        "Estimate: the card's own, else the median of its kind over the last "
        f"{numbers.median_days} days, else the agreement's for the kind, else "
        f"{days_figure(numbers.default_estimate)}."
    )
    yield (
        "Cards that wait, are blocked or wait for a run count nothing and are shown. Full means "
        f"{numbers.full_from:.0%} of the capacity or more."
    )
    if load.not_people:
        who = [f"{name} ({why})" for name, why in load.not_people]
        yield f"Without a load of their own: {join_and(who)}."


def left_out_words(reason: LeftOutReason, cards: Sequence[LoadCard]) -> str:
    """`3 waiting`, `2 goals`."""
    if reason == "goal":
        return count_of(len(cards), "goal")
    return f"{len(cards)} {LEFT_OUT_MEANS[reason]}"
