"""What can be asked for one card in words: why, link, exempt.

Each answers None when its words are not of its form: then they are a search. A change is made only
where the words name one card, or the asker has just one that can be meant.
"""

import re
from collections.abc import Callable

from bot.card_actions import Asked, NotDone
from bot.slack.card_reply import card_reply
from bot.slack.card_view import card_choice, card_line
from bot.slack.commands.shape import Question, Reply, plain
from bot.slack.text import Block, bullets, escape, section
from bot.slack.text import link as link_to
from bot.slack.why import why_card
from protocol.check import check_board
from protocol.links import urls_in
from protocol.rules import RULES_BY_NAME
from protocol.subject import Context, Subject
from protocol.words import count_of, did_you_mean, nearest

_ON = re.compile(r"\s+on\s+(?=\S)", re.IGNORECASE)
_MOST_LISTED = 8
_MOST_CARDS = 3  # whose reasons are told at once

Found = tuple[Context, Subject]


def why(question: Question, rest: str) -> Reply | None:
    """Why a card has something to settle; without words, the asker's own cards."""
    if rest:
        found = question.desk.search(question.asker, rest)
        if not found:
            return None
        cards = [(of, Subject(card, of)) for of, card in found]
        return _why(cards[0]) if len(cards) == 1 else _which(cards, rest, "/card why")
    cards = _own(question, "")
    if not cards:
        return plain("Nothing is to settle on your cards.", "`/card why #12` asks of another one.")
    has = f"{count_of(len(cards), 'card')} {'has' if len(cards) == 1 else 'have'}"
    says = f"No card is named; of yours {has} something to settle:"
    blocks: list[Block] = [section(says)]
    for found_card in cards[:_MOST_CARDS]:
        reply = _why(found_card)
        card = found_card[1].card
        blocks += [section(f"*{link_to(card.url, card.title)}*"), *reply.blocks[:-1]]
    left = len(cards) - _MOST_CARDS
    if left > 0:
        blocks.append(card_choice([s for _, s in cards], f"Show one of all {len(cards)}"))
    return Reply(f"Why {count_of(len(cards), 'card')} of yours are spoken of", blocks)


def no_card(words: str) -> str:
    """That no card of the asker's boards is meant by the words."""
    return f"I find no card with “{escape(words)}” on your boards."


def link(question: Question, rest: str) -> Reply | None:
    """Tie an address to a card: `link https://... words of the card`."""
    addresses = urls_in(rest.replace("<", " ").replace(">", " "))
    if not addresses:
        return None if rest else plain("Say which address: `/card link https://… #12`.")
    words = _without_address(rest)
    found = _meant(question, words, "", f"/card link {addresses[0]}")
    if isinstance(found, Reply):
        return found
    return _done(question, found, lambda a: question.tools.actions.link(a, addresses[0]))


def exempt(question: Question, rest: str) -> Reply | None:
    """Excuse a card from a rule: `exempt RULE until friday because ... on words of the card`."""
    if not rest:
        return plain("Say from which rule: `/card exempt RULE until friday because … on #12`.")
    rule = rest.split()[0].casefold()
    if rule == "from" and len(rest.split()) > 1:
        rule = rest.split()[1].casefold()
    if rule not in RULES_BY_NAME:
        if not nearest(rule, RULES_BY_NAME) and " because " not in rest:
            return None
        return plain(f"There is no rule '{escape(rule)}'; {did_you_mean(rule, RULES_BY_NAME)}")
    words, on = rest, ""
    parts = list(_ON.finditer(rest))
    for part in reversed(parts):  # the last "on" that names a card; "because I am on it" does not
        if question.desk.search(question.asker, rest[part.end() :]):
            words, on = rest[: part.start()], rest[part.end() :]
            break
    found = _meant(question, on, rule, f"/card exempt {words} on")
    if isinstance(found, Reply):
        return found
    return _done(question, found, lambda a: question.tools.actions.exempt(a, words))


def _meant(question: Question, words: str, rule: str, ask: str) -> Found | Reply:
    """The one card that is meant, or what to say instead."""
    if words:
        found = [
            (of, Subject(card, of)) for of, card in question.desk.search(question.asker, words)
        ]
        if not found:
            return plain(no_card(words))
        return found[0] if len(found) == 1 else _which(found, words, ask)
    own = _own(question, rule)
    if len(own) == 1:
        return own[0]
    whose = f"{count_of(len(own), 'card')} of yours could be meant" if own else "No card is named"
    return plain(f"{whose}; say which at the end, such as `{escape(ask)} #12`.")


def _own(question: Question, rule: str) -> list[Found]:
    """The asker's cards with findings; with a rule, those that break it."""
    cards = question.desk.cards_of(question.asker)
    broken: set[str] = set()
    for of in {id(of): of for of, _ in cards}.values():
        broken |= {f.card_id for f in check_board(of).findings if not rule or f.rule == rule}
    return [(of, subject) for of, subject in cards if subject.id in broken]


def _which(cards: list[Found], words: str, ask: str) -> Reply:
    lines = [card_line(subject) for _, subject in cards]
    text = f"{count_of(len(cards), 'card')} with “{escape(words)}”: which one?"
    small = f"Nothing was changed. Name one, such as `{escape(ask)} #12`."
    numbers = [s.card.number for _, s in cards if s.card.number is not None]
    if numbers:
        small = small.replace("#12", f"#{numbers[0]}")
    return Reply(text, [section(f"*{text}*\n{bullets(lines, _MOST_LISTED)}"), section(small)])


def _why(found: Found) -> Reply:
    of, subject = found
    return why_card(of, subject.id)


def _done(question: Question, found: Found, act: Callable[[Asked], str]) -> Reply:
    of, subject = found
    asked = Asked(question.asker, of.board.id, subject.id, question.place.key)
    try:
        says = act(asked)
    except NotDone as reason:
        return plain(escape(str(reason)), f"On {escape(subject.title)}.")
    kept = next(k for k in question.desk.boards_of(question.asker) if k.board.id == of.board.id)
    fresh = question.desk.context(kept)
    card = fresh.board.cards_by_id.get(subject.id, subject.card)
    return card_reply(question.tools, question.asker, fresh, card, question.now, says)


def _without_address(rest: str) -> str:
    """The words beside the first address; Slack may mark it as `<https://...|shown>`."""
    marked = re.sub(r"<https?://[^>]*>|https?://\S+", " ", rest, count=1)
    return " ".join(marked.split())
