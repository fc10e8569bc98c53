"""The parts of a Trello board export: constant members, and the objects that hold no history.

Keys and defaults follow real exports of 2022 and what the API was seen to add until 2026 (`agent`,
`nodeId`, `pinned`, `mirrorSourceId`, `datasource`, badges `externalSource`, `lastUpdatedByAi`,
`maliciousAttachments`).
"""

from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.team.identifiers import field_group, object_id, short_link
from bot.sandbox.team.moments import iso
from bot.sandbox.team.people import Person

Json = dict[str, Any]

BOARD_NAME = "Computational Biology"
LISTS: tuple[tuple[str, bool], ...] = (
    ("Goals", False),
    ("Inbox", False),
    ("Ready", False),
    ("Doing", False),
    ("Waiting", False),
    ("Review", False),
    ("Done", False),
    ("Resources", False),
    ("Old ideas", True),
)
"""The lists from left to right, and whether each is archived."""

LABELS: tuple[tuple[str, str], ...] = (
    ("Analysis", "blue"),
    ("Pipeline", "purple"),
    ("Tool", "green"),
    ("Data", "yellow"),
    ("Long-term goal", "orange"),
    ("Short-term goal", "lime"),
    ("blocked", "red"),
    ("urgent", "pink"),
    ("for the handbook", "sky"),
)
"""The labels and their colours."""

_TONES = ("", "_dark", "_light")
_COLOURS = (
    "green", "yellow", "orange", "red", "purple", "blue", "sky", "lime", "pink", "black",
)  # fmt: skip


def limit(disable_at: int, share: float = 0.8) -> Json:
    """One of Trello's size limits, well within bounds."""
    return {"status": "ok", "disableAt": disable_at, "warnAt": int(disable_at * share)}


CARD_LIMITS: Json = {
    "attachments": {"perCard": limit(1000)},
    "checklists": {"perCard": limit(500)},
    "stickers": {"perCard": limit(70)},
}

COMMENT_LIMITS: Json = {
    "reactions": {"perAction": limit(900), "uniquePerAction": limit(17, 14 / 17)}
}

_BOARD_LIMITS: Json = {
    "attachments": {"perBoard": limit(36000), "perCard": limit(1000)},
    "boards": {"totalMembersPerBoard": limit(1600), "totalAccessRequestsPerBoard": limit(4000)},
    "cards": {
        "openPerBoard": limit(5000),
        "openPerList": limit(5000),
        "totalPerBoard": limit(2000000),
        "totalPerList": limit(1000000),
    },
    "checklists": {"perBoard": limit(1800000), "perCard": limit(500)},
    "checkItems": {"perChecklist": limit(200)},
    "customFields": {"perBoard": limit(50)},
    "customFieldOptions": {"perField": limit(50)},
    "labels": {"perBoard": limit(1000)},
    "lists": {"openPerBoard": limit(500), "totalPerBoard": limit(3000)},
    "stickers": {"perCard": limit(70)},
    "reactions": {"perAction": limit(900), "uniquePerAction": limit(17, 14 / 17)},
}


class Workspace:
    """Ids of the board and of what lies on it, for a board created at `created`."""

    def __init__(self, created: datetime) -> None:
        self.created = created
        self.board_id = object_id(created, "board")
        self.organisation_id = object_id(created - timedelta(days=700), "organisation")
        self.short_link = short_link("board")
        self.url = f"https://trello.com/b/{self.short_link}"
        self.list_dates = {
            name: created + timedelta(seconds=40 * place)
            for place, (name, _) in enumerate(LISTS, start=1)
        }
        self.list_ids = {
            name: object_id(date, "list", name) for name, date in self.list_dates.items()
        }
        self.label_ids = {name: object_id(created, "label", name) for name, _ in LABELS}
        self.estimate_id = object_id(created, "field", "estimate")
        self.goal_id = object_id(created, "field", "goal")

    def goal_option(self, goal: str) -> str:
        """The id of the Goal field's option for the goal of that key."""
        return object_id(self.created, "option", goal)

    def node(self, kind: str, object_id_: str) -> str:
        """The address that Atlassian's platform gives an object, beside its Trello id."""
        return f"ari:cloud:trello::{kind}/workspace/{self.organisation_id}/{object_id_}"

    @property
    def board_reference(self) -> Json:
        """The board as an action names it."""
        return {"id": self.board_id, "name": BOARD_NAME, "shortLink": self.short_link}

    def list_reference(self, name: str) -> Json:
        """The list as an action names it."""
        return {"id": self.list_ids[name], "name": name}


def list_json(workspace: Workspace, place: int, name: str, *, closed: bool) -> Json:
    """One list of the export; `place` counts from 0."""
    return {
        "id": workspace.list_ids[name],
        "name": name,
        "closed": closed,
        "color": None,
        "idBoard": workspace.board_id,
        "pos": 65536 * (place + 1),
        "subscribed": False,
        "softLimit": None,
        "type": None,
        "datasource": {"filter": False},
        "creationMethod": None,
        "limits": {"cards": {"openPerList": limit(5000), "totalPerList": limit(1000000)}},
        "nodeId": workspace.node("list", workspace.list_ids[name]),
    }


def label_json(workspace: Workspace, name: str, uses: int) -> Json:
    """One label; `uses` is the number of cards that carry it."""
    return {
        "id": workspace.label_ids[name],
        "idBoard": workspace.board_id,
        "idOrganization": workspace.organisation_id,
        "name": name,
        "nodeId": workspace.node("label", workspace.label_ids[name]),
        "color": dict(LABELS)[name],
        "uses": uses,
    }


def actor_json(person: Person) -> Json:
    """A member as an action names it."""
    return {
        "id": person.trello_id,
        "activityBlocked": False,
        "avatarHash": None,
        "avatarUrl": None,
        "fullName": person.full_name,
        "idMemberReferrer": None,
        "initials": person.initials,
        "nonPublic": {},
        "nonPublicAvailable": True,
        "username": person.username,
    }


def member_json(person: Person) -> Json:
    """A member as the export's `members` lists it."""
    return {
        **actor_json(person),
        "bio": "",
        "bioData": None,
        "confirmed": True,
        "idEnterprise": None,
        "idEnterprisesDeactivated": [],
        "idPremOrgsAdmin": [],
        "memberType": "normal",
        "products": [],
        "status": "disconnected",
        "url": f"https://trello.com/u/{person.username}",
    }


def membership_json(workspace: Workspace, person: Person) -> Json:
    """What a member is on this board."""
    return {
        "id": object_id(workspace.created, "membership", person.key),
        "idMember": person.trello_id,
        "memberType": "admin" if person.admin else "normal",
        "unconfirmed": False,
        "deactivated": False,
    }


def custom_fields_json(workspace: Workspace, goals: tuple[tuple[str, str], ...]) -> list[Json]:
    """The two custom fields; `goals` are key and title of the Goal field's options."""
    shared = {"idModel": workspace.board_id, "modelType": "board", "isSuggestedField": False}
    options = [
        {
            "id": workspace.goal_option(key),
            "idCustomField": workspace.goal_id,
            "value": {"text": title},
            "color": "none",
            "pos": 16384 * (place + 1),
        }
        for place, (key, title) in enumerate(goals)
    ]
    return [
        {
            **shared,
            "id": workspace.estimate_id,
            "fieldGroup": field_group("estimate"),
            "display": {"cardFront": True},
            "name": "Estimate",
            "pos": 16384,
            "type": "number",
        },
        {
            **shared,
            "id": workspace.goal_id,
            "fieldGroup": field_group("goal"),
            "display": {"cardFront": False},
            "name": "Goal",
            "pos": 32768,
            "options": options,
            "type": "list",
        },
    ]


def board_json(workspace: Workspace, creator: Person, last_activity: datetime) -> Json:
    """The export without its lists, cards, people and actions."""
    names = {colour + tone: "" for tone in _TONES for colour in _COLOURS}
    names.update({colour: name for name, colour in LABELS})
    return {
        "id": workspace.board_id,
        "nodeId": workspace.node("board", workspace.board_id),
        "name": BOARD_NAME,
        "desc": "Work of the computational biology group. How we work is the first card in "
        "Resources.",
        "descData": None,
        "closed": False,
        "dateClosed": None,
        "idOrganization": workspace.organisation_id,
        "idEnterprise": None,
        "limits": _BOARD_LIMITS,
        "pinned": False,
        "starred": False,
        "url": f"{workspace.url}/computational-biology",
        "prefs": _preferences(),
        "shortLink": workspace.short_link,
        "subscribed": False,
        "labelNames": names,
        "powerUps": [],
        "dateLastActivity": iso(last_activity),
        "dateLastView": iso(last_activity),
        "shortUrl": workspace.url,
        "idTags": [],
        "datePluginDisable": None,
        "creationMethod": None,
        "ixUpdate": "1",
        "templateGallery": None,
        "enterpriseOwned": False,
        "idBoardSource": None,
        "premiumFeatures": ["additionalBoardBackgrounds", "additionalStickers", "plugins"],
        "idMemberCreator": creator.trello_id,
        "type": None,
        "pluginData": [],
    }


def _preferences() -> Json:
    views = ("Board", "Table", "Calendar", "Dashboard", "Timeline", "Map")
    return {
        "permissionLevel": "org",
        "hideVotes": False,
        "voting": "disabled",
        "comments": "members",
        "invitations": "members",
        "selfJoin": False,
        "cardCovers": True,
        "showCompleteStatus": True,
        "cardCounts": False,
        "isTemplate": False,
        "cardAging": "regular",
        "calendarFeedEnabled": False,
        "hiddenPluginBoardButtons": [],
        "switcherViews": [{"viewType": view, "enabled": view == "Board"} for view in views],
        "autoArchive": None,
        "background": "blue",
        "backgroundColor": "#0079BF",
        "backgroundDarkColor": None,
        "backgroundImage": None,
        "backgroundDarkImage": None,
        "backgroundImageScaled": None,
        "backgroundTile": False,
        "backgroundBrightness": "dark",
        "sharedSourceUrl": None,
        "backgroundBottomColor": "#0079BF",
        "backgroundTopColor": "#0079BF",
        "canBePublic": True,
        "canBeEnterprise": True,
        "canBeOrg": True,
        "canBePrivate": True,
        "canInvite": True,
    }
