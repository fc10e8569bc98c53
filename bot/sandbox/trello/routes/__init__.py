"""Every route of the stand-in, in order: a fixed path before one that takes any word."""

from bot.sandbox.trello.routes import (
    boards,
    card_parts,
    cards,
    checklists,
    comments,
    custom_fields,
    labels,
    lists,
    members,
    webhooks,
)
from bot.sandbox.trello.wire import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *lists.ENDPOINTS,
    *labels.ENDPOINTS,
    *boards.ENDPOINTS,
    *comments.ENDPOINTS,
    *checklists.ENDPOINTS,
    *card_parts.ENDPOINTS,
    *cards.ENDPOINTS,
    *cards.FIELD_ENDPOINTS,
    *custom_fields.ENDPOINTS,
    *members.ENDPOINTS,
    *webhooks.ENDPOINTS,
)
"""`GET /batch` is the stand-in's own: it calls the others (see `app`)."""
