"""The dialog that plans the week: proposals within the team's room; people choose, I move."""

from datetime import date
from typing import Any

from bot.slack.commands.shape import plain
from bot.slack.modals.shape import Errors, Modal, Submission, answer_to, input_of, option, view_of
from bot.slack.text import Block, bullets, context, escape, link, section
from bot.slack.tools import Place, Tools
from protocol.card_load import days_figure
from protocol.meeting_life import MeetingState
from protocol.week_plan import Proposal, WeekPlan
from protocol.words import count_of, join_and

CALLBACK = "meeting_plan"
_CARDS = "cards"
_MOST_SHOWN = 12


def open_plan(tools: Tools, place: Place, state: MeetingState) -> None:
    """Show what the coming week may bring, to choose from."""
    plan = tools.room.plan(state.board_id)
    tools.client.views_open(trigger_id=place.trigger_id, view=plan_dialog(plan, state, place))


def plan_dialog(plan: WeekPlan, state: MeetingState, place: Place) -> dict[str, Any]:
    """The dialog; without proposals it only says so."""
    blocks: list[Block] = [section(_room_words(plan))]
    if not plan.proposals:
        blocks.append(section("Nothing waits to be promised: no card of the backlog, no goal."))
        return view_of(CALLBACK, "Plan the week", blocks)
    lines = [_line(each) for each in plan.proposals]
    blocks.append(section(bullets(lines, _MOST_SHOWN)))
    options = [option(_option(each), each.card_id) for each in plan.proposals]
    several: Block = {"type": "multi_static_select", "options": options[:100]}
    fits = [
        opt for opt, each in zip(options, plan.proposals[:_MOST_SHOWN], strict=False) if each.fits
    ]
    if fits:  # Slack takes no empty choice
        several["initial_options"] = fits
    hint = "They are moved to the list that means ready; each move can be undone."
    blocks.append(input_of(_CARDS, "For the coming week", several, hint=hint))
    if plan.more:
        blocks.append(context(f"{count_of(plan.more, 'more card')} wait; these press most."))
    notes = {"board": state.board_id, "day": state.day.isoformat(), "url": place.response_url}
    return view_of(CALLBACK, "Plan the week", blocks, submit="Move to ready", notes=notes)


def _room_words(plan: WeekPlan) -> str:
    free = [f"{escape(name)} {days_figure(days)}" for name, days in plan.room.items() if days > 0]
    over = [escape(name) for name, days in plan.room.items() if days < 0]
    ready = f" {count_of(plan.ready, 'card')} {'is' if plan.ready == 1 else 'are'} ready already."
    if not free:
        return f"*Nobody has room for more in the coming week.*{ready}"
    says = f"*Room for {days_figure(plan.free)} days*: {join_and(free)}.{ready}"
    return f"{says} {join_and(over)} {'has' if len(over) == 1 else 'have'} none." if over else says


def _line(proposal: Proposal) -> str:
    facts = [escape(join_and(proposal.owners)) if proposal.owners else "nobody's yet"]
    if not proposal.is_goal:
        facts.append(f"{days_figure(proposal.days)} d")
    facts += [escape(reason) for reason in proposal.reasons]
    if not proposal.fits:
        facts.append("*no room*")
    return f"{link(proposal.url, proposal.title)} · {' · '.join(facts)}"


def _option(proposal: Proposal) -> str:
    days = "" if proposal.is_goal else f" ({days_figure(proposal.days)} d)"
    room = 75 - len(days)
    title = " ".join(proposal.title.split())
    return f"{title if len(title) <= room else title[: room - 1] + '…'}{days}"


def _check(said: Submission) -> Errors:
    return {} if said.choices(_CARDS) else {_CARDS: "Choose at least one card."}


def _act(said: Submission) -> None:
    chosen = said.choices(_CARDS)
    state = said.tools.room.choose(
        said.notes["board"], date.fromisoformat(said.notes["day"]), chosen, said.asker,
        said.place.key,
    )  # fmt: skip
    moved = [card_id for card_id in chosen if card_id in state.planned_done]
    failed = [escape(why) for card_id, why in state.planned_failed.items() if card_id in chosen]
    says = f"Moved {count_of(len(moved), 'card')} to where they are ready."
    answer = plain(" ".join([says, *failed]), "Each is undone with the button on `/card`.")
    answer_to(said.tools, said.place, said.notes.get("url", ""), answer, replace=False)


MODAL = Modal(CALLBACK, _check, _act)
