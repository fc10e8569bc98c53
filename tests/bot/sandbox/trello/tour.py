"""One call of every route of the stand-in, in an order in which each makes sense."""

from collections.abc import Iterator
from typing import Any

from tests.bot.sandbox.trello.raw import Raw
from tests.bot.trello import scene

Step = tuple[str, str, dict[str, Any]]


def tour(ada: Raw, callback: str) -> Iterator[tuple[str, str, Any]]:
    """Every route, as (verb, path, answer)."""
    for part in (_boards, _lists, _labels, _cards, _parts, _comments, _checklists, _fields):
        yield from part(ada)
    yield from _people(ada)
    yield from _webhooks(ada, callback)
    yield from _last(ada)


def _run(ada: Raw, *steps: Step) -> Iterator[tuple[str, str, Any]]:
    for verb, path, params in steps:
        yield verb, path, ada.ok(verb, path, **params)


def _boards(ada: Raw) -> Iterator[tuple[str, str, Any]]:
    board = f"/boards/{scene.BOARD}"
    made = ada.ok("POST", "/boards", name="Second", defaultLists=True, desc="d")
    yield "POST", "/boards", made
    yield from _run(
        ada,
        (
            "GET",
            board,
            {
                "fields": "all",
                "lists": "all",
                "cards": "all",
                "card_fields": "all",
                "card_attachments": True,
                "card_customFieldItems": "true",
                "customFields": "true",
                "checklists": "all",
                "labels": "all",
                "labels_limit": 1000,
                "members": "all",
                "memberships": "all",
            },
        ),
        ("PUT", board, {"name": "Genomes and more", "desc": "x", "closed": False}),
        ("PUT", f"{board}/name", {"value": "Genomes"}),
        ("GET", f"{board}/name", {}),
        ("GET", f"{board}/actions", {"filter": "updateBoard", "limit": 10}),
        ("GET", f"{board}/cards", {"filter": "all", "limit": 100, "attachments": "true"}),
        ("GET", f"{board}/cards/open", {"members": "true", "checklists": "all"}),
        ("GET", f"{board}/checklists", {}),
        ("GET", f"{board}/customFields", {}),
        ("POST", f"{board}/labels", {"name": "green one", "color": "green"}),
        ("GET", f"{board}/labels", {"limit": 100}),
        ("POST", f"{board}/lists", {"name": "Top", "pos": "top"}),
        ("GET", f"{board}/lists", {"filter": "open"}),
        ("GET", f"{board}/lists/all", {}),
        ("GET", f"{board}/members", {}),
        ("GET", f"{board}/memberships", {}),
        ("PUT", f"{board}/members/{scene.BEA}", {"type": "normal"}),
        ("DELETE", f"{board}/members/{scene.BEA}", {}),
        ("PUT", f"{board}/members/{scene.BEA}", {"type": "normal"}),
    )


def _lists(ada: Raw) -> Iterator[tuple[str, str, Any]]:
    made = ada.ok("POST", "/lists", name="Later", idBoard=scene.BOARD, pos="bottom")
    yield "POST", "/lists", made
    path = f"/lists/{made['id']}"
    yield from _run(
        ada,
        ("GET", path, {}),
        ("PUT", path, {"name": "Much later", "pos": 3}),
        ("PUT", f"{path}/closed", {"value": "true"}),
        ("PUT", f"{path}/closed", {"value": "false"}),
        ("GET", f"/lists/{scene.DOING}/cards", {"filter": "open"}),
        ("GET", f"/lists/{scene.DOING}/actions", {}),
        ("GET", f"{path}/board", {}),
        ("POST", f"{path}/archiveAllCards", {}),
        ("POST", f"{path}/moveAllCards", {"idBoard": scene.BOARD, "idList": scene.DONE}),
    )


def _labels(ada: Raw) -> Iterator[tuple[str, str, Any]]:
    made = ada.ok("POST", "/labels", name="data", color="sky", idBoard=scene.BOARD)
    yield "POST", "/labels", made
    path = f"/labels/{made['id']}"
    yield from _run(
        ada,
        ("GET", path, {}),
        ("PUT", path, {"name": "more data", "color": "lime"}),
        ("PUT", f"{path}/name", {"value": "data"}),
        ("DELETE", path, {}),
    )


def _cards(ada: Raw) -> Iterator[tuple[str, str, Any]]:
    wish = {"idList": scene.IDEAS, "name": "n", "desc": "d", "due": "2026-05-01T10:00:00Z"}
    more = {"idLabels": [scene.RED], "idMembers": [scene.ADA], "pos": "top", "start": None}
    made = ada.ok("POST", "/cards", **wish, **more, dueComplete=False, urlSource="https://x.org/")
    yield "POST", "/cards", made
    copied = ada.ok("POST", "/cards", idList=scene.IDEAS, idCardSource=scene.ALIGN)
    yield "POST", "/cards", copied
    path = f"/cards/{made['id']}"
    nested = {"actions": "commentCard", "attachments": "true", "members": "true", "list": "true"}
    nested |= {"checklists": "all", "customFieldItems": "true", "board": "true"}
    yield from _run(
        ada,
        ("GET", path, {**nested, "checkItemStates": "true", "actions_limit": 1000}),
        ("PUT", path, {"name": "m", "desc": "e", "due": None, "idList": scene.DOING, "pos": 7}),
        ("PUT", path, {"cover": {"color": "red"}, "idLabels": [scene.BLUE], "closed": True}),
        ("PUT", f"{path}/closed", {"value": "false"}),
        ("GET", f"{path}/desc", {}),
        ("GET", f"{path}/actions", {"filter": "all"}),
        ("GET", f"{path}/board", {}),
        ("GET", f"{path}/list", {}),
        ("GET", f"{path}/pluginData", {}),
        ("GET", f"/cards/{scene.ALIGN}/checkItemStates", {}),
        ("DELETE", f"/cards/{copied['id']}", {}),
    )


def _parts(ada: Raw) -> Iterator[tuple[str, str, Any]]:
    path = f"/cards/{scene.ALIGN}"
    made = ada.ok("POST", f"{path}/attachments", url="https://example.org/", name="x")
    yield "POST", f"{path}/attachments", made
    yield from _run(
        ada,
        ("GET", f"{path}/attachments", {}),
        ("GET", f"{path}/attachments/{made['id']}", {}),
        ("DELETE", f"{path}/attachments/{made['id']}", {}),
        ("POST", f"{path}/idLabels", {"value": scene.BLUE}),
        ("DELETE", f"{path}/idLabels/{scene.BLUE}", {}),
        ("POST", f"{path}/idMembers", {"value": scene.BEA}),
        ("DELETE", f"{path}/idMembers/{scene.BEA}", {}),
        ("POST", f"{path}/labels", {"name": "fresh", "color": "pink"}),
        ("GET", f"{path}/members", {}),
    )


def _comments(ada: Raw) -> Iterator[tuple[str, str, Any]]:
    path = f"/cards/{scene.ALIGN}/actions"
    made = ada.ok("POST", f"{path}/comments", text="one")
    yield "POST", f"{path}/comments", made
    other = ada.ok("POST", f"{path}/comments", text="two")
    yield from _run(
        ada,
        ("GET", f"/actions/{made['id']}", {}),
        ("PUT", f"/actions/{made['id']}", {"text": "1"}),
        ("PUT", f"/actions/{made['id']}/text", {"value": "11"}),
        ("PUT", f"{path}/{other['id']}/comments", {"text": "2"}),
        ("DELETE", f"{path}/{other['id']}/comments", {}),
        ("DELETE", f"/actions/{made['id']}", {}),
    )


def _checklists(ada: Raw) -> Iterator[tuple[str, str, Any]]:
    card = f"/cards/{scene.ALIGN}"
    made = ada.ok("POST", "/checklists", idCard=scene.ALIGN, name="c", pos="bottom")
    yield "POST", "/checklists", made
    second = ada.ok("POST", f"{card}/checklists", name="d")
    yield "POST", f"{card}/checklists", second
    path = f"/checklists/{made['id']}"
    item = ada.ok("POST", f"{path}/checkItems", name="i", checked=False, pos="bottom")
    yield "POST", f"{path}/checkItems", item
    through_list = f"{card}/checklist/{made['id']}/checkItem/{item['id']}"
    yield from _run(
        ada,
        ("GET", f"{card}/checklists", {}),
        ("GET", path, {}),
        ("PUT", path, {"name": "c2", "pos": "top"}),
        ("PUT", f"{path}/name", {"value": "c3"}),
        ("GET", f"{path}/checkItems", {}),
        ("GET", f"{path}/checkItems/{item['id']}", {}),
        ("GET", f"{card}/checkItem/{item['id']}", {}),
        ("PUT", f"{card}/checkItem/{item['id']}", {"state": "complete", "name": "j"}),
        ("PUT", through_list, {"pos": 5}),
        ("DELETE", f"{path}/checkItems/{item['id']}", {}),
        ("DELETE", f"{card}/checkItem/{scene.SORT}", {}),
        ("DELETE", f"{card}/checklists/{second['id']}", {}),
        ("DELETE", path, {}),
    )


def _fields(ada: Raw) -> Iterator[tuple[str, str, Any]]:
    about = {"idModel": scene.BOARD, "modelType": "board", "name": "Risk", "type": "list"}
    made = ada.ok("POST", "/customFields", **about, display_cardFront=True, pos="bottom")
    yield "POST", "/customFields", made
    path = f"/customFields/{made['id']}"
    option = ada.ok("POST", f"{path}/options", value={"text": "high"})
    yield "POST", f"{path}/options", option
    item = f"/cards/{scene.ALIGN}/customField"
    yield from _run(
        ada,
        ("GET", path, {}),
        ("PUT", path, {"name": "Risks"}),
        ("GET", f"{path}/options", {}),
        ("GET", f"{path}/options/{option['id']}", {}),
        ("PUT", f"{item}/{made['id']}/item", {"idValue": option["id"]}),
        ("PUT", f"{item}/{scene.HOURS}/item", {"value": {"number": "4.5"}}),
        ("GET", f"/cards/{scene.ALIGN}/customFieldItems", {}),
        ("DELETE", f"{path}/options/{option['id']}", {}),
        ("DELETE", path, {}),
    )


def _people(ada: Raw) -> Iterator[tuple[str, str, Any]]:
    yield from _run(
        ada,
        ("GET", "/members/me", {}),
        ("GET", f"/members/{scene.BOT}", {"fields": "username"}),
        ("GET", "/members/me/boards", {}),
        ("GET", "/members/me/cards", {}),
        ("GET", f"/tokens/{scene.ADA_TOKEN}", {}),
        ("GET", f"/tokens/{scene.ADA_TOKEN}/member", {}),
    )


def _webhooks(ada: Raw, callback: str) -> Iterator[tuple[str, str, Any]]:
    about = {"callbackURL": callback, "idModel": scene.BOARD, "description": "d"}
    made = ada.ok("POST", "/webhooks", **about)
    yield "POST", "/webhooks", made
    own = f"/tokens/{scene.ADA_TOKEN}/webhooks"
    second = ada.ok("POST", own, **{**about, "idModel": scene.ALIGN})
    yield "POST", own, second
    yield from _run(
        ada,
        ("GET", own, {}),
        ("GET", f"{own}/{second['id']}", {}),
        ("PUT", f"{own}/{second['id']}", {"description": "e"}),
        ("DELETE", f"{own}/{second['id']}", {}),
        ("GET", f"/webhooks/{made['id']}", {}),
        ("PUT", f"/webhooks/{made['id']}", {"active": False}),
        ("GET", f"/webhooks/{made['id']}/active", {}),
        ("DELETE", f"/webhooks/{made['id']}", {}),
    )


def _last(ada: Raw) -> Iterator[tuple[str, str, Any]]:
    urls = f"/boards/{scene.BOARD}?fields=name,/cards/{scene.ALIGN}"
    yield from _run(ada, ("GET", "/batch", {"urls": urls}))
