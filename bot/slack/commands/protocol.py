"""`/protocol`: the agreement in plain English, and each rule's page."""

from bot.slack.agreement_view import agreement_page, help_lines, rule_page
from bot.slack.commands.shape import Command, Question, Reply, plain
from bot.slack.text import section

USAGE = "[name of a rule]"


def answer(question: Question) -> Reply:
    """The agreement's first page, or the rule that is named."""
    boards = question.desk.boards_of(question.asker)
    if not boards:
        return plain("You are not a member of any board that I keep.")
    if question.words == "help":
        return Reply("How to use /protocol", [section(help_lines())])
    of = question.desk.context(boards[0])
    if question.words:
        return rule_page(of.agreement, question.words.strip("`").casefold().replace(" ", "-"))
    return agreement_page(of.agreement, of.board, 0)


COMMAND = Command(
    name="protocol",
    summary="The team's agreement in plain English, and each rule's page",
    usage=USAGE,
    answer=answer,
)
