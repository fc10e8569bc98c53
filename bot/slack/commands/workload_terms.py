"""`/workload away` and `/workload capacity`: what somebody can carry, said by them or a lead."""

import re
from datetime import date

from bot.desk import Asker
from bot.slack.commands.shape import Question, Reply, plain
from bot.slack.text import entities, escape
from protocol.agreement import fold, read_span
from protocol.exempting import spoken_day
from protocol.half_days import PARTS, half_text
from protocol.spoken_days import read_day
from protocol.words import did_you_mean, figure, join_or

_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_HALF = re.compile(r"\bhalf(?:[\s-]+(?:an?|the))?(?:[\s-]+day)?\b|\ba\s+(?=half\b)", re.IGNORECASE)
_BETWEEN = frozenset({"a", "the", "this", "of", "on", "in", "for"})  # of no weight in half a day
_MOST_DAYS = 7.0
_LONGEST = 400  # days of one absence; more is likely a slip of the year


def away(question: Question, rest: str) -> Reply:
    """`away FIRST..LAST`, `away friday`, `away friday afternoon`, `away clear`."""
    who, words = _whose(question, rest)
    if isinstance(who, Reply):
        return who
    roster, name = question.tools.roster, escape(who.name)
    if not words:
        terms = roster.terms_of(who.trello)
        told = ", ".join(terms.away) or "nothing"
        return plain(
            f"Said here of {name}'s time away: {escape(told)}.",
            "`/workload away 2026-12-20..2027-01-02` adds to it, `/workload away clear` takes it "
            "back; the agreement may hold more.",
        )
    if words.casefold() == "clear":
        roster.clear_away(who.trello, who.name, question.asker.name)
        return plain(f"Taken back: {name} is away as the agreement says, and no more than that.")
    today = question.now.date()
    part, half, said = _half_of(words)
    span = _span(said, today)
    if not isinstance(span, str) and half:
        day = span[0].isoformat()
        if span[0] != span[1]:
            span = "Half a day is of one day; write `2026-12-24 afternoon`."
        elif not part:
            forms = join_or(f"`/workload away {day} {each}`" for each in PARTS)
            span = f"Say which half of the day: {forms}."
    if isinstance(span, str):
        return plain(entities(span))
    first, last = span
    text = first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"
    text = half_text(first, part) if part else text
    roster.add_away(who.trello, who.name, text, question.asker.name)
    when = f"on the {part} of {spoken_day(first)}" if part else f"on {spoken_day(first)}"
    if first != last:
        when = f"from {spoken_day(first)} to {spoken_day(last)}"
    return plain(
        f"Noted: {name} is away {when}, both days included." if first != last
        else f"Noted: {name} is away {when}.",
        "The workload, the agenda and quiet hours reckon with it. `/workload away clear` takes it "
        "back.",
    )  # fmt: skip


def capacity(question: Question, rest: str) -> Reply:
    """`capacity 4`, `capacity clear`, and for a lead `capacity 3 @person`."""
    who, words = _whose(question, rest)
    if isinstance(who, Reply):
        return who
    roster, name = question.tools.roster, escape(who.name)
    if words.casefold() == "clear":
        roster.set_capacity(who.trello, who.name, None, question.asker.name)
        return plain(f"Taken back: {name}'s capacity is what the agreement says.")
    try:
        days = float(words.replace(",", "."))
    except ValueError:
        return plain("Say how many working days a week, such as `/workload capacity 4`.")
    if not 0 <= days <= _MOST_DAYS:
        return plain(f"A week has no {escape(words)} working days; give a number from 0 to 7.")
    roster.set_capacity(who.trello, who.name, days, question.asker.name)
    return plain(
        f"Noted: {name} has {figure(days)} days a week for cards.",
        "`/workload capacity clear` leaves it to the agreement again.",
    )


def _whose(question: Question, rest: str) -> tuple[Asker | Reply, str]:
    """Whose terms are meant, and the other words. Other people's are for leads."""
    found = _PERSON.search(rest)
    words = " ".join(_PERSON.sub(" ", rest).split())
    if found:
        meant = question.desk.asker(found[1])
        if meant is None:
            return plain(f"I do not know who <@{found[1]}> is on Trello."), words
    else:
        head, at, name = words.partition("@")
        if not at:
            return question.asker, words
        words = head.strip()
        named = _named(question, name.strip())
        if isinstance(named, Reply):
            return named, words
        meant = named
    shares = any(meant.member_of(k.board) for k in question.desk.boards_of(question.asker))
    if fold(meant.trello) == fold(question.asker.trello):
        return question.asker, words
    if not question.asker.lead:
        return plain(f"Only {escape(meant.name)} or a lead of the team can say that."), words
    if not shares:
        return plain(f"{escape(meant.name)} is on none of your boards."), words
    return meant, words


def _named(question: Question, name: str) -> Asker | Reply:
    """The member of a board who is called so."""
    names: dict[str, Asker] = {}
    for kept in question.desk.boards_of(question.asker):
        of = question.desk.context(kept)
        for member in kept.board.members:
            if member.active and member.username:
                known = of.name_of(member.id)
                asker = Asker("", known, member.username)
                names |= {fold(known): asker, fold(member.username): asker}
    if fold(name) in names:
        return names[fold(name)]
    hint = did_you_mean(name, {asker.name for asker in names.values()})
    return plain(f"I know nobody called “{escape(name)}”; {escape(hint)}")


def _half_of(words: str) -> tuple[str, bool, str]:
    """Which half of a day is named, if one is; whether half a day is meant; and the words for the
    day: `half a day tomorrow`, `the afternoon of friday`, `this morning`."""
    said = _HALF.sub(" ", words).split()
    part = next((each for each in PARTS if each in map(str.casefold, said)), "")
    if not part and said == words.split():
        return "", False, words
    of_day = [each for each in said if each.casefold() not in (part, *_BETWEEN)]
    return part, True, " ".join(of_day) or ("today" if part else words)


def _span(words: str, today: date) -> tuple[date, date] | str:
    """The days that are meant, or a sentence on why they cannot be read."""
    begin, _, end = words.partition("..") if ".." in words else words.partition(" to ")
    first = read_day(begin.strip(), today)
    last = read_day(end.strip(), first or today) if end.strip() else first
    if first is None or last is None:
        return (
            f"I cannot read '{words}'; write 2026-12-20..2027-01-02, one day as 2026-12-20, "
            "or half of one as 2026-12-20 afternoon."
        )
    try:
        read_span(f"{first.isoformat()}..{last.isoformat()}")
    except ValueError as error:
        return str(error)
    if last < today:
        return "That is over already; name days that are ahead."
    if (last - first).days > _LONGEST:
        return "That is more than a year; check the year that you wrote."
    return first, last
