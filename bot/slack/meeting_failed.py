"""What came out of a meeting and could not be done on Trello: said, with what asks for it again."""

from bot.slack.text import Block, actions, bullets, button, escape, named, section
from protocol.meeting_life import MeetingState, Outcome

AGAIN = "meeting_again"
_MOST_ASKED = 3  # outcomes with buttons of their own
_MOST_LINES = 12


def failed_blocks(state: MeetingState) -> list[Block]:
    """Each outcome that failed with why, and the buttons that try it again or change it."""
    failed = [outcome for outcome in state.outcomes if outcome.failed]
    blocks: list[Block] = []
    for number, outcome in enumerate(failed[:_MOST_ASKED]):
        told = f"*Not done on Trello:* {named(outcome.text, 300)}\n{escape(outcome.failed)}"
        blocks += [section(told), actions(_buttons(state, outcome, number))]
    rest = [f"{named(o.text, 300)}: {escape(o.failed)}" for o in failed[_MOST_ASKED:]]
    rest += [escape(why) for why in state.planned_failed.values()]
    if rest:
        blocks.append(section(f"*Not done on Trello*\n{bullets(rest, _MOST_LINES)}"))
    return blocks


def _buttons(state: MeetingState, outcome: Outcome, number: int) -> list[Block]:
    value = f"{state.board_id}|{state.day.isoformat()}|{{}}|{outcome.id}|{state.version}"
    shown = [button("Try again", f"{AGAIN}_{number}", value.format("again"))]
    if outcome.kind == "action":
        shown.append(button("Change …", f"{AGAIN}_change_{number}", value.format("change")))
    return shown


ACTIONS = tuple(f"{AGAIN}_{what}{n}" for what in ("", "change_") for n in range(_MOST_ASKED))
