"""`/card`: a card with its findings and links, found by words, number or address; or one's own."""

from bot.slack.card_view import card_line, card_view
from bot.slack.commands.shape import Command, Question, Reply, age, plain
from bot.slack.text import Block, bullets, context, escape, section
from protocol.check import check_board, check_card
from protocol.subject import Context, Subject
from protocol.words import count_of

USAGE = "[words | address | #number | mine]"
_MOST_FOUND = 10
_MOST_OWN = 15


def answer(question: Question) -> Reply:
    """The card that the words name, a list when they name several, or the asker's own cards."""
    words = question.words
    if words in ("", "help"):
        return _help()
    if words == "mine":
        return _mine(question)
    if not question.desk.boards_of(question.asker):
        return plain("You are not a member of any board that I keep.")
    found = question.desk.search(question.asker, words)
    if not found:
        return plain(
            f"I find no card with “{escape(words)}” on your boards.",
            "Fewer words find more; an address or `#12` names one card; `/card mine` lists yours.",
        )
    if len(found) == 1:
        cards_context, card = found[0]
        subject = Subject(card, cards_context)
        report = check_card(cards_context, card.id)
        return card_view(subject, report, question.now)
    lines = [card_line(Subject(card, of)) for of, card in found]
    text = f"{count_of(len(found), 'card')} with “{escape(words)}”"
    return Reply(text, [section(f"*{text}*\n{bullets(lines, _MOST_FOUND)}"), _small(question)])


def _mine(question: Question) -> Reply:
    """The asker's open cards: what needs them first, then what is next."""
    cards = question.desk.cards_of(question.asker)
    if not cards:
        return plain("You own no open card.", "Cards in ignored lists are left out.")
    counts = _findings(cards)
    cards.sort(key=lambda entry: _urgency(entry[1], counts.get(entry[1].id, 0)))
    lines = [card_line(subject, findings=counts.get(subject.id, 0)) for _, subject in cards]
    text = f"You own {count_of(len(cards), 'open card')}"
    blocks: list[Block] = [section(f"*{text}*\n{bullets(lines, _MOST_OWN)}"), _small(question)]
    return Reply(text, blocks)


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
    oldest = min(board.read_at for board in kept)
    return context(f"{age(oldest, question.now)} · only you see this")


def _help() -> Reply:
    lines = [
        "`/card variant calling` finds cards by words in their titles",
        "`/card #12` or `/card https://trello.com/c/…` shows one card and what is to settle on it",
        "`/card mine` lists your open cards, what needs you first",
    ]
    return Reply("How to use /card", [section(bullets(lines, 10))])


COMMAND = Command(
    name="card",
    summary="A card with what is to settle on it, or your own cards",
    usage=USAGE,
    answer=answer,
)
