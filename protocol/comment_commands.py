"""Commands in a card's comments: `@cardkeeper exempt owner-missing until friday because ...`.

A command is answered once, by a comment of the bot that ends with the command's own mark. So the
card itself says what was answered: nothing is done twice when the database is lost.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from protocol.board import Card, Comment
from protocol.check import Report
from protocol.exempting import excused_in_words, exempting, read_exemption
from protocol.links import trim_url, urls_in
from protocol.rule import Change
from protocol.rules import RULES_BY_NAME
from protocol.speech import who_can_act
from protocol.subject import Context
from protocol.words import did_you_mean, join_and

VERBS = ("exempt", "fix", "link", "why", "help")

_HELP = (
    "I understand: `exempt RULE until FRIDAY because ...`, `why`, `fix` (what is safe to put "
    "right) and `link ADDRESS`."
)


class Answered(Struct, frozen=True):
    """What follows from a command: changes to the card, and the reply that says so."""

    reply: str
    changes: tuple[Change, ...] = ()
    why: str = ""


def unanswered(card: Card, bot_id: str, bot_name: str) -> Iterator[tuple[Comment, str]]:
    """Commands on the card that no comment of the bot answers yet, oldest first, without the
    bot's name; quoted lines and the bot's own comments are no commands."""
    called = re.compile(rf"^\s*@{re.escape(bot_name)}\b[:,]?\s*(.*)", re.IGNORECASE | re.DOTALL)
    answers = "\n".join(c.text for c in card.comments if c.member_id == bot_id)
    for comment in sorted(card.comments, key=lambda comment: comment.written):
        found = called.match(comment.text)
        if found and comment.member_id != bot_id and mark_of(comment) not in answers:
            yield comment, found[1].strip()


def mark_of(comment: Comment) -> str:
    """What an answer to this comment ends with."""
    return f"(re {comment.id[-8:]})"


def answer(words: str, comment: Comment, context: Context, card: Card, report: Report) -> Answered:
    """What a command asks for; anything that is not understood is answered with what would be.

    Only a member of the board who may write is obeyed.
    """
    member = context.board.members_by_id.get(comment.member_id)
    name = f"@{member.username} " if member and member.username else ""
    mark = f"\n\n{mark_of(comment)}"
    if member is None or not member.active or member.is_observer:
        return Answered(f"{name}Only members of this board can ask me for that.{mark}")
    verb, _, rest = words.partition(" ")
    known = _ANSWERS.get(verb.casefold().rstrip(":"))
    if known is None:
        hint = did_you_mean(verb, VERBS) if verb else ""
        said = f"I do not know '{verb}'; {hint} {_HELP}" if verb else _HELP
        return Answered(f"{name}{said}{mark}")
    found = known(rest.strip(), comment, context, card, report)
    return Answered(f"{name}{found.reply}{mark}", found.changes, found.why)


def _exempt(rest: str, comment: Comment, context: Context, card: Card, report: Report) -> Answered:
    wanted = read_exemption(rest, context, tuple(finding.rule for finding in report.findings))
    if isinstance(wanted, str):
        return Answered(wanted)
    member = context.board.members_by_id[comment.member_id]
    return Answered(
        excused_in_words(wanted),
        (exempting(card, wanted, member),),
        f"{member.name} asked to excuse the card from {wanted.rule}",
    )


def _why(_rest: str, _comment: Comment, context: Context, _card: Card, report: Report) -> Answered:
    if not report.findings:
        return Answered("Nothing is to settle on this card.")
    lines = []
    for finding in report.findings:
        rule = RULES_BY_NAME[finding.rule]
        where = "the agreement" if rule.name in context.agreement.rules else "the rule's default"
        facts = ", ".join(f"{name} {value}" for name, value in finding.facts.items())
        since = f"; so since {finding.since:%d %B %Y}" if finding.since else ""
        lines.append(
            f"- `{rule.name}` ({finding.level}, by {where}): {rule.summary} "
            f"{finding.sentence} Facts: {facts or 'the card itself'}{since}. "
            f"Can act: {who_can_act(finding)}."
        )
    return Answered("\n".join(["Here is why:", *lines]))


def _fix(rest: str, _comment: Comment, _context: Context, _card: Card, report: Report) -> Answered:
    wanted = rest.split()[0].lower() if rest else ""
    fixable = [
        f for f in report.findings
        if f.fix and (f.rule == wanted or (not wanted and f.fix.safe))
    ]  # fmt: skip
    if not fixable:
        asking = [f.rule for f in report.findings if f.fix]
        more = f" These can be asked for by name: {join_and(asking)}." if asking else ""
        return Answered(f"There is nothing here that I can put right by myself.{more}")
    first = fixable[0]  # one at a time: the next look sees the card as it is after it
    assert first.fix is not None
    return Answered(f"Done: {first.fix.does}", first.fix.changes, f"asked to fix {first.rule}")


def _link(rest: str, _comment: Comment, _context: Context, card: Card, _r: Report) -> Answered:
    found = urls_in(rest)
    if not found:
        return Answered("Say which address: `link https://...`.")
    url = trim_url(found[0])
    if any(attachment.url == url for attachment in card.attachments):
        return Answered("That address is attached already.")
    return Answered("Attached.", (Change("attach", url),), "asked to link an address")


def _help(*_: object) -> Answered:
    return Answered(_HELP)


_ANSWERS = {"exempt": _exempt, "why": _why, "fix": _fix, "link": _link, "help": _help}
