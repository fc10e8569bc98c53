"""`/agenda`: the coming meeting as it stands now, from what changed since the last one."""

from bot.slack.agenda_view import agenda_message
from bot.slack.commands.shape import Command, Question, Reply, age, plain
from bot.slack.text import Block, context
from protocol.agenda import agenda
from protocol.agreement import fold
from protocol.meeting import meeting_before, next_meeting

USAGE = "[name of a board]"


def answer(question: Question) -> Reply:
    """The agenda of the asker's board, or of the board that the words name."""
    boards = question.desk.boards_of(question.asker)
    if not boards:
        return plain("You are not a member of any board that I keep.")
    if question.words == "help":
        return plain(
            "`/agenda` shows the coming meeting as it stands: what is done, carried over, coming "
            "and held up since the last one. With several boards, add a board's name."
        )
    wanted = fold(question.words)
    named = [kept for kept in boards if not wanted or wanted in fold(kept.board.name)]
    kept = (named or boards)[0]
    of = question.desk.context(kept)
    meeting = next_meeting(of.agreement, question.now)
    message = agenda_message(agenda(of, meeting_before(of.agreement, meeting)), meeting)
    blocks: list[Block] = message["blocks"]
    blocks.append(context(f"{age(kept.read_at, question.now)} · only you see this"))
    return Reply(message["text"], blocks)


COMMAND = Command(
    name="agenda",
    summary="The weekly meeting as it stands now",
    usage=USAGE,
    answer=answer,
)
