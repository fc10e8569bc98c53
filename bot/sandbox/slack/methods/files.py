"""files.*: the two calls around an upload."""

import json

from bot.sandbox.slack.calls import Call, method
from bot.sandbox.slack.database import Json
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.messages import checked_content
from bot.sandbox.slack.methods.chat import bot_author, channel_for, may_post
from bot.sandbox.slack.workspace import new_id


@method("files.getUploadURLExternal", 4, "files:write")
def upload_url(call: Call) -> Json:
    """Where to POST the bytes of a file of a known length."""
    name, length = call.text("filename"), call.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments")
    file_id = new_id("F")
    data = {
        "id": file_id,
        "name": name,
        "title": name,
        "size": length,
        "alt_txt": call.text("alt_txt", ""),
        "created": int(call.slack.now().timestamp()),
        "user": call.slack.workspace.app()["bot_user_id"],
    }
    with call.slack.database.write() as connection:
        connection.execute("INSERT INTO files VALUES (?, ?, NULL)", (file_id, json.dumps(data)))
    return {"upload_url": f"{call.base_url}/upload/v1/{file_id}", "file_id": file_id}


@method("files.completeUploadExternal", 4, "files:write")
def complete(call: Call) -> Json:
    """Finish uploads and, with a channel, show them there."""
    files = []
    for wanted in call.json("files") or []:
        row = call.slack.database.row(
            "SELECT data, content FROM files WHERE id = ?", str(wanted.get("id"))
        )
        if row is None or row["content"] is None:
            raise SlackError("file_not_found")
        files.append(_finish(call, json.loads(row["data"]), wanted.get("title")))
    if not files:
        raise SlackError("invalid_arguments")
    channels = call.words("channels") or call.words("channel_id")
    for name in channels:
        inner = Call(call.slack, call.method, call.arguments | {"channel": name}, call.base_url)
        channel = channel_for(inner)
        may_post(inner, channel)
        text = call.text("initial_comment", "")
        blocks = call.json("blocks", "invalid_blocks_format")
        words = checked_content({"text": text, "blocks": blocks}) if text or blocks else {}
        call.slack.messages.post(
            channel["id"],
            bot_author(call),
            {"text": "", "subtype": "file_share"} | words | {"files": files},
            call.maybe("thread_ts"),
        )
    return {"files": files}


def _finish(call: Call, data: Json, title: str | None) -> Json:
    kind = data["name"].rsplit(".", 1)[-1].lower()
    types = {"png": "image/png", "svg": "image/svg+xml", "jpg": "image/jpeg", "gif": "image/gif"}
    private = f"{call.base_url}/files/{data['id']}/{data['name']}"
    data |= {
        "title": title or data["title"],
        "filetype": kind,
        "mimetype": types.get(kind, "application/octet-stream"),
        "url_private": private,
        "permalink": private,
    }
    with call.slack.database.write() as connection:
        connection.execute("UPDATE files SET data = ? WHERE id = ?", (json.dumps(data), data["id"]))
    return data
