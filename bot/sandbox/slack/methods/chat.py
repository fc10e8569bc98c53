"""chat.*: what the app says, and what it says again."""

from typing import Any

from bot.sandbox.slack.calls import Call, method
from bot.sandbox.slack.database import Json
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.messages import MOST_TEXT_IN_UPDATE, checked_content

WRITE = "chat:write"


def bot_author(call: Call) -> Json:
    """The app as the author of a message."""
    app = call.slack.workspace.app()
    profile = {"id": app["bot_id"], "app_id": app["id"], "name": app["name"], "deleted": False}
    return {
        "user": app["bot_user_id"],
        "bot_id": app["bot_id"],
        "app_id": app["id"],
        "bot_profile": profile | {"team_id": call.slack.workspace.team()["id"]},
    }


def content(call: Call) -> Json:
    """Text, blocks and attachments of the call, not yet checked."""
    return {
        "text": call.text("text", ""),
        "blocks": call.json("blocks", "invalid_blocks_format"),
        "attachments": call.json("attachments"),
    }


def channel_for(call: Call) -> Json:
    """The channel of the call; a user id means the conversation with that person."""
    workspace = call.slack.workspace
    name = call.text("channel", "") or None
    if name is None:
        raise SlackError("channel_not_found")
    if any(user["id"] == name for user in workspace.users()):
        return workspace.channel(workspace.direct(name))
    return workspace.channel(name)


def may_post(call: Call, channel: Json) -> None:
    """Raises is_archived, and not_in_channel unless the app may post where it is not."""
    workspace = call.slack.workspace
    app = workspace.app()
    if channel["is_archived"]:
        raise SlackError("is_archived")
    public = not (channel["is_private"] or channel["is_im"])
    anywhere = public and "chat:write.public" in (app["scopes"] or [])
    if not anywhere and not workspace.is_member(channel["id"], app["bot_user_id"]):
        raise SlackError("not_in_channel")


def _own(call: Call, channel: Json, error: str) -> Json:
    message = call.slack.messages.get(channel["id"], call.text("ts"))
    if message.get("app_id") != call.slack.workspace.app()["id"]:
        raise SlackError(error)
    if message.get("is_ephemeral"):
        raise SlackError("message_not_found")
    return message


@method("chat.postMessage", 5, WRITE)
def post_message(call: Call) -> Json:
    """Say something in a channel, a thread or to a person."""
    channel = channel_for(call)
    may_post(call, channel)
    words: dict[str, Any] = checked_content(content(call))
    metadata = call.json("metadata", "invalid_metadata_format")
    if metadata is not None:
        if not isinstance(metadata, dict) or {"event_type", "event_payload"} - set(metadata):
            raise SlackError("invalid_metadata_format")
        words["metadata"] = metadata
    thread = call.maybe("thread_ts")
    if thread:
        call.slack.messages.thread(channel["id"], thread)
        if call.flag("reply_broadcast"):
            words["subtype"] = "thread_broadcast"
    message = call.slack.messages.post(channel["id"], bot_author(call), words, thread)
    call.slack.events.message_posted(channel, message)
    return {"channel": channel["id"], "ts": message["ts"], "message": message}


@method("chat.update", 3, WRITE)
def update(call: Call) -> Json:
    """Say an own message differently."""
    channel = channel_for(call)
    known = _own(call, channel, "cant_update_message")
    words = checked_content(content(call), MOST_TEXT_IN_UPDATE)
    metadata = call.json("metadata", "invalid_metadata_format")
    if metadata is not None:
        words["metadata"] = metadata
    bot = call.slack.workspace.app()["bot_user_id"]
    message = call.slack.messages.edit(channel["id"], known["ts"], bot, words)
    call.slack.events.message_changed(channel, known, message)
    return {
        "channel": channel["id"],
        "ts": message["ts"],
        "text": message.get("text", ""),
        "message": message,
    }


@method("chat.delete", 3, WRITE)
def delete(call: Call) -> Json:
    """Take an own message back."""
    channel = channel_for(call)
    known = _own(call, channel, "cant_delete_message")
    call.slack.messages.delete(channel["id"], known["ts"])
    call.slack.events.message_deleted(channel, known)
    return {"channel": channel["id"], "ts": known["ts"]}


@method("chat.postEphemeral", 4, WRITE)
def post_ephemeral(call: Call) -> Json:
    """Say something in a channel that one person sees."""
    channel, user = channel_for(call), call.text("user")
    workspace = call.slack.workspace
    workspace.user(user)
    may_post(call, channel)
    if not workspace.is_member(channel["id"], user):
        raise SlackError("user_not_in_channel")
    message = call.slack.messages.post(
        channel["id"],
        bot_author(call),
        checked_content(content(call)),
        call.maybe("thread_ts"),
        visible_to=user,
    )
    return {"message_ts": message["ts"]}


@method("chat.unfurl", 3, "links:write")
def unfurl(call: Call) -> Json:
    """Show previews below a message: by channel and ts, or by unfurl_id and source."""
    previews = call.json("unfurls", "invalid_unfurls_format") or {}
    if call.maybe("unfurl_id"):
        ts, _, place = call.text("unfurl_id").removeprefix("C").partition("-")
    else:
        place, ts = call.text("channel"), call.text("ts")
    message = call.slack.messages.get(place, ts)
    attachments = list(message.get("attachments") or [])
    for url, preview in previews.items():
        if url not in message.get("text", ""):
            raise SlackError("cannot_unfurl_url")
        checked = checked_content({"blocks": preview.get("blocks") or []})
        shown = {"id": len(attachments) + 1, "from_url": url, "blocks": checked["blocks"]}
        attachments.append(shown | {"app_unfurl_url": url, "is_app_unfurl": True})
    call.slack.messages.change(place, ts, attachments=attachments)
    return {}


@method("chat.getPermalink", 5)
def permalink(call: Call) -> Json:
    """The address of a message."""
    channel, ts = channel_for(call), call.text("message_ts")
    call.slack.messages.get(channel["id"], ts)
    domain = call.slack.workspace.team()["domain"]
    address = f"https://{domain}.slack.com/archives/{channel['id']}/p{ts.replace('.', '')}"
    return {"channel": channel["id"], "permalink": address}
