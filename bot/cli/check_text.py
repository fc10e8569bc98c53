"""The findings of a board as text for a terminal."""

from collections.abc import Iterator

from bot.cli.check_words import excuse, heading, place, remarks, summary, who
from bot.cli.output import bold, dim, paragraph
from protocol.check import Report, by_card
from protocol.finding import Finding
from protocol.render.plain_text import one_line
from protocol.subject import Context


def check_text(context: Context, report: Report, *, verbose: bool) -> str:
    """The whole report; `verbose` adds what is excused, in shadow and in grace, card by card."""
    blocks = [bold(heading(context))]
    blocks += _cards(context, report.findings)
    if verbose:
        blocks += _section(context, "In shadow: counted, not spoken", report.shadow)
        blocks += _section(context, "In grace: touched moments ago", report.in_grace)
        blocks += list(_excused(context, report))
    blocks += [paragraph(remark) for remark in remarks(context)]
    blocks.append("\n".join(paragraph(line) for line in summary(report)))
    return "\n\n".join(blocks)


def _section(context: Context, title: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    if findings:
        yield bold(f"=== {title} ===")
        yield from _cards(context, findings)


def _cards(context: Context, findings: tuple[Finding, ...]) -> Iterator[str]:
    """One block per card, under a line for each list."""
    before = ""
    for _, of_card in by_card(findings):
        first = of_card[0]
        lines = []
        if (where := place(first, context)) != before:
            lines += [f"--- {bold(where)} ---", ""]
            before = where
        if first.card_id:
            lines.append(bold(one_line(first.card)))
            lines += [dim(f"  {first.card_url}")] if first.card_url else []
        for finding in of_card:
            lines += _finding(finding)
        yield "\n".join(lines)


def _finding(finding: Finding) -> Iterator[str]:
    level = " (enforced)" if finding.level == "enforce" else ""
    yield paragraph(f"{finding.rule}{level}: {one_line(finding.sentence)}", "  ", "    ")
    yield paragraph(f"{one_line(finding.resolve)} Who can: {who(finding)}.", "    -> ", "       ")


def _excused(context: Context, report: Report) -> Iterator[str]:
    if report.excused:
        yield bold("=== Excused ===")
    for entry in report.excused:
        finding = entry.finding
        told = f"{one_line(finding.card)}: {one_line(finding.sentence)}"
        yield "\n".join(
            (
                paragraph(f"{finding.rule}: {told}", "", "  "),
                paragraph(excuse(entry, context), "  ", "  "),
            )
        )
