"""A person's text that a write of the bot's ran over is given back.

Trello takes whole texts and compares nothing: what a person writes into a description between the
bot's reading and its writing is gone without a word, the more so where a call had to be repeated.
The card's history still has it, for each change there tells the text that it replaced.
"""

import logging
from typing import Any

from bot.trello.gateway import TrelloGateway
from protocol.decide import Apply
from protocol.fixes import merge_texts
from protocol.meanwhile import as_it_should_be, same_text
from protocol.rule import Change

log = logging.getLogger(__name__)

_FIELDS = {"describe": "desc", "rename": "name"}
_TRIES = 3  # a person may write again while it is given back


def give_back_what_was_run_over(trello: TrelloGateway, effect: Apply, bot_member_id: str) -> bool:
    """Compare what the bot's writes replaced with what it knew; one request, and more only when
    something was lost. False when a person's text and the change cannot both be.

    Repeating it does no harm: what was given back holds the change, and is left as it is.
    """
    before = {change.kind: change for change in effect.back if change.kind in _FIELDS}
    texts = [change for change in effect.changes if change.kind in before]
    if not texts:
        return True
    written = trello.text_changes(effect.card_id)
    kept = [
        _one(trello, effect.card_id, change, before[change.kind], written, bot_member_id)
        for change in texts
    ]
    return all(kept)


def _one(
    trello: TrelloGateway,
    card_id: str,
    change: Change,
    was: Change,
    written: list[dict[str, Any]],
    bot_member_id: str,
) -> bool:
    field, between = _FIELDS[change.kind], "\n" if change.kind == "describe" else " "
    given_on: str | None = None  # what stood there when the bot gave back
    for _ in range(_TRIES):
        latest = _latest_of(written, field, bot_member_id)
        if latest is None:
            break
        old, new = latest
        if given_on is None:
            right = as_it_should_be(change, was, old, new)
        else:
            right = merge_texts(given_on, new, old, between)
        if right is None or same_text(right, new):
            break
        stands_alone = given_on is None and same_text(right, old)
        given_on = str(trello.read_card(card_id).get(field) or "")
        # a person may have written since as well: that is kept where it can be
        right = merge_texts(new, right, given_on, between)
        if right is None:
            break
        log.info("A person wrote on card %s at the same moment: both are kept.", card_id)
        trello.update_card(card_id, **{field: right})
        if stands_alone:
            return False
        written = trello.text_changes(card_id)
    return True


def _latest_of(written: list[dict[str, Any]], field: str, member_id: str) -> tuple[str, str] | None:
    """What the bot's latest change of this text put in the place of what."""
    for action in written:
        data = action.get("data") or {}
        if action.get("idMemberCreator") == member_id and field in (data.get("old") or {}):
            return str(data["old"][field] or ""), str((data.get("card") or {}).get(field) or "")
    return None
