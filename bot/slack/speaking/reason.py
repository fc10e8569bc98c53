""" "Why am I seeing this?" on every message that nobody asked for, and the answer to it."""

from typing import Any

from bot.slack.commands.shape import Reply, plain
from bot.slack.speaking.kinds import KINDS_BY_NAME, Kind
from bot.slack.text import MOST_BLOCKS, Block, actions, bullets, button, context, escape, section
from protocol.agreement import Agreement
from protocol.digest import Digest
from protocol.rules import RULES_BY_NAME

WHY_SAID = "why_said"
WHY = "Why am I seeing this?"
_ANSWERED_ELSEWHERE = "why_card"  # a card's own button tells the rule and the facts as well
_MOST_RULES = 8
_ASKED = "You asked for this message on my Home tab; it is not your daily one."


def with_why(message: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """The message with the question on it; the last row of buttons takes it in."""
    blocks: list[Block] = list(message.get("blocks") or [])
    asked = {
        element.get("action_id")
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
    }
    if asked & {WHY_SAID, _ANSWERED_ELSEWHERE}:
        return message
    question = button(WHY, WHY_SAID, value=kind.name)
    last = blocks[-1] if blocks else {}
    if last.get("type") == "actions" and "block_id" not in last:  # a row with an id is a card's
        row = actions([*last["elements"], question])
        return {**message, "blocks": [*blocks[:-1], row]}
    return {**message, "blocks": [*blocks[: MOST_BLOCKS - 1], actions([question])]}


def why_said(
    name: str, agreement: Agreement, digest: Digest | None, *, asked: bool = False
) -> Reply:
    """Why a message of this kind was said; for a digest, also the rules behind it."""
    kind = KINDS_BY_NAME.get(name)
    if kind is None:
        return plain("I no longer know why I said that; I am sorry.")
    because = _ASKED if asked else kind.because
    blocks: list[Block] = [section(because)]
    rules = dict.fromkeys(point.rule for point in digest.points) if digest else {}
    if rules:
        lines = []
        for rule in rules:
            level = agreement.level_of(rule, RULES_BY_NAME[rule].level)
            lines.append(f"`{rule}` (_{level}_): {escape(RULES_BY_NAME[rule].summary)}")
        blocks.append(section(f"*The rules behind it*\n{bullets(lines, _MOST_RULES)}"))
    if kind.is_daily or kind.name == "needs-you-now":
        blocks.append(
            context("When and how you hear from me is yours to choose: Home tab, *Preferences*.")
        )
    blocks.append(
        context(
            f"The team switches this kind of message off with `{kind.switch} = false` under "
            "`[slack]` in its agreement."
        )
    )
    return Reply(because, blocks)
