"""The sample board: the stories of `cards.py` as Trello would export them."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.team.cards import DELETED, STORIES, Deleted, Story
from bot.sandbox.team.feed import action, board_history
from bot.sandbox.team.goals import LONG_TERM
from bot.sandbox.team.identifiers import jitter, object_id, short_link
from bot.sandbox.team.moments import at, iso
from bot.sandbox.team.people import MEMBERS, person
from bot.sandbox.team.shapes import (
    CARD_LIMITS,
    LABELS,
    LISTS,
    Json,
    Workspace,
    board_json,
    custom_fields_json,
    label_json,
    list_json,
    member_json,
    membership_json,
)
from bot.sandbox.team.telling import Telling
from bot.sandbox.team.wording import slug

_CREATED = at(32, "09:00")
_OLD_IDEAS_ARCHIVED = at(28, "17:05")
_BOT_JOINED = at(1, "17:40")


def sample_board(now: datetime) -> dict[str, Any]:
    """The sample team's board as Trello's "Export as JSON" would give it at `now` (aware).

    All dates follow from `now`; one `now` gives one board, byte for byte.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry its time zone")
    now = now.astimezone(UTC)
    workspace = Workspace(_CREATED.on(now))
    creator = person("amara")
    cards: list[Telling] = []
    actions = board_history(workspace, creator, _OLD_IDEAS_ARCHIVED.on(now), _BOT_JOINED.on(now))
    for number, story in enumerate(_in_order_of_birth(now), start=1):
        if isinstance(story, Deleted):
            actions.append(_deletion(story, number, workspace, now))
            continue
        telling = Telling(story, number, workspace, now)
        telling.tell()
        cards.append(telling)
        actions.extend(telling.actions)
    actions.sort(key=lambda made: (made["date"], made["id"]), reverse=True)
    uses = Counter(label for card in cards for label in card.labels)
    goals = tuple((goal.key, goal.title) for goal in LONG_TERM)
    return board_json(workspace, creator, datetime.fromisoformat(actions[0]["date"])) | {
        "actions": actions,
        "cards": [card_json(card) for card in cards],
        "labels": [label_json(workspace, name, uses[name]) for name, _ in LABELS],
        "lists": [
            list_json(workspace, place, name, closed=closed)
            for place, (name, closed) in enumerate(LISTS)
        ],
        "members": [member_json(member) for member in MEMBERS],
        "checklists": [card.checklist for card in cards if card.checklist],
        "customFields": custom_fields_json(workspace, goals),
        "memberships": [membership_json(workspace, member) for member in MEMBERS],
    }


def card_json(card: Telling) -> Json:
    """One card of the export, from its story told."""
    workspace = card.workspace
    url = f"https://trello.com/c/{card.short_link}"
    labels = [label_json(workspace, name, 0) for name in card.labels]
    for label in labels:
        del label["uses"]
    return _untouched() | {
        "id": card.card_id,
        "badges": _badges(card),
        "closed": card.closed,
        "dueComplete": card.due_complete,
        "dateLastActivity": iso(card.last_activity),
        "desc": card.desc,
        "due": iso(card.due) if card.due else None,
        "dueReminder": card.due_reminder,
        "idBoard": workspace.board_id,
        "idChecklists": [card.checklist["id"]] if card.checklist else [],
        "idLabels": [label["id"] for label in labels],
        "idList": workspace.list_ids[card.list_name],
        "idMemberCreator": person(card.story.by).trello_id,
        "idMembers": [person(owner).trello_id for owner in card.owners],
        "idShort": card.number,
        "labels": labels,
        "name": card.name,
        "nodeId": workspace.node("card", card.card_id),
        "pos": card.pos,
        "shortLink": card.short_link,
        "shortUrl": url,
        "start": iso(card.start) if card.start else None,
        "url": f"{url}/{card.number}-{slug(card.name)}",
        "cover": _cover(card.story.cover),
        "attachments": card.attachments,
        "customFieldItems": card.fields,
    }


def _untouched() -> Json:
    """What every card has and no story changes."""
    return {
        "id": "",
        "address": None,
        "agent": {"name": None, "conversationId": None},
        "checkItemStates": None,
        "coordinates": None,
        "creationMethod": None,
        "creationMethodError": None,
        "creationMethodLoadingStartedAt": None,
        "descData": {"emoji": {}},
        "email": None,
        "idMembersVoted": [],
        "idAttachmentCover": None,
        "limits": CARD_LIMITS,
        "locationName": None,
        "manualCoverAttachment": False,
        "mirrorSourceId": None,
        "pinned": False,
        "staticMapUrl": None,
        "subscribed": False,
        "isTemplate": False,
        "cardRole": None,
        "pluginData": [],
    }


def _badges(card: Telling) -> Json:
    items = card.checklist["checkItems"] if card.checklist else []
    linked = sum(a["url"].startswith("https://trello.com/c/") for a in card.attachments)
    return {
        "attachmentsByType": {"trello": {"board": 0, "card": linked}},
        "externalSource": None,
        "location": False,
        "votes": 0,
        "viewingMemberVoted": False,
        "subscribed": False,
        "fogbugz": "",
        "checkItems": len(items),
        "checkItemsChecked": sum(item["state"] == "complete" for item in items),
        "checkItemsEarliestDue": None,
        "comments": card.comments,
        "attachments": len(card.attachments),
        "description": bool(card.desc),
        "due": iso(card.due) if card.due else None,
        "dueComplete": card.due_complete,
        "lastUpdatedByAi": False,
        "maliciousAttachments": 0,
        "start": iso(card.start) if card.start else None,
    }


def _cover(colour: str | None) -> Json:
    return {
        "idAttachment": None,
        "color": colour,
        "idUploadedBackground": None,
        "size": "normal",
        "brightness": "dark",
        "yPosition": 0.5,
        "idPlugin": None,
    }


def _in_order_of_birth(now: datetime) -> list[Story | Deleted]:
    return sorted((*STORIES, *DELETED), key=lambda story: story.born.on(now))


def _deletion(story: Deleted, number: int, workspace: Workspace, now: datetime) -> Json:
    created = story.born.on(now) + jitter("born", story.key)
    card = {
        "id": object_id(created, "card", story.key),
        "idShort": number,
        "shortLink": short_link("card", story.key),
    }
    data = {
        "card": card,
        "list": workspace.list_reference(story.list_name),
        "board": workspace.board_reference,
    }
    when = story.when.on(now) + jitter("deleted", story.key)
    return action(when, person(story.by), "deleteCard", data, story.key)
