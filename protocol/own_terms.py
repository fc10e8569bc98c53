"""What people say of themselves in Slack, merged over what the agreement says of them."""

from collections.abc import Mapping

from msgspec import Struct, structs

from protocol.agreement import Agreement, Person, fold


class OwnTerms(Struct, frozen=True):
    """One person's own words: capacity in working days per week, and spans of time away."""

    name: str = ""  # for somebody whom the agreement does not name
    capacity: float | None = None  # None: as the agreement says
    away: tuple[str, ...] = ()  # in addition to what the agreement says


def with_own_terms(agreement: Agreement, said: Mapping[str, OwnTerms]) -> Agreement:
    """The agreement with what people have said since, by folded user name on Trello.

    Somebody whom the agreement does not name becomes one of its people. Nothing said leaves the
    very same agreement.
    """
    people = dict(agreement.people)
    named = {fold(person.trello or name).removeprefix("@"): name for name, person in people.items()}
    for trello, terms in said.items():
        if terms.capacity is None and not terms.away:
            continue
        name = named.get(trello) or terms.name or trello
        person = people.get(name) or Person(trello=trello)
        people[name] = structs.replace(
            person,
            capacity=person.capacity if terms.capacity is None else terms.capacity,
            away=tuple(dict.fromkeys((*person.away, *terms.away))),
        )
    if people == agreement.people:
        return agreement
    return structs.replace(agreement, people=people)
