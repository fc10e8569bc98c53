"""`/card`: a card with its findings and links, found by words, number or address; what can be
asked for a card; or one's own cards.

The first word may be a sub-command. Every other word is a search, so that a card is found also
when its title begins like one.
"""

from collections.abc import Callable

from bot.slack.card_reply import card_reply
from bot.slack.card_view import card_choice, card_line
from bot.slack.commands.card_asks import exempt, link, no_card, why
from bot.slack.commands.card_me import me
from bot.slack.commands.card_repo import HOW as HOW_REPO
from bot.slack.commands.card_repo import repo
from bot.slack.commands.shape import Command, Question, Reply, age, plain
from bot.slack.modals.new_card import open_new_card
from bot.slack.text import Block, bullets, context, escape, section
from protocol.check import check_board
from protocol.subject import Context, Subject
from protocol.words import count_of, join_or, nearest

USAGE = "[words | address | #number | mine | new | why | link | repo | exempt | me | help]"
_MOST_FOUND = 10
_MOST_OWN = 15
_REALLY_NEAR = 0.65  # two letters of four are chance


def answer(question: Question) -> Reply | None:
    """What the sub-command says; else the card that the words name, or a list of several."""
    first, _, rest = question.words.partition(" ")
    if not question.words:
        return _help(question)
    known = _WORDS.get(first.casefold())
    if known is not None:
        found = known(question, rest.strip())
        if found is not _SEARCH:
            return found
    return _search(question)


def _search(question: Question) -> Reply:
    words = question.words
    if not question.desk.boards_of(question.asker):
        return plain("You are not a member of any board that I keep.")
    found = question.desk.search(question.asker, words)
    if not found:
        first, _, rest = words.partition(" ")
        wrong = _WRONG.get(first.casefold()) if rest.strip() else None
        return plain(wrong(rest.strip()) if wrong else no_card(words), _hint(words))
    if len(found) == 1:
        cards_context, card = found[0]
        return card_reply(question.tools, question.asker, cards_context, card, question.now)
    subjects = [Subject(card, of) for of, card in found]
    text = f"{count_of(len(found), 'card')} with “{escape(words)}”"
    lines = [card_line(subject) for subject in subjects[:_MOST_FOUND]]
    if len(subjects) > _MOST_FOUND:
        lines[-1] += f"\n_and {len(subjects) - _MOST_FOUND} more_"
    blocks: list[Block] = [section(f"*{text}*\n{bullets(lines, _MOST_FOUND)}")]
    return Reply(text, [*blocks, card_choice(subjects), _small(question)])


def _hint(words: str) -> str:
    """The nearest sub-command for what looks like one, else how a search finds more."""
    first = words.split()[0].casefold()
    if first in _HOW:
        return f"It is written so: {_HOW[first]}."
    close = nearest(first, _WORDS, alike=_REALLY_NEAR)
    if close:
        return f"Did you mean {join_or(f'`/card {word}`' for word in close)}?"
    return "Fewer words find more; an address or `#12` names one card; `/card mine` lists yours."


def _mine(question: Question, rest: str) -> Reply | None:
    """The asker's open cards: what needs them first, then what is next."""
    if rest:
        return _SEARCH
    cards = question.desk.cards_of(question.asker)
    if not cards:
        return plain("You own no open card.", "Cards in ignored lists are left out.")
    counts = _findings(cards)
    cards.sort(key=lambda entry: _urgency(entry[1], counts.get(entry[1].id, 0)))
    ended = [s for _, s in cards if s.role == "done" and not counts.get(s.id)]
    shown = [subject for _, subject in cards if subject not in ended]
    lines = [card_line(subject, findings=counts.get(subject.id, 0)) for subject in shown]
    text = f"You own {count_of(len(shown), 'open card')}"
    blocks: list[Block] = [section(f"*{text}*\n{bullets(lines, _MOST_OWN)}".rstrip())]
    if ended:
        blocks.append(context(f"and {count_of(len(ended), 'card')} done, with nothing to settle"))
    blocks.append(card_choice([subject for _, subject in cards], "Show one of your cards"))
    return Reply(text, [*blocks, _small(question)])


def _findings(cards: list[tuple[Context, Subject]]) -> dict[str, int]:
    """How many findings each card has, each board judged once."""
    counts: dict[str, int] = {}
    for board_context in {id(of): of for of, _ in cards}.values():
        for finding in check_board(board_context).findings:
            counts[finding.card_id] = counts.get(finding.card_id, 0) + 1
    return counts


def _urgency(subject: Subject, findings: int) -> tuple[bool, bool, bool, float]:
    due = subject.card.due
    return (
        not subject.is_overdue,
        not findings,
        subject.role == "done",
        due.timestamp() if due else float("inf"),
    )


def _small(question: Question) -> Block:
    kept = question.desk.boards_of(question.asker)
    oldest = min(board.as_of for board in kept)
    return context(f"{age(oldest, question.now)} · only you see this")


def _new(question: Question, rest: str) -> Reply | None:
    return open_new_card(question.tools, question.asker, question.place, title=rest)


def _why(question: Question, rest: str) -> Reply | None:
    return why(question, rest) or _SEARCH


def _link(question: Question, rest: str) -> Reply | None:
    return link(question, rest) or _SEARCH


def _repo(question: Question, rest: str) -> Reply | None:
    return repo(question, rest) or _SEARCH


def _exempt(question: Question, rest: str) -> Reply | None:
    return exempt(question, rest) or _SEARCH


def _me(question: Question, rest: str) -> Reply | None:
    return _SEARCH if rest else me(question)


def _help(_question: Question, rest: str = "") -> Reply:
    if rest:
        return _SEARCH
    lines = [
        "`/card variant calling` finds cards by words in their titles",
        (
            "`/card #12` or `/card https://trello.com/c/…` shows one card, what is to settle on it "
            "and buttons to settle it"
        ),
        "`/card mine` lists your open cards, what needs you first",
        "`/card new` makes a card that keeps the agreement",
        "`/card why #12` says which rules a card breaks, and by which facts",
        "`/card link https://… #12` ties a run, a pull request or a report to a card",
        HOW_REPO,
        "`/card exempt due-missing until friday because … on #12` excuses a card from a rule",
        "`/card me` says who you are on Trello, or ties you to your account",
    ]
    return Reply("How to use /card", [section(bullets(lines, 10))])


_WRONG: dict[str, Callable[[str], str]] = {  # what is wrong with the words behind each
    "link": lambda rest: f"There is no address in “{escape(rest)}”; one begins with https://.",
    "exempt": lambda rest: f"There is no rule '{escape(rest.split()[0])}'.",
    "why": no_card,
    "repo": lambda rest: f"I cannot do “{escape(rest)}” with a repository; I can make a new one.",
}
_HOW = {  # the form of those whose words were taken as a search
    "link": "`/card link https://… #12`",
    "exempt": "`/card exempt RULE until friday because … on #12`",
    "why": "`/card why #12`",
    "repo": "`/card repo new NAME on #12`",
}
_SEARCH = Reply("", [])  # a sub-command says by it that the words are a search after all
_WORDS: dict[str, Callable[[Question, str], Reply | None]] = {
    "mine": _mine,
    "new": _new,
    "why": _why,
    "link": _link,
    "repo": _repo,
    "exempt": _exempt,
    "me": _me,
    "help": _help,
}

COMMAND = Command(
    name="card",
    summary="A card with what is to settle on it, your own cards, or a new one",
    usage=USAGE,
    answer=answer,
)
