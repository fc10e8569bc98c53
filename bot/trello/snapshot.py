"""The whole board in one request, or in as few as Trello allows.

The answer has the keys of Trello's own "Export as JSON". Parameters: facts, one-request board
snapshot. Actions are never asked for here: together with the cards they lead to a 403.
"""

from collections.abc import Callable
from typing import Any

from bot.trello.errors import TrelloTooLarge

Fetch = Callable[[str, dict[str, str]], Any]
"""Reads one path with query parameters, and gives the decoded answer or a `TrelloError`."""

CARDS_AT_ONCE = 1000
_SMALLEST_PAGE = 50
_BOARD_FIELDS = (
    "id,name,desc,closed,url,shortUrl,shortLink,dateLastActivity,idOrganization,labelNames,prefs"
)
_LIST_FIELDS = "id,name,closed,pos,idBoard"
_CARD_FIELDS = (
    "id,name,desc,idBoard,idList,idMembers,idLabels,labels,due,dueComplete,dueReminder,start,"
    "closed,dateLastActivity,idShort,shortLink,shortUrl,url,badges,idChecklists,pos,cover,"
    "idAttachmentCover,isTemplate,cardRole"
)
_ATTACHMENT_FIELDS = "id,name,url,date,isUpload,mimeType,bytes,idMember,pos"
_MEMBER_FIELDS = "id,username,fullName,initials"
_ACTION_FIELDS = "id,idMemberCreator,data,type,date"
# Where the card came from, beside what was said on it: a webhook's look must not wait for a poll.
_ACTIONS_OF_CARD = "commentCard,createCard,copyCard,updateCard:idList,updateCard:closed"

_AROUND_THE_CARDS = {
    "fields": _BOARD_FIELDS,
    "lists": "all",
    "list_fields": _LIST_FIELDS,
    "labels": "all",
    "labels_limit": "1000",
    "members": "all",
    "member_fields": _MEMBER_FIELDS,
    "memberships": "all",
    "customFields": "true",
}


def read_board(fetch: Fetch, board_id: str, cards: str) -> dict[str, Any]:
    """The board with its cards (`open`, `visible`, `closed` or `all`).

    One request; more only for a board of 1,000 cards and more, or one that Trello calls too
    large. Raises `TrelloError`."""
    path = f"/boards/{board_id}"
    try:
        board: dict[str, Any] = fetch(
            path,
            {
                **_AROUND_THE_CARDS,
                "cards": cards,
                "card_fields": _CARD_FIELDS,
                "card_attachments": "true",
                "card_attachment_fields": _ATTACHMENT_FIELDS,
                "card_customFieldItems": "true",
                "checklists": "all",
            },
        )
    except TrelloTooLarge:
        board = fetch(path, dict(_AROUND_THE_CARDS))
        return _with_paged_cards(fetch, path, board, cards)
    if len(board["cards"]) < CARDS_AT_ONCE or _is_complete(fetch, path, board, cards):
        return board
    return _with_paged_cards(fetch, path, board, cards)


def _is_complete(fetch: Fetch, path: str, board: dict[str, Any], cards: str) -> bool:
    """Whether the board's answer has every card that there is. Whether Trello cuts off at 1,000 is
    told both ways (facts, 1,000 cap); the ids alone tell, for little."""
    had, before = {card["id"] for card in board["cards"]}, ""
    while True:
        asked = {"filter": cards, "fields": "id", "limit": str(CARDS_AT_ONCE), "sort": "-id"}
        try:
            page = fetch(f"{path}/cards", asked | ({"before": before} if before else {}))
        except TrelloTooLarge:
            return False
        if any(card["id"] not in had for card in page):
            return False
        if len(page) < CARDS_AT_ONCE:
            return True
        before = min(card["id"] for card in page)


def _with_paged_cards(fetch: Fetch, path: str, board: dict[str, Any], cards: str) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    checklists: dict[str, dict[str, Any]] = {}
    before, limit = "", CARDS_AT_ONCE
    while True:
        try:
            page = fetch(f"{path}/cards", _page(cards, limit, before))
        except TrelloTooLarge:
            if limit <= _SMALLEST_PAGE:
                raise
            limit = max(_SMALLEST_PAGE, limit // 4)
            continue
        for card in page:
            for checklist in card.pop("checklists", []):
                checklists[checklist["id"]] = checklist
            found[card["id"]] = card
        if len(page) < limit:
            break
        before = min(card["id"] for card in page)
    return {**board, "cards": list(found.values()), "checklists": list(checklists.values())}


def _page(cards: str, limit: int, before: str) -> dict[str, str]:
    page = {
        "filter": cards,
        "fields": _CARD_FIELDS,
        "attachments": "true",
        "attachment_fields": _ATTACHMENT_FIELDS,
        "customFieldItems": "true",
        "checklists": "all",
        "limit": str(limit),
        "sort": "-id",
    }
    return {**page, "before": before} if before else page


def read_card(fetch: Fetch, card_id: str) -> dict[str, Any]:
    """One card with all that a board's snapshot has of it, its list, comments and moves.

    One request. `actions` holds up to 1,000 comments and moves, newest first. Raises
    `TrelloError`."""
    card: dict[str, Any] = fetch(
        f"/cards/{card_id}",
        {
            "fields": _CARD_FIELDS,
            "attachments": "true",
            "attachment_fields": _ATTACHMENT_FIELDS,
            "customFieldItems": "true",
            "checklists": "all",
            "members": "true",
            "member_fields": _MEMBER_FIELDS,
            "list": "true",
            "actions": _ACTIONS_OF_CARD,
            "actions_limit": "1000",
            "action_fields": _ACTION_FIELDS,
            "action_memberCreator": "true",
        },
    )
    return card
