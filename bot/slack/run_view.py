"""A run that has failed, as Slack shows it: why, its last lines, and buttons to go on with it."""

from bot.slack.text import Block, button, cut, escape, link, section
from protocol.link_block import FailedRun

# Buttons of one message need different names; more deeds than these no system has.
DEEDS = ("link_deed_1", "link_deed_2")
_MOST_SIGNS = 1500  # of the last lines


def run_blocks(run: FailedRun) -> list[Block]:
    """The run's own part of a message; its buttons are `run_buttons`."""
    why = f": {escape(run.why)}" if run.why else ""
    parts = [f"{link(run.url, run.name)}{why}"]
    if run.lines:
        parts.append(fenced("\n".join(run.lines)))
    if run.resume:
        parts.append(f"To go on where it stopped:\n{fenced(run.resume)}")
    return [section("\n".join(parts))]


def run_buttons(run: FailedRun) -> list[Block]:
    """A button for each thing that can be done; each asks before it does it."""
    buttons = []
    for action, deed in zip(DEEDS, run.deeds, strict=False):
        pressed = button(deed.label, action, value=f"{deed.key}|{run.url}")
        buttons.append(
            {
                **pressed,
                "confirm": {
                    "title": _plain(f"{deed.label} the run?", 100),
                    "text": _plain(deed.confirm, 300),
                    "confirm": _plain(deed.label, 30),
                    "deny": _plain("No", 30),
                },
            }
        )
    return buttons


def fenced(text: str) -> str:
    """Text as it was written, in a block of its own."""
    shown = cut(text.replace("```", "'''"), _MOST_SIGNS)
    return f"```{shown.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}```"


def _plain(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": cut(text, most), "emoji": False}
