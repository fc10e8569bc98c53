"""Words shared by the whole protocol room: roles of lists, levels of rules, nearest names."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Literal, get_args

Role = Literal["inbox", "goals", "ready", "doing", "waiting", "review", "done", "ignored"]
Level = Literal["off", "shadow", "advise", "enforce"]

ROLES: tuple[Role, ...] = get_args(Role)
LEVELS: tuple[Level, ...] = get_args(Level)

# The way of a card through the lists; "from `review` on" means review and what comes after it.
WORK_ORDER: tuple[Role, ...] = ("inbox", "ready", "doing", "waiting", "review", "done")

ROLE_MEANS: dict[Role, str] = {
    "inbox": "ideas and requests that nobody has promised",
    "goals": "what the team wants to reach, and by when",
    "ready": "agreed and prepared; to be started next",
    "doing": "somebody works on it now",
    "waiting": "started, but held up by something outside",
    "review": "done by its owner, to be looked at by another person",
    "done": "finished, with its result on the card",
    "ignored": "left alone by Cardkeeper",
}


def is_from(role: Role | None, first: Role) -> bool:
    """Whether a card in `role` has come as far as `first`; a role off the way is only itself."""
    if role in WORK_ORDER and first in WORK_ORDER:
        return WORK_ORDER.index(role) >= WORK_ORDER.index(first)
    return role == first


def nearest(word: str, known: Iterable[str], count: int = 3, *, alike: float = 0.5) -> list[str]:
    """The known words most like `word`, best first; case does not matter."""
    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), by_folded, n=count, cutoff=alike)
    return [by_folded[name] for name in close]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A clause for an error's sentence: the nearest known names, or all of them when few."""
    names = sorted(known)
    close = nearest(word, names)
    if close:
        return f"did you mean {join_or([repr(name) for name in close])}?"
    if names:
        return f"known are {', '.join(names)}."
    return "none are known here."


def join_and(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return _join(list(words), "and")


def join_or(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return _join(list(words), "or")


def _join(words: list[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def count_of(number: int, one: str, many: str = "") -> str:
    """`1 card`, `2 cards`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def times(number: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number) or count_of(number, "time")


def first_few(words: Sequence[str], most: int) -> list[str]:
    """The words, and of a long list the first ones and `5 more`; one more than `most` is no long
    list."""
    if len(words) <= most + 1:
        return list(words)
    return [*words[:most], f"{len(words) - most:,} more"]


def figure(number: float) -> str:
    """A number as people write it: no needless decimals."""
    return f"{number:.1f}".removesuffix(".0")
