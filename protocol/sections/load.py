"""Load: who is over, full or away in the coming week, and one line for all the others."""

from protocol.card_load import days_figure, days_words
from protocol.days import spoken_day
from protocol.sections.section import Item, Matter, Section
from protocol.weeks import over_committed
from protocol.words import count_of, first_few, join_and
from protocol.workload import PersonLoad, in_words

TITLE, SHOW = "Load of the coming week", 8
_NAMED = 3  # of those who have room
_WEEKS = 2  # over-committed ones that are named of each person
EMPTY = "Nobody is on the board."


def section(matter: Matter) -> Section:
    """One line for each person who is over, full or away; the rest in one line."""
    load, ahead = matter.load, _ahead(matter)
    told = [p for p in load.people if p.state != "Available" or _who(p) in ahead]
    items = [_item(person, ahead.get(_who(person), [])) for person in told]
    rest = [person for person in load.people if person not in told]
    if rest:
        items.append(_rest(rest, all_of_them=len(rest) == len(load.people)))
    first, last = load.week[0], load.week[-1]
    week = f"{spoken_day(first, matter.today)} to {spoken_day(last, matter.today)}"
    notes = [f"{week}: {days_figure(load.load)} of {days_figure(load.capacity)} days in all."]
    if load.unowned.counted:
        cards = count_of(len(load.unowned.counted), "card")
        lie = "lies" if len(load.unowned.counted) == 1 else "lie"
        notes.append(f"{cards} ({days_figure(load.unowned.load)} d) {lie} with nobody.")
    return Section(
        "load", TITLE, tuple(items), SHOW, EMPTY, tuple(notes if items else ()), numbered=False
    )


def _who(person: PersonLoad) -> str:
    """What tells the person: two members may have the same name, or none."""
    return person.member_id or person.name


def _ahead(matter: Matter) -> dict[str, list[str]]:
    """The weeks in which more is promised by a day than fits, in words, by person; of the coming
    week only what its load does not say already."""
    says: dict[str, list[str]] = {}
    over_now = {_who(p) for p in matter.load.people if p.load > p.capacity.days}
    for found in over_committed(matter.context, matter.load):
        if found.cell.first > matter.load.week[-1] or found.key not in over_now:
            weeks = says.setdefault(found.key, [])
            weeks.append(f"{found.cell.spoken} {found.cell.says}")
    return says


def _item(person: PersonLoad, ahead: list[str]) -> Item:
    cards = [count_of(len(person.counted), "card")]
    if person.state == "Full":
        cards.insert(0, "full")
    if person.overdue:
        cards.append(f"{person.overdue} overdue")
    if person.capacity.days_off and person.state != "Away":
        cards.append(f"away {days_words(person.capacity.days_off)}")
    if ahead:
        more = f" and {len(ahead) - _WEEKS} more" if len(ahead) > _WEEKS else ""
        cards.append(f"over-committed {join_and(ahead[:_WEEKS])}{more}")
    return Item(f"person:{_who(person)}", person.name, says=(in_words(person), *cards))


def _rest(people: list[PersonLoad], *, all_of_them: bool) -> Item:
    """`9 people have room: Ines (5 d free), Omar (4 d free), Petra (4 d free) and 6 more, 31.5 d
    free together`; who has most room stands first."""
    free = {_who(person): max(0.0, person.capacity.days - person.load) for person in people}
    people = sorted(people, key=lambda person: -free[_who(person)])
    busy = any(person.load for person in people)
    named = [
        f"{person.name} ({days_figure(free[_who(person)])} d free)" if busy else person.name
        for person in people
    ]
    says = [join_and(first_few(named, _NAMED))]
    if len(people) > 1 or not busy:
        together = " together" if len(people) > 1 else ""
        says.append(f"{days_figure(sum(free.values()))} d free{together}")
    title = _rest_title(len(people), busy=busy, all_of_them=all_of_them)
    return Item("people:rest", title, says=tuple(says))


def _rest_title(number: int, *, busy: bool, all_of_them: bool) -> str:
    if all_of_them:
        return "Everybody has room" if busy else "Nobody carries anything"
    what = "have room" if busy else "carry nothing"
    return f"{number} people {what}" if number > _NAMED + 1 else what.capitalize()
