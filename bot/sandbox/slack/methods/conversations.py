"""conversations.*, reactions, pins and bookmarks: channels and what hangs on them."""

import json
from collections.abc import Callable

from bot.sandbox.slack.calls import Call, method
from bot.sandbox.slack.database import Json
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.methods.chat import channel_for
from bot.sandbox.slack.workspace import new_id

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


def _kind(channel: Json) -> str:
    if channel["is_im"]:
        return "im"
    return "private_channel" if channel["is_private"] else "public_channel"


def _listed(call: Call, wanted: Callable[[Json], bool]) -> list[Json]:
    types = call.words("types") or ["public_channel"]
    known = {"public_channel", "private_channel", "mpim", "im"}
    if set(types) - known:
        raise SlackError("invalid_types")
    workspace = call.slack.workspace
    return [
        workspace.channel_object(channel)
        for channel in workspace.channels()
        if _kind(channel) in types
        and not (call.flag("exclude_archived") and channel["is_archived"])
        and wanted(channel)
    ]


def _may_read(call: Call, channel: Json) -> None:
    """Raises missing_scope: each kind of conversation has a scope of its own."""
    needed = {"im": "im:history", "private_channel": "groups:history"}.get(
        _kind(channel), "channels:history"
    )
    scopes = call.slack.workspace.app()["scopes"]
    if scopes is not None and needed not in scopes:
        raise SlackError("missing_scope", needed=needed, provided=",".join(scopes))


def _in_channel(call: Call) -> Json:
    channel = channel_for(call)
    bot = call.slack.workspace.app()["bot_user_id"]
    if not call.slack.workspace.is_member(channel["id"], bot):
        raise SlackError("not_in_channel")
    return channel


@method("conversations.list", 2, *READ)
def list_channels(call: Call) -> Json:
    """Channels that the app may know of: all public ones, and those it is in."""
    workspace = call.slack.workspace
    bot = workspace.app()["bot_user_id"]

    def known(channel: Json) -> bool:
        return _kind(channel) == "public_channel" or workspace.is_member(channel["id"], bot)

    return call.page("channels", _listed(call, known))


@method("users.conversations", 2, *READ)
def of_user(call: Call) -> Json:
    """Channels of a person, or of the app itself."""
    workspace = call.slack.workspace
    user = call.text("user", workspace.app()["bot_user_id"])
    workspace.user(user)
    return call.page(
        "channels", _listed(call, lambda channel: workspace.is_member(channel["id"], user))
    )


@method("conversations.info", 3, *READ)
def info(call: Call) -> Json:
    """One channel."""
    return {"channel": call.slack.workspace.channel_object(channel_for(call))}


@method("conversations.members", 4, *READ)
def members(call: Call) -> Json:
    """Who is in a channel."""
    return call.page("members", call.slack.workspace.members(channel_for(call)["id"]))


@method("conversations.join", 3, "channels:join")
def join(call: Call) -> Json:
    """Let the app into a public channel."""
    channel, workspace = channel_for(call), call.slack.workspace
    if channel["is_private"] or channel["is_im"]:
        raise SlackError("method_not_supported_for_channel_type")
    if channel["is_archived"]:
        raise SlackError("is_archived")
    workspace.join(channel["id"], workspace.app()["bot_user_id"])
    return {"channel": workspace.channel_object(channel)}


@method("conversations.open", 3, "im:write", "mpim:write")
def open_direct(call: Call) -> Json:
    """The conversation with one person, made when there is none yet."""
    workspace, users = call.slack.workspace, call.words("users")
    if call.maybe("channel"):
        return {"channel": workspace.channel_object(channel_for(call))}
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("too_many_users")
    known = any(c["is_im"] and c["user"] == users[0] for c in workspace.channels())
    channel_id = workspace.direct(users[0])
    if call.flag("return_im"):
        return {"channel": workspace.channel_object(workspace.channel(channel_id))}
    return {"channel": {"id": channel_id}, "already_open": known, "no_op": known}


@method("conversations.history", 3, *HISTORY)
def history(call: Call) -> Json:
    """Messages of a channel, newest first, between `oldest` and `latest`."""
    channel = _in_channel(call)
    _may_read(call, channel)
    oldest, latest = call.text("oldest", "0"), call.maybe("latest")
    inclusive = call.flag("inclusive")

    def inside(message: Json) -> bool:
        ts = float(message["ts"])
        low, high = float(oldest), float(latest) if latest else float("inf")
        return low <= ts <= high if inclusive else low < ts < high

    found = [m for m in call.slack.messages.history(channel["id"]) if inside(m)]
    if not call.flag("include_all_metadata"):
        found = [{k: v for k, v in m.items() if k != "metadata"} for m in found]
    page = call.page("messages", found)
    return page | {"has_more": bool(page["response_metadata"]["next_cursor"]), "pin_count": 0}


@method("conversations.replies", 3, *HISTORY)
def replies(call: Call) -> Json:
    """A message and its replies, oldest first."""
    channel = _in_channel(call)
    _may_read(call, channel)
    page = call.page("messages", call.slack.messages.thread(channel["id"], call.text("ts")), 1000)
    return page | {"has_more": bool(page["response_metadata"]["next_cursor"])}


@method("reactions.add", 3, "reactions:write")
def add_reaction(call: Call) -> Json:
    """React to a message as the app."""
    bot = call.slack.workspace.app()["bot_user_id"]
    channel = channel_for(call)
    call.slack.messages.react(channel["id"], call.text("timestamp"), bot, call.text("name"))
    return {}


@method("pins.add", 2, "pins:write")
def add_pin(call: Call) -> Json:
    """Pin a message to its channel. Raises already_pinned."""
    channel, ts = channel_for(call), call.text("timestamp")
    message = call.slack.messages.get(channel["id"], ts)
    if channel["id"] in message.get("pinned_to", []):
        raise SlackError("already_pinned")
    pinned = [*message.get("pinned_to", []), channel["id"]]
    call.slack.messages.change(channel["id"], ts, pinned_to=pinned)
    return {}


@method("bookmarks.add", 2, "bookmarks:write")
def add_bookmark(call: Call) -> Json:
    """Put a link at the top of a channel."""
    channel = call.slack.workspace.channel(call.text("channel_id"))
    if call.text("type") != "link" or not call.maybe("link"):
        raise SlackError("invalid_link")
    made = int(call.slack.now().timestamp())
    bookmark = {
        "id": new_id("Bk"),
        "channel_id": channel["id"],
        "title": call.text("title"),
        "link": call.text("link"),
        "emoji": call.text("emoji", ""),
        "type": "link",
        "date_created": made,
        "date_updated": made,
        "app_id": call.slack.workspace.app()["id"],
    }
    with call.slack.database.write() as connection:
        connection.execute(
            "INSERT INTO bookmarks VALUES (?, ?, ?)",
            (bookmark["id"], channel["id"], json.dumps(bookmark)),
        )
    return {"bookmark": bookmark}
