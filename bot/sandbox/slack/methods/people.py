"""auth, users, groups and do-not-disturb: who somebody is and when to be quiet."""

from bot.sandbox.slack.calls import Call, method
from bot.sandbox.slack.database import Json
from bot.sandbox.slack.errors import SlackError


@method("api.test", 4, token="none")  # noqa: S106 a kind of token, not one
def api_test(call: Call) -> Json:
    """Says what was said."""
    if call.maybe("error"):
        raise SlackError(call.text("error"), args=call.arguments)
    return {"args": call.arguments}


@method("auth.test", 5)
def auth_test(call: Call) -> Json:
    """Who the bot token is."""
    workspace = call.slack.workspace
    app, team = workspace.app(), workspace.team()
    return {
        "url": f"https://{team['domain']}.slack.com/",
        "team": team["name"],
        "user": workspace.user(app["bot_user_id"])["name"],
        "team_id": team["id"],
        "user_id": app["bot_user_id"],
        "bot_id": app["bot_id"],
        "app_id": app["id"],
        "is_enterprise_install": False,
    }


def _shows_email(call: Call) -> bool:
    scopes = call.slack.workspace.app()["scopes"]
    return scopes is None or "users:read.email" in scopes


@method("users.info", 4, "users:read")
def info(call: Call) -> Json:
    """One person; the e-mail address only with the scope for it."""
    workspace = call.slack.workspace
    user = workspace.user(call.text("user"))
    return {"user": workspace.user_object(user, _shows_email(call))}


@method("users.list", 2, "users:read")
def everybody(call: Call) -> Json:
    """Everybody, page by page."""
    workspace, email = call.slack.workspace, _shows_email(call)
    everyone = [workspace.user_object(user, email) for user in workspace.users()]
    stamp = int(call.slack.now().timestamp())
    return call.page("members", everyone) | {"cache_ts": stamp}


@method("users.lookupByEmail", 3, "users:read.email")
def by_email(call: Call) -> Json:
    """The person with an e-mail address. Raises users_not_found."""
    wanted = call.text("email").lower()
    for user in call.slack.workspace.users():
        if user["email"].lower() == wanted and not user["deleted"]:
            return {"user": call.slack.workspace.user_object(user)}
    raise SlackError("users_not_found")


def _dnd(call: Call, user_id: str) -> Json:
    blank = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    known: Json = call.slack.workspace.user(user_id)["dnd"]
    return blank | known


@method("dnd.info", 3, "dnd:read")
def dnd(call: Call) -> Json:
    """When one person does not want to be disturbed."""
    snooze = {"snooze_enabled": False}
    return snooze | _dnd(call, call.text("user", call.slack.workspace.app()["bot_user_id"]))


@method("dnd.teamInfo", 2, "dnd:read")
def team_dnd(call: Call) -> Json:
    """The same for several people, at most 50."""
    users = call.words("users")
    if len(users) > 50:
        raise SlackError("too_many_users")
    return {"users": {user: _dnd(call, user) for user in users}, "cached": False}


@method("usergroups.list", 2, "usergroups:read")
def groups(call: Call) -> Json:
    """The groups that can be mentioned."""
    shown = []
    for group in call.slack.workspace.usergroups():
        whole = {
            "id": group["id"],
            "team_id": call.slack.workspace.team()["id"],
            "is_usergroup": True,
            "name": group.get("name", group["handle"]),
            "handle": group["handle"],
            "description": group.get("description", ""),
            "date_delete": 0,
        }
        if call.flag("include_count"):
            whole["user_count"] = str(len(group.get("users", [])))
        if call.flag("include_users"):
            whole["users"] = group.get("users", [])
        shown.append(whole)
    return {"usergroups": shown}


@method("usergroups.users.list", 2, "usergroups:read")
def group_users(call: Call) -> Json:
    """Who is in a group. Raises no_such_subteam."""
    wanted = call.text("usergroup")
    for group in call.slack.workspace.usergroups():
        if group["id"] == wanted:
            return {"users": group.get("users", [])}
    raise SlackError("no_such_subteam")
