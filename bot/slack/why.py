""" "Why am I seeing this?": the rule, the line of the agreement, the facts, how to be exempt."""

from datetime import datetime

from bot.slack.commands.shape import Reply, plain
from bot.slack.text import Block, context, escape, named, section
from protocol.check import check_card
from protocol.days import dated, day_of
from protocol.finding import Finding
from protocol.rules import RULES_BY_NAME
from protocol.subject import Context

_MOST = 8
_MOST_OF_FACT = 200  # characters


def why_card(of: Context | None, card_id: str) -> Reply:
    """Why the card has a message: each finding with what it rests on."""
    if of is None or of.board.find_card(card_id) is None:
        return plain("That card is no longer on a board that I keep.")
    report = check_card(of, card_id)
    if not report.findings:
        return plain("Nothing is left to settle on that card; what was said of it is withdrawn.")
    blocks: list[Block] = [section(_why(of, finding)) for finding in report.findings[:_MOST]]
    blocks.append(
        context(
            f"To excuse the card from a rule: `/card exempt {report.findings[0].rule} until friday "
            f"because … on {_reference(of, card_id)}`"
        )
    )
    return Reply(f"Why {named(report.findings[0].card)} has a message", blocks)


def _reference(of: Context, card_id: str) -> str:
    """How a command names the card."""
    card = of.board.cards_by_id[card_id]
    return f"#{card.number}" if card.number is not None else "the card"


def _why(of: Context, finding: Finding) -> str:
    rule = RULES_BY_NAME[finding.rule]
    set_here = finding.rule in of.agreement.rules
    where = f"your agreement, `[rules.{finding.rule}]`" if set_here else "the rule's own default"
    facts = "; ".join(
        f"{escape(name.replace('_', ' '))}: {named(str(value), _MOST_OF_FACT)}"
        for name, value in finding.facts.items()
    )
    since = f"\nSince {_spoken_day(finding.since, of)}." if finding.since else ""
    return (
        f"*{named(finding.sentence, 500)}*\n"
        f"Rule `{finding.rule}`: {escape(rule.summary)} Level _{finding.level}_, from {where}.\n"
        f"Facts: {facts or 'none beyond the card itself'}{since}"
    )


def _spoken_day(when: datetime, of: Context) -> str:
    """`Mon 23 Nov 2026` where the team is."""
    return dated(day_of(when, of.zone))
