"""The agreement in Slack: pages of plain English, and one page for each rule."""

import re

from bot.slack.commands.shape import Reply
from bot.slack.modals.shape import option, select
from bot.slack.text import (
    Block,
    actions,
    bullets,
    button,
    context,
    cut,
    entities,
    escape,
    header,
    section,
)
from protocol.agreement import Agreement
from protocol.board import Board
from protocol.english import agreement_in_english
from protocol.rules import RULES, RULES_BY_NAME
from protocol.words import did_you_mean

PAGE, RULE = "protocol_page", "protocol_rule"
_SECTION = 2900
_PAGE = 3000  # signs on one page: about a screen
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"(?<![\w*])\*([^*\n]+?)\*(?![\w*])")


def agreement_page(agreement: Agreement, board: Board | None, page: int) -> Reply:
    """One page of the agreement with buttons to the others, and a choice of the rules."""
    text = agreement_in_english(agreement, board)
    title, parts = _parts(text)
    pages = _pages(parts)
    page = min(max(0, page), len(pages) - 1)
    blocks: list[Block] = [header(title)]
    for heading, body in pages[page]:
        blocks += [section(piece) for piece in _pieces(heading, body)]
    elements: list[Block] = []
    if page > 0:
        elements.append(button("Back", f"{PAGE}_back", value=str(page - 1)))
    if page + 1 < len(pages):
        elements.append(button("Next page", f"{PAGE}_next", value=str(page + 1)))
    rules = [option(rule.name, rule.name) for rule in RULES]
    elements.append({**select(rules, placeholder="Read one rule"), "action_id": RULE})
    blocks.append(actions(elements))
    blocks.append(context(f"Page {page + 1} of {len(pages)} · only you see this"))
    return Reply(f"{escape(cut(title, 200))}, page {page + 1} of {len(pages)}", blocks)


def rule_page(agreement: Agreement, name: str) -> Reply:
    """What one rule checks, why, and what the team has set; or the nearest names."""
    rule = RULES_BY_NAME.get(name)
    if rule is None:
        hint = escape(did_you_mean(name, RULES_BY_NAME))
        text = f"There is no rule '{escape(cut(name, 100))}'; {hint}"
        return Reply(text, [section(text)])
    level = agreement.level_of(rule.name, rule.level)
    where = "the agreement" if rule.name in agreement.rules else "the rule's own default"
    blocks: list[Block] = [header(rule.name), section(f"Level _{level}_, by {where}.")]
    for heading, body in _sections(rule.page):
        blocks += [section(piece) for piece in _pieces(heading, body)]
    blocks.append(actions([button("The whole agreement", f"{PAGE}_all", value="0")]))
    return Reply(f"The rule {rule.name}: {escape(rule.summary)}", blocks)


def _parts(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The title and the parts below it, as headings with their text in mrkdwn."""
    first, *rest = text.split("\n## ")
    title, _, lead = first.partition("\n")
    parts = [("", _mrkdwn(lead.strip()))]
    for part in rest:
        heading, _, body = part.partition("\n")
        parts.append((heading.strip(), _mrkdwn(body.strip())))
    return title.removeprefix("# ").strip(), [part for part in parts if part[1]]


def _pages(parts: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    pages: list[list[tuple[str, str]]] = [[]]
    room = _PAGE
    for heading, body in parts:
        for number, piece in enumerate(_pieces("", body)):
            if pages[-1] and len(piece) > room:
                pages.append([])
                room = _PAGE
            pages[-1].append((f"{heading}, continued" if heading and number else heading, piece))
            room -= len(piece)
    return pages


def _pieces(heading: str, body: str) -> list[str]:
    """The text under its heading, in as many sections as Slack's limit asks for."""
    pieces = [f"*{escape(heading)}*"] if heading else [""]
    for line in body.splitlines():
        line = cut(line, _SECTION - 200)
        if len(pieces[-1]) + len(line) > _SECTION:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]}\n{line}" if pieces[-1] else line
    return [piece for piece in pieces if piece.strip()]


def _sections(page: str) -> list[tuple[str, str]]:
    """A rule's page by its headings, which are underlined with dashes."""
    found: list[tuple[str, list[str]]] = [("", [])]
    lines = page.strip().splitlines()
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if below and set(below.strip()) == {"-"} and len(below.strip()) >= 3:
            found.append((line.strip(), []))
        elif not (line.strip() and set(line.strip()) == {"-"}):
            found[-1][1].append(line)
    return [(heading, _mrkdwn(_joined(body))) for heading, body in found if _joined(body)]


def _joined(lines: list[str]) -> str:
    """Paragraphs on one line each: Slack keeps every line break."""
    text = re.sub(r"(?<!\n)\n(?![\n\-*\s])", " ", "\n".join(lines).strip())
    return re.sub(r"\n{2,}", "\n", text)


def _mrkdwn(text: str) -> str:
    """Markdown as Slack's mrkdwn: what is bold, slanted and listed."""
    told = []
    for line in text.splitlines():
        plain = entities(line)
        plain = _BOLD.sub("\x00\\1\x00", plain)
        plain = _ITALIC.sub("_\\1_", plain).replace("\x00", "*")
        indent = len(plain) - len(plain.lstrip())
        if plain.lstrip().startswith("- "):
            plain = f"\u2003◦ {plain.lstrip()[2:]}" if indent else f"• {plain[2:]}"
        told.append(plain)
    return "\n".join(told)


def help_lines() -> str:
    """How the command is used."""
    return bullets(
        [
            "`/protocol` reads the agreement aloud, in plain English",
            (
                "`/protocol owner-missing` shows the page of one rule: why it is there, how to "
                "resolve it, how to be exempt"
            ),
        ],
        5,
    )
