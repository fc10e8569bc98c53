"""Registering webhooks: HEAD to the callback first, no second one of the same kind.

Error bodies: facts, create and verify."""

import msgspec
import requests

from bot.sandbox.trello.routes.members import own_token
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.wire import NOT_FOUND, Call, Endpoint, Refusal, truth
from bot.sandbox.trello.world import World, checked_id

DUPLICATE = "A webhook with that callback, model, and token already exists"
_HEAD_TIMEOUT_S = 5


def check_callback(_world: World, call: Call) -> None:
    """Ask the callback for a 200 before anything is written. No database is held meanwhile."""
    url = call.text("callbackURL") or (
        call.text("value") if call.ids.get("field") == "callbackURL" else ""
    )
    if not url:
        return
    if not url.startswith(("http://", "https://")):
        raise Refusal(400, {"message": "Invalid callbackURL", "error": "ERROR"})
    try:
        with requests.Session() as session:
            session.trust_env = False  # a callback on this machine is not behind a proxy
            answer = session.head(url, timeout=_HEAD_TIMEOUT_S, allow_redirects=False)
        got = str(answer.status_code)
    except requests.RequestException as error:
        got = type(error).__name__
    if got != "200":
        message = f"URL ({url}) did not return 200 status code, got {got}"
        raise Refusal(400, {"message": message, "error": "ERROR"})


def post_webhook(world: World, call: Call) -> Json:
    """`POST /webhooks` and `POST /tokens/{token}/webhooks`"""
    if "token" in call.ids:
        own_token(call)
    caller = call.caller
    if caller.member is None or caller.token is None or caller.key is None:
        raise Refusal(401, {"message": "missing scopes"})
    url, model = call.need("callbackURL"), checked_id(call.need("idModel"))
    _may_see(world, call, model)
    same = "SELECT id FROM webhooks WHERE token=? AND model=? AND callback=?"
    if world.store.rows(same, caller.token, model, url):
        raise Refusal(400, DUPLICATE)
    webhook: Json = {
        "id": world.new_id(),
        "description": call.text("description"),
        "idModel": model,
        "callbackURL": url,
        "active": call.flag("active", True),
        "consecutiveFailures": 0,
        "firstConsecutiveFailDate": None,
    }
    world.store.change(
        "INSERT INTO webhooks (id, token, key, model, callback, body) VALUES (?,?,?,?,?,?)",
        webhook["id"],
        caller.token,
        caller.key,
        model,
        url,
        msgspec.json.encode(webhook),
    )
    return webhook


def _may_see(world: World, call: Call, model: str) -> None:
    if world.store.get("board", model):
        world.board(call, model)
    elif world.store.get("card", model):
        world.card(call, model)
    elif world.store.get("list", model):
        world.part(call, "list", model)
    elif model != (call.caller.member or {}).get("id"):
        raise Refusal(400, "invalid value for idModel")


def _own(world: World, call: Call) -> Json:
    key = checked_id(call.ids.get("idWebhook") or call.ids["id"])
    rows = world.store.rows("SELECT token, body FROM webhooks WHERE id=?", key)
    if not rows:
        raise Refusal(404, NOT_FOUND)
    if rows[0][0] != call.caller.token:
        raise Refusal(401, "unauthorized webhook requested")
    webhook: Json = msgspec.json.decode(rows[0][1])
    return webhook


def get_all(world: World, call: Call) -> list[Json]:
    """`GET /tokens/{token}/webhooks`"""
    query = "SELECT body FROM webhooks WHERE token=? ORDER BY id"
    return [msgspec.json.decode(row[0]) for row in world.store.rows(query, own_token(call))]


def get_webhook(world: World, call: Call) -> Json:
    """`GET /webhooks/{id}`"""
    return _own(world, call)


def get_field(world: World, call: Call) -> Json:
    """`GET /webhooks/{id}/{field}`"""
    webhook = _own(world, call)
    if call.ids["field"] not in webhook:
        raise Refusal(404, f"Cannot GET {call.path}")
    return {"_value": webhook[call.ids["field"]]}


def put_webhook(world: World, call: Call) -> Json:
    """`PUT /webhooks/{id}`: description, callbackURL, idModel, active. Reactivating forgives the
    failures."""
    webhook = _own(world, call)
    for name in ("description", "callbackURL"):
        if call.text(name):
            webhook[name] = call.text(name)
    if call.text("idModel"):
        _may_see(world, call, checked_id(call.text("idModel")))
        webhook["idModel"] = call.text("idModel")
    if "active" in call.params:
        webhook["active"] = truth(call.params["active"])
        webhook |= {"consecutiveFailures": 0, "firstConsecutiveFailDate": None}
    save_webhook(world, webhook)
    return webhook


def save_webhook(world: World, webhook: Json) -> None:
    """Keep a webhook as it is now."""
    world.store.change(
        "UPDATE webhooks SET model=?, callback=?, body=? WHERE id=?",
        webhook["idModel"],
        webhook["callbackURL"],
        msgspec.json.encode(webhook),
        webhook["id"],
    )


def delete_webhook(world: World, call: Call) -> Json:
    """`DELETE /webhooks/{id}`"""
    webhook = _own(world, call)
    drop_webhook(world, webhook["id"])
    return {"limits": {}}


def drop_webhook(world: World, key: str) -> None:
    """Forget a webhook and what it still had to deliver."""
    world.store.change("DELETE FROM webhooks WHERE id=?", key)
    world.store.change("DELETE FROM deliveries WHERE webhook=?", key)


ENDPOINTS = [
    Endpoint("POST", "/webhooks", post_webhook, check_callback),
    Endpoint("GET", "/webhooks/{id}", get_webhook),
    Endpoint("PUT", "/webhooks/{id}", put_webhook, check_callback),
    Endpoint("DELETE", "/webhooks/{id}", delete_webhook),
    Endpoint("GET", "/webhooks/{id}/{field}", get_field),
    Endpoint("GET", "/tokens/{token}/webhooks", get_all),
    Endpoint("POST", "/tokens/{token}/webhooks", post_webhook, check_callback),
    Endpoint("GET", "/tokens/{token}/webhooks/{idWebhook}", get_webhook),
    Endpoint("PUT", "/tokens/{token}/webhooks/{idWebhook}", put_webhook, check_callback),
    Endpoint("DELETE", "/tokens/{token}/webhooks/{idWebhook}", delete_webhook),
]
