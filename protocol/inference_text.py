"""The draft of an agreement as `protocol.toml`, with a comment on each guess."""

from collections.abc import Iterator

from protocol.agreement import fold
from protocol.inference import Draft
from protocol.inferred_labels import TELLS_NOTHING, LabelGuess
from protocol.inferred_lists import ListGuess
from protocol.toml_writing import toml_comment, toml_key, toml_text, toml_value
from protocol.words import ROLE_MEANS, count_of, first_few, join_and

_IDLE_LABELS = 6  # named of those that no open card carries
_FEW_KINDS = 0.5  # with kinds on fewer of the cards in play, asking for them would be noise


def draft_text(draft: Draft, day: str) -> str:
    """The text of a first `protocol.toml`; it always loads, whatever the board's names hold.

    `day` says when the guesses were made.
    """
    blocks = [
        _head(draft, day),
        list(_lists(draft)),
        list(_labels(draft)),
        list(_kinds(draft)),
        list(_annotations(draft)),
        list(_rules(draft)),
        list(_people(draft)),
        list(_meeting()),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _head(draft: Draft, day: str) -> list[str]:
    return [
        toml_comment(f"The agreement of the team for the board '{draft.board}': a first draft."),
        f"# 'cardkeeper init' guessed it from the board on {day}. Every guess has its reason",
        "# beside it. Read it aloud in the team and change what is wrong; then",
        "#   cardkeeper protocol --protocol protocol.toml           says it in plain English,",
        "#   cardkeeper check BOARD.json --protocol protocol.toml   says which cards break it.",
        "",
        f"name = {toml_text(draft.board)}",
        "version = 1",
        'timezone = "UTC"  # an export does not tell it: write yours, such as "Europe/Berlin"',
    ]


def _lists(draft: Draft) -> Iterator[str]:
    yield "# What the lists mean, from left to right. The roles:"
    for role, means in ROLE_MEANS.items():
        yield f"#   {role:<8} {means}"
    yield "# The id beside a name lets Cardkeeper recognise the list when it is renamed."
    yield "[lists]"
    for guess in draft.lists:
        yield _list(guess)


def _list(guess: ListGuess) -> str:
    key = toml_text(guess.name)
    if guess.role is None:
        return f"{toml_comment(f'{key} has no role yet:')} {_aside(guess.why)}"
    if guess.by_day:
        return f"{toml_comment(f'{key} is left to the day in its name:')} {_aside(guess.why)}"
    terms: dict[str, object] = {"role": guess.role}
    if guess.wip:
        terms["wip"] = guess.wip
    if len(guess.ids) == 1 and guess.ids[0]:
        terms["id"] = guess.ids[0]
    return f"{key} = {toml_value(terms)}  {toml_comment(guess.why)}"


def _labels(draft: Draft) -> Iterator[str]:
    states = [guess for guess in draft.labels if guess.means == "state"]
    if states:
        yield "# Labels that tell a card's state; they outweigh the role of its list."
        yield "[labels]"
    for guess in states:
        terms: dict[str, object] = {"role": guess.role} if guess.role else {}
        if guess.blocked:
            terms["blocked"] = True
        if guess.id:
            terms["id"] = guess.id
        reason = f"{guess.why}; on {count_of(guess.cards, 'open card')}"
        yield f"{toml_text(guess.name)} = {toml_value(terms)}  {toml_comment(reason)}"


def _kinds(draft: Draft) -> Iterator[str]:
    kinds = [guess for guess in draft.labels if guess.means == "kind"]
    if kinds:
        yield "# Kinds of cards, each told by a label. What a kind must carry is yours to add:"
        yield '#   sections.ready = ["Question", "Data"]   links.review = ["run"]   estimate = 2'
    else:
        yield "# No label's name tells a kind of card. To tell kinds by labels:"
        yield "#   [kinds.analysis]"
        yield '#   label = "Analysis"'
        yield '#   means = "a question that is answered from data"'
    for guess in kinds:
        yield from _kind(guess)
    yield from _other_labels(draft)


def _kind(guess: LabelGuess) -> Iterator[str]:
    reason = f"{guess.why}; on {count_of(guess.cards, 'open card')}"
    yield f"[kinds.{toml_key(fold(guess.name))}]"
    yield f"label = {toml_text(guess.name)}  {toml_comment(reason)}"
    if guess.description:
        yield f"means = {toml_text(guess.description)}  # a guess: say it in the team's words"
    if guess.horizon:
        yield f"horizon = {toml_text(guess.horizon)}  # so its cards are goals, not work"


def _other_labels(draft: Draft) -> Iterator[str]:
    alone = [guess for guess in draft.labels if guess.means not in ("kind", "state", "nameless")]
    if alone:
        yield "# Labels that are left alone:"
    idle = [guess for guess in alone if not guess.cards and guess.why == TELLS_NOTHING]
    for guess in alone:
        if guess not in idle:
            on = f"on {count_of(guess.cards, 'open card')}"
            yield toml_comment(f"  {toml_text(guess.name)}: {guess.why}; {on}")
    if idle:
        names = first_few([toml_text(guess.name) for guess in idle], _IDLE_LABELS)
        yield toml_comment(f"  on no open card, and telling nothing: {join_and(names)}")
    nameless = sum(guess.means == "nameless" for guess in draft.labels)
    if nameless:
        yield "# Labels without a name tell nothing here: give them names on the board."


def _annotations(draft: Draft) -> Iterator[str]:
    yield "[annotations]"
    for key, guess in (("estimate_field", draft.estimate), ("goal_field", draft.goal)):
        if guess.name:
            yield f"{key} = {toml_text(guess.name)}  {toml_comment(guess.why)}"
        else:
            yield f"{toml_comment(f'{key} is not set:')} {_aside(guess.why)}"
    marks = draft.titles_with_mark
    why = f"{count_of(marks, 'open card ends', 'open cards end')} in such a mark"
    yield f"estimate_mark = true  # '(3)' in a title means 3 days; {why}"


def _rules(draft: Draft) -> Iterator[str]:
    kinds = any(guess.means == "kind" for guess in draft.labels)
    yield "# Levels of rules: off, shadow (counts silently), advise, enforce."
    yield "# 'cardkeeper rules' lists the rules, 'cardkeeper explain RULE' shows one."
    if kinds and draft.cards_with_kind < _FEW_KINDS * draft.cards_in_play:
        told = f"{draft.cards_with_kind:,} of {count_of(draft.cards_in_play, 'card')} in play"
        yield "[rules]"
        yield f'kind-missing = "shadow"  # only {told} have a kind: asking for it would be noise'


def _people(draft: Draft) -> Iterator[str]:
    if draft.people:
        yield "# The people, by the name that Cardkeeper uses for them. Also: slack, email,"
        yield '# capacity = 4 (days a week), away = ["2026-12-20..2027-01-02"], timezone, hours.'
    for guess in draft.people:
        yield f"[people.{toml_key(guess.name)}]"
        yield f"trello = {toml_text(guess.trello)}"
        if guess.lead:
            yield f"lead = true  {toml_comment(guess.why)}"


def _meeting() -> Iterator[str]:
    yield "# The weekly meeting; the board does not tell when it is."
    yield "[meeting]"
    yield 'weekday = "monday"'
    yield 'time = "10:00"'


def _aside(text: str) -> str:
    """The text as the end of a comment line."""
    return toml_comment(text).removeprefix("# ")
