"""How the stand-in shows its documents: chosen fields, and things nested in each other.

Parameter names: facts, one-request board snapshot, and the OpenAPI file beside it."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from bot.sandbox.trello.store import Json, decoded
from bot.sandbox.trello.wire import Call, Refusal, truth, words
from bot.sandbox.trello.world import World

_BOARD_DEFAULT = (
    "id,name,desc,descData,closed,idOrganization,idEnterprise,pinned,url,shortUrl,prefs,labelNames"
)
_MEMBER_DEFAULT = "id,fullName,username,avatarHash,initials"
_ATTACHMENT_DEFAULT = "all"
_HIDDEN_IN_CARD = frozenset({"attachments", "customFieldItems"})


def chosen(doc: Json, fields: str, hidden: Iterable[str] = ()) -> Json:
    """The document with the asked fields; the id is always there."""
    names = _names(fields)
    if "all" in names:
        return {key: value for key, value in doc.items() if key not in hidden}
    return {"id": doc["id"], **{name: doc[name] for name in names if name in doc}}


@lru_cache(maxsize=256)
def _names(fields: str) -> tuple[str, ...]:
    """Split once, not for each of a thousand cards."""
    return tuple(words(fields))


class CardViewer:
    """Shows cards of one request: what to add to each, from parameters with a prefix.

    The same names serve `/cards/{id}?attachments=` and `/boards/{id}?card_attachments=`."""

    def __init__(self, world: World, call: Call, prefix: str = "", many: str = "") -> None:
        self._world = world
        self._labels: dict[str, Json] = {}
        params = call.params
        self._fields = call.text(f"{many or prefix}fields", "all") or "all"
        self._attachments = params.get(f"{prefix}attachments")
        self._attachment_fields = call.text(f"{prefix}attachment_fields", _ATTACHMENT_DEFAULT)
        self._items = truth(params.get(f"{prefix}customFieldItems"))
        self._checklists = call.text(f"{prefix}checklists", "none") not in ("none", "false")
        self._members = truth(params.get(f"{prefix}members"))
        self._member_fields = call.text(f"{prefix}member_fields", _MEMBER_DEFAULT)

    def labels_known(self, labels: list[Json]) -> None:
        """Labels that need not be fetched one by one."""
        self._labels.update((label["id"], label) for label in labels)

    def show(self, card: Json) -> Json:
        """The card as asked for."""
        shown = chosen(self._whole(card), self._fields, _HIDDEN_IN_CARD)
        if self._attachments is not None and str(self._attachments) != "false":
            wanted = [a for a in card["attachments"] if self._wanted(card, a)]
            shown["attachments"] = [chosen(a, self._attachment_fields) for a in wanted]
        if self._items:
            shown["customFieldItems"] = card["customFieldItems"]
        if self._checklists:
            shown["checklists"] = self._world.store.of_parent("checklist", card["id"])
        if self._members:
            members = [self._world.store.get("member", key) for key in card["idMembers"]]
            shown["members"] = [chosen(m, self._member_fields) for m in members if m]
        return shown

    def _wanted(self, card: Json, attachment: Json) -> bool:
        return str(self._attachments) != "cover" or attachment["id"] == card["idAttachmentCover"]

    def _whole(self, card: Json) -> Json:
        return {**card, "labels": [self._label(key) for key in card["idLabels"]]}

    def _label(self, key: str) -> Json:
        if key not in self._labels:
            self._labels[key] = self._world.store.get("label", key) or {}
        return self._labels[key]


def cards_of_board(world: World, call: Call, board: Json, which: str, prefix: str) -> list[Json]:
    """Cards by filter (open, visible, closed, all), paged by limit, since and before."""
    limit = call.number(f"{prefix}limit", 0, 1000)
    since, before = call.text(f"{prefix}since"), call.text(f"{prefix}before")
    where, values = _card_filter(board["id"], which)
    if since:
        where, values = where + " AND id > ?", [*values, _as_id(since)]
    if before:
        where, values = where + " AND id < ?", [*values, _as_id(before)]
    newest_first = limit or call.text(f"{prefix}sort") == "-id" or before
    order = "id DESC" if newest_first else "pos, id"
    top = limit or world.limits.cards_at_once
    most = world.limits.too_many_cards
    counted = f"SELECT COUNT(*) FROM docs WHERE {where}"  # noqa: S608 - own words only
    if most is not None and min(top, world.store.rows(counted, *values)[0][0]) > most:
        raise Refusal(
            403, {"error": "API_TOO_MANY_CARDS_REQUESTED", "message": "Too many cards requested"}
        )
    query = f"SELECT body FROM docs WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608
    rows = world.store.rows(query, *values, top)
    return decoded(rows)


def _card_filter(board_id: str, which: str) -> tuple[str, list[str]]:
    where = "board=? AND kind='card'"
    if which in ("open", "visible", ""):
        where += " AND closed=0"
    elif which == "closed":
        where += " AND closed=1"
    elif which != "all":
        raise Refusal(400, "invalid value for filter")
    if which == "visible":
        where += " AND parent IN (SELECT id FROM docs WHERE board=? AND kind='list' AND closed=0)"
        return where, [board_id, board_id]
    return where, [board_id]


def _as_id(moment: str) -> str:
    """An id, or the smallest id of an ISO moment."""
    if len(moment) == 24 and "-" not in moment:
        return moment
    try:
        return f"{int(datetime.fromisoformat(moment).timestamp()):08x}" + "0" * 16
    except ValueError:
        raise Refusal(400, "invalid value for since") from None


def board_view(world: World, call: Call, board: Json) -> Json:
    """A board with everything nested that was asked for."""
    shown = chosen(board, call.text("fields", _BOARD_DEFAULT) or _BOARD_DEFAULT)
    store, key = world.store, board["id"]
    labels = store.of_board("label", key)
    which = call.text("cards", "none")
    if which != "none":
        viewer = CardViewer(world, call, "card_", "card_")
        viewer.labels_known(labels)
        cards = cards_of_board(world, call, board, which, "cards_")
        if call.text("actions", "none") != "none" and len(cards) >= world.limits.cards_at_once:
            raise Refusal(
                403,
                {"error": "API_TOO_MANY_CARDS_REQUESTED", "message": "Too many cards requested"},
            )
        shown["cards"] = [viewer.show(card) for card in cards]
    if (lists := call.text("lists", "none")) != "none":
        fields = call.text("list_fields", "all")
        shown["lists"] = [chosen(a, fields) for a in lists_of_board(world, key, lists)]
    if call.text("labels", "none") != "none":
        fields = call.text("label_fields", "all")
        top = call.number("labels_limit", 50, 1000)
        shown["labels"] = [chosen(label, fields) for label in labels[:top]]
    if (members := call.text("members", "none")) != "none":
        fields = call.text("member_fields", _MEMBER_DEFAULT)
        shown["members"] = members_of_board(world, key, members, fields)
    if call.text("memberships", "none") != "none":
        shown["memberships"] = memberships_of_board(world, key)
    if call.text("checklists", "none") != "none":
        shown["checklists"] = store.of_board("checklist", key)
    if call.flag("customFields"):
        shown["customFields"] = store.of_board("customField", key)
    return shown


def lists_of_board(world: World, board_id: str, which: str) -> list[Json]:
    """Lists by filter: open, closed, all."""
    lists = world.store.of_board("list", board_id)
    if which == "all":
        return lists
    return [a for a in lists if bool(a.get("closed")) == (which == "closed")]


def memberships_of_board(world: World, board_id: str) -> list[Json]:
    """Memberships, without our own key."""
    found = world.store.of_board("membership", board_id)
    return [{k: v for k, v in m.items() if k != "idBoard"} for m in found]


def members_of_board(world: World, board_id: str, which: str, fields: str) -> list[Json]:
    """Members by filter: all, normal, admins."""
    shown = []
    for membership in world.store.of_board("membership", board_id):
        kind = membership.get("memberType")
        if which in ("admins", "owners", "normal") and (which == "normal") == (kind == "admin"):
            continue
        member = world.store.get("member", membership["idMember"])
        if member is not None:
            shown.append(chosen(member, fields))
    return shown
