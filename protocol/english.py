"""The agreement in plain English, as Markdown: what a new colleague reads in three minutes.

Every sentence is made from the agreement's own data (and the board's, when one is given), so the
page cannot say what Cardkeeper does not do. A part of which there is nothing to say is left out.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from protocol.agreement import Agreement, KindTerms, Person, fold, read_span
from protocol.board import Board
from protocol.days import dated
from protocol.english_rules import rules_in_english
from protocol.half_days import read_half
from protocol.history import history_of
from protocol.subject import Context
from protocol.ties import REQUIRED_LINKS
from protocol.words import ROLE_MEANS, ROLES, WORK_ORDER, Role, count_of, join_and, join_or

_EXEMPT = "<!-- cardkeeper: exempt RULE until YYYY-MM-DD because REASON -->"


def agreement_in_english(agreement: Agreement, board: Board | None = None) -> str:
    """The agreement as Markdown for people; with a board, its lists are named with their roles."""
    parts: tuple[tuple[str, Callable[[], Iterator[str] | list[str]]], ...] = (
        ("Lists", lambda: _lists(agreement, board)),
        ("Labels", lambda: _labels(agreement)),
        ("Kinds of cards", lambda: _kinds(agreement)),
        ("How a card is annotated", lambda: _annotations(agreement)),
        ("Moves", lambda: _moves(agreement)),
        ("How much at once", lambda: _limits(agreement)),
        ("Load", lambda: _load(agreement)),
        ("People", lambda: _people(agreement)),
        ("The weekly meeting", lambda: _meeting(agreement)),
        ("Exemptions and quiet", lambda: _quiet(agreement)),
        ("Rules", lambda: rules_in_english(agreement)),
    )
    name = agreement.name or (board.name if board else "the team")
    lead = f"What cards mean, and what is asked of them. Version {agreement.version}."
    text = [f"# The agreement of {name}", "", lead, ""]
    for title, part in parts:
        lines = list(part())
        if lines:
            text += [f"## {title}", "", *lines, ""]
    return "\n".join(text).rstrip() + "\n"


def _lists(agreement: Agreement, board: Board | None) -> Iterator[str]:
    if board is None:
        for name, terms in agreement.list_terms.items():
            yield _list(name, terms.role, "")
        if agreement.guess_lists:
            other = "Other lists are" if agreement.list_terms else "Lists are"
            yield from ("", f"{other} understood by common names, such as *Doing* or *Backlog*.")
        return
    now = board.last_moment or datetime.fromtimestamp(0, UTC)
    context = Context(board=board, agreement=agreement, history=history_of(board), now=now)
    for entry in board.open_lists:
        told = context.roles.get(entry.id)
        if told:
            yield _list(entry.name, told[0], "" if told[1] == "the agreement" else told[1])
    if context.unmapped_lists:
        names = join_and(f"*{entry.name}*" for entry in context.unmapped_lists)
        one = len(context.unmapped_lists) == 1
        yield ""
        yield (
            f"Nobody has said what {names} {'means' if one else 'mean'}; "
            "cards there are not judged by where they are."
        )


def _list(name: str, role: Role, reason: str) -> str:
    notes = [*([] if fold(name) == role else [f"*{role}*"]), *([f"by {reason}"] if reason else [])]
    return f"- **{name}**: {ROLE_MEANS[role]}" + (f" ({', '.join(notes)})." if notes else ".")


def _labels(agreement: Agreement) -> Iterator[str]:
    for name, terms in agreement.label_terms.items():
        means = []
        if terms.role:
            means.append(f"the card counts as *{terms.role}*, whatever its list says")
        if terms.blocked:
            means.append("the card is blocked")
        if terms.exempt:
            rules = join_and(f"`{rule}`" for rule in terms.exempt)
            means.append(f"the card is excused from {rules}")
        if means:
            yield f"- **{name}**: {join_and(means)}."
    for name in agreement.cards.ignore_labels:
        yield f"- **{name}**: Cardkeeper leaves the card alone."


def _kinds(agreement: Agreement) -> Iterator[str]:
    if agreement.kinds:
        yield from ("A card's label tells its kind.", "")
    for name, terms in agreement.kinds.items():
        said = [f"a {terms.horizon}-term goal"] if terms.horizon else []
        said += [terms.means.rstrip(".")] if terms.means else []
        label = f" (label *{terms.label}*)" if fold(terms.label or name) != fold(name) else ""
        yield f"- **{name}**{label}" + (f": {'; '.join(said)}." if said else "")
        if terms.title_words:
            yield f"  - A title with {join_or(f'*{w}*' for w in terms.title_words)} suggests it."
        for role in _in_order(terms):
            yield f"  - {_asked(role, terms)}."
        if terms.estimate is not None:
            yield f"  - Without an estimate it counts as {_days(terms.estimate)}."
        if terms.checklist:
            yield f"  - A new one begins with the checklist: {'; '.join(terms.checklist)}."


def _in_order(terms: KindTerms) -> list[Role]:
    asked = {*terms.sections, *terms.links}
    return [role for role in (*WORK_ORDER, "goals", "ignored") if role in asked]


def _asked(role: Role, terms: KindTerms) -> str:
    asked = []
    headings = terms.sections.get(role, ())
    if headings:
        named = join_and(f"*{heading}*" for heading in headings)
        word = "heading" if len(headings) == 1 else "headings"
        asked.append(f"the {word} {named} filled in")
    asked += [f"a link to a {word}" for word in REQUIRED_LINKS if word in terms.links.get(role, ())]
    when = "Once done" if role == "done" else f"From *{role}* on"
    return f"{when} it has {join_and(asked)}" if asked else f"{when} nothing is asked of it"


def _annotations(agreement: Agreement) -> Iterator[str]:
    terms = agreement.annotations
    where = [f"in the field *{terms.estimate_field}*"] if terms.estimate_field else []
    if terms.estimate_mark:
        where.append("as a mark such as `(3)` in the title")
    if where:
        yield f"- An estimate, in working days, stands {', else '.join(where)}."
    ways = []
    if terms.goal_label_prefix:
        ways.append(f"a label such as *{terms.goal_label_prefix} faster QC*")
    if terms.goal_field:
        ways.append(f"the field *{terms.goal_field}*")
    ways += ["the goal's card attached or linked", "a link to it on the goal's card"]
    yield f"- The goal that a card serves is told by {join_or(ways)}."


def _moves(agreement: Agreement) -> Iterator[str]:
    terms = agreement.moves
    if terms.forbid:
        yield f"- Not allowed: {join_and(map(_move, terms.forbid))}."
    if terms.only:
        yield f"- Only these moves are made: {join_and(map(_move, terms.only))}."


def _move(move: str) -> str:
    before, _, after = (end.strip() for end in move.partition(">"))
    start = "from anywhere" if before == "any" else f"from *{before}*"
    return f"{start} to {'anywhere' if after == 'any' else f'*{after}*'}"


def _limits(agreement: Agreement) -> Iterator[str]:
    if agreement.load.wip is not None:
        yield f"- Nobody is on more than {count_of(agreement.load.wip, 'card')} in *doing*."
    for name, terms in agreement.list_terms.items():
        if terms.wip is not None:
            yield f"- **{name}** holds at most {count_of(terms.wip, 'card')}."


def _quiet(agreement: Agreement) -> Iterator[str]:
    yield f"- To excuse a card from a rule, write into its description: `{_EXEMPT}`"
    if agreement.quiet.grace_minutes:
        minutes = count_of(agreement.quiet.grace_minutes, "minute")
        yield f"- A card made or touched within {minutes} is left in peace."
    most = agreement.quiet.max_writes
    yield (
        f"- When more than {count_of(most, 'change')} would be made at once, "
        "none is made and an administrator is told."
    )


def _load(agreement: Agreement) -> Iterator[str]:
    load = agreement.load
    weights = {role: agreement.weight(role) for role in ROLES}
    counted = sorted((role for role in ROLES if weights[role]), key=lambda role: -weights[role])
    numbers = join_and(f"*{role}* {weights[role]:g}" for role in counted)
    yield (
        f"- A card weighs its estimate times a number for its role: {numbers or 'none'}; "
        "other roles weigh nothing."
    )
    shared = "share it evenly" if load.shared == "split" else "carry the whole of it each"
    yield f"- Several owners of one card {shared}."
    yield (
        "- Without an estimate a card counts with the median of its kind over "
        f"{count_of(load.median_days, 'day')}, else with what its kind says, "
        f"else as {_days(load.estimate)}."
    )
    others = any(person.capacity is not None for person in agreement.people.values())
    other = ", unless it is said otherwise below" if others else ""
    yield f"- A person has {_days(load.capacity)} a week{other}."
    shown = agreement.board_card
    if shown.list_name:
        yield (
            f"- The card '{shown.title}' in '{shown.list_name}' shows the workload and the goals "
            "on the board itself; it changes at most every "
            f"{count_of(shown.every_minutes, 'minute')}."
        )


def _people(agreement: Agreement) -> Iterator[str]:
    for name, person in agreement.people.items():
        facts = [
            *([person.role] if person.role else []),
            *(["lead"] if person.lead else []),
            *(["may change the agreement"] if person.admin else []),
            *([f"{_days(person.capacity)} a week"] if person.capacity is not None else []),
            *([f"in {person.timezone}"] if person.timezone else []),
            *([f"{person.hours}"] if person.hours != Person().hours else []),
            *([f"public holidays of {person.country}"] if person.country else []),
            *(["away " + join_and(map(_span, person.away))] if person.away else []),
        ]
        yield f"- **{name}**" + (f": {'; '.join(facts)}." if facts else "")
    for duty, terms in agreement.duties.items():
        turn = "a week" if terms.weeks == 1 else count_of(terms.weeks, "week")
        yield (
            f"- **{duty}** is taken in turn by {join_and(terms.people)}, {turn} each from "
            f"{dated(terms.starts)} on, and takes {_days(terms.days)} a week."
        )


def _span(text: str) -> str:
    half = read_half(text)
    if half is not None:
        return f"on the {half[1]} of {dated(half[0])}"
    first, last = read_span(text)
    if first == last:
        return f"on {dated(first)}"
    return f"from {dated(first)} to {dated(last)}"


def _meeting(agreement: Agreement) -> Iterator[str]:
    terms = agreement.meeting
    zone = terms.timezone or agreement.timezone
    yield (
        f"- {terms.weekday.capitalize()} at {terms.time} ({zone}), "
        f"{count_of(terms.minutes, 'minute')}."
    )
    channel = terms.channel or agreement.slack.channel
    where = f" in {channel if channel[:1] == '#' or _is_id(channel) else '#' + channel}"
    where = where if channel else ""
    yield f"- The agenda is there {count_of(terms.prepare_hours, 'hour')} before{where}."
    if terms.facilitators:
        yield f"- It is led in turn by {join_and(terms.facilitators)}."


def _is_id(channel: str) -> bool:
    """Whether it is a channel's id in Slack rather than its name: names have no capitals."""
    return channel.isupper()


def _days(days: float) -> str:
    return f"{days:g} {'day' if days == 1 else 'days'}"
