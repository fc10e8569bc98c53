"""Load: who is over, full or away in the coming week, and one line for all the others."""

from protocol.card_load import days_figure
from protocol.days import spoken_day
from protocol.sections.section import Item, Matter, Section
from protocol.words import count_of, join_and
from protocol.workload import PersonLoad, in_words

TITLE, SHOW = "Load of the coming week", 8
EMPTY = "Nobody is on the board."


def section(matter: Matter) -> Section:
    """One line for each person who is over, full or away; the rest in one line."""
    load = matter.load
    items = [_item(person) for person in load.people if person.state != "Available"]
    rest = [person for person in load.people if person.state == "Available"]
    if rest:
        items.append(_rest(rest, all_of_them=len(rest) == len(load.people)))
    first, last = load.week[0], load.week[-1]
    week = f"{spoken_day(first, matter.today)} to {spoken_day(last, matter.today)}"
    notes = [f"{week}: {days_figure(load.load)} of {days_figure(load.capacity)} days in all."]
    if load.unowned.counted:
        cards = count_of(len(load.unowned.counted), "card")
        lie = "lies" if len(load.unowned.counted) == 1 else "lie"
        notes.append(f"{cards} ({days_figure(load.unowned.load)} d) {lie} with nobody.")
    told = tuple(notes) if items else ()
    return Section("load", TITLE, tuple(items), SHOW, EMPTY, told, numbered=False)


def _item(person: PersonLoad) -> Item:
    cards = [count_of(len(person.counted), "card")]
    if person.state == "Full":
        cards.insert(0, "full")
    if person.overdue:
        cards.append(f"{person.overdue} overdue")
    if person.capacity.away and person.state != "Away":
        cards.append(f"away {count_of(len(person.capacity.away), 'day')}")
    who = person.member_id or person.name  # two members may have the same name, or none
    return Item(f"person:{who}", person.name, says=(in_words(person), *cards))


def _rest(people: list[PersonLoad], *, all_of_them: bool) -> Item:
    """`Have room: Ines (2 of 5), nothing yet: Omar and Petra, 13 d free together`."""
    room = sum(max(0.0, person.capacity.days - person.load) for person in people)
    busy = [person for person in people if person.load]
    idle = [person.name for person in people if not person.load]
    says = [
        f"{person.name} ({days_figure(person.load)} of {days_figure(person.capacity.days)})"
        for person in busy
    ]
    if idle:
        says.append(f"{'nothing yet: ' if busy else ''}{join_and(idle)}")
    title = "Everybody has room" if all_of_them else "Have room"
    if not busy:
        title = "Nobody carries anything" if all_of_them else "Carry nothing"
    return Item("people:rest", title, says=(*says, f"{days_figure(room)} d free together"))
