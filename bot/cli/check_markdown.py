"""The findings of a board as Markdown, for a pull request, a wiki or a mail."""

from collections.abc import Iterator

from bot.cli.check_words import excuse, heading, place, remarks, summary, who
from protocol.check import Report, by_card
from protocol.finding import Finding
from protocol.render.agenda_markdown import linked, plain
from protocol.render.plain_text import one_line
from protocol.subject import Context


def check_markdown(context: Context, report: Report, *, verbose: bool) -> str:
    """The whole report: the summary first, then the findings by list and card."""
    lines = [f"# {plain(heading(context))}", ""]
    lines += [plain(line) + "\n" for line in (*summary(report), *remarks(context))]
    lines += _cards(context, report.findings, "##")
    if verbose:
        lines += _section(context, "In shadow: counted, not spoken", report.shadow)
        lines += _section(context, "In grace: touched moments ago", report.in_grace)
        lines += _excused(context, report)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(context: Context, title: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    if findings:
        yield f"## {title}\n"
        yield from _cards(context, findings, "###")


def _cards(context: Context, findings: tuple[Finding, ...], level: str) -> Iterator[str]:
    before = ""
    for _, of_card in by_card(findings):
        first = of_card[0]
        if (where := place(first, context)) != before:
            yield f"{level} {plain(where)}\n"
            before = where
        if first.card_id:
            yield f"- **{linked(one_line(first.card), first.card_url)}**"
        indent = "  " if first.card_id else ""
        for finding in of_card:
            level_word = " (enforced)" if finding.level == "enforce" else ""
            said = f"`{finding.rule}`{level_word}: {plain(one_line(finding.sentence))}"
            can = f"{plain(one_line(finding.resolve))} Who can: {plain(who(finding))}."
            yield f"{indent}- {said}  \n{indent}  *To resolve:* {can}"
        yield ""


def _excused(context: Context, report: Report) -> Iterator[str]:
    if report.excused:
        yield "## Excused\n"
    for entry in report.excused:
        finding = entry.finding
        told = f"{linked(one_line(finding.card), finding.card_url)}: `{finding.rule}`"
        yield f"- {told}, {plain(excuse(entry, context))}. {plain(one_line(finding.sentence))}"
