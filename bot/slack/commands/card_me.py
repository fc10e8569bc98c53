"""`/card me`: who the asker is on Trello, and the way to say so where nothing tells it."""

from bot.slack.commands.shape import Question, Reply, Stranger, plain
from bot.slack.modals.shape import option, select
from bot.slack.text import Block, actions, button, context, escape, section

TIE_NAME, TIE_CHOICE, UNTIE = "tie_name", "tie_choice", "tie_undo"


def me(question: Question) -> Reply:
    """Who the asker is, and by what that is known."""
    asker, tools = question.asker, question.tools
    text = f"You are *{escape(asker.name)}* (@{escape(asker.trello)}) on Trello."
    if tools.roster.tied_to(asker.slack_id):
        undo = button("That is not me", UNTIE, value=asker.slack_id)
        return Reply(text, [section(text), context("You said so yourself."), actions([undo])])
    return plain(text, "The agreement says so, by your Slack account or your e-mail address.")


def who_are_you(stranger: Stranger) -> Reply:
    """The question who somebody is: their own name proposed, else the members nobody is tied to."""
    tools, slack_id = stranger.tools, stranger.place.user_id
    free = tools.roster.free()
    text = "I do not know yet who you are on Trello, so I cannot show you cards."
    if not free:
        return plain(
            text,
            "Every member of the boards is tied to somebody. If you are one of them, ask a team "
            f'lead to put `slack = "{escape(slack_id)}"` under your name in the agreement.',
        )
    blocks: list[Block] = [section(text)]
    proposed = tools.roster.proposed(slack_id)
    if proposed is not None:
        who = f"*{escape(proposed.name)}* (@{escape(proposed.trello)})"
        blocks.append(section(f"Are you {who}?"))
        blocks.append(
            actions([button("Yes, that is me", TIE_NAME, proposed.trello, style="primary")])
        )
    options = [option(f"{each.name} (@{each.trello})", each.trello[:150]) for each in free]
    choice = {**select(options, placeholder="Choose yourself"), "action_id": TIE_CHOICE}
    blocks.append(actions([choice]))
    blocks.append(context("Listed are members nobody is tied to yet. The team's leads are told."))
    return Reply(text, blocks)
