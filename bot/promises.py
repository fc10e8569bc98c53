"""Commands are carried out once: what was begun for one is finished, and answered, as begun.

A change may take effect although its answer is lost. The next look then sees a card that needs no
change any more; without this memory it would answer that there was nothing to do.
"""

import msgspec
from msgspec import structs
from sqlalchemy import Engine

from protocol.decide import Apply, Reply
from protocol.rule import Change
from storage.effects import NEVER_KNOWN, EffectRow, effect_by_key

OVERTAKEN = "somebody has changed the card in the same place since"
_CHANGES = msgspec.json.Decoder(tuple[Change, ...])


def key_of(board_id: str, effect: Apply | Reply) -> str:
    """The key of an effect of a command: the same in every look."""
    return f"{board_id}:{effect.card_id}:{effect.mark}:{type(effect).__name__}"


def is_answered(engine: Engine, board_id: str, reply: Reply) -> bool:
    """Whether this command was answered, though the answer may have been deleted since."""
    row = effect_by_key(engine, key_of(board_id, reply))
    return row is not None and row.done_at is not None


def as_begun(
    engine: Engine, board_id: str, effects: tuple[Apply | Reply, ...]
) -> tuple[Apply | Reply, ...]:
    """What an earlier look has begun for this command and not finished; else the effects."""
    reply = effects[-1]
    if not isinstance(reply, Reply):
        return effects
    apply = Apply(reply.card_id, (), "", mark=reply.mark)
    begun = effect_by_key(engine, key_of(board_id, apply))
    if begun is None or not _may_have_happened(begun):
        return effects
    promised = effect_by_key(engine, key_of(board_id, reply))
    text = promised.after if promised is not None else reply.text
    apply = structs.replace(
        apply, changes=_CHANGES.decode(begun.after), back=_CHANGES.decode(begun.reference),
        why=begun.why, reply=text,
    )  # fmt: skip
    return (apply, structs.replace(reply, text=text))


def refusal_of(engine: Engine, board_id: str, reply: Reply) -> str:
    """Why Trello refused the change that this command asked for; empty when it did not."""
    begun = effect_by_key(engine, key_of(board_id, Apply(reply.card_id, (), "", mark=reply.mark)))
    if begun is None or _may_have_happened(begun) or begun.failure == OVERTAKEN:
        return ""
    return begun.failure


def _may_have_happened(row: EffectRow) -> bool:
    return row.failure in ("", NEVER_KNOWN)
