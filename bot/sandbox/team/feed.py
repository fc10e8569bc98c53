"""Actions of the board's feed, in the shape of an export.

One change is one action with exactly one key in `data.old`, and a drag is two actions, as in real
exports (6,128 of 6,128 and 1,016 of 1,439 of those that were counted).
"""

from datetime import datetime, timedelta

from bot.sandbox.team.identifiers import object_id
from bot.sandbox.team.moments import iso
from bot.sandbox.team.people import MEMBERS, Person, person
from bot.sandbox.team.shapes import COMMENT_LIMITS, Json, Workspace, actor_json


def action(
    when: datetime, by: Person, kind: str, data: Json, *about: str, member: Person | None = None
) -> Json:
    """One action; `about` are the names that its id is derived from, besides time and kind."""
    made: Json = {
        "id": object_id(when, "action", kind, iso(when), *about),
        "idMemberCreator": by.trello_id,
        "data": data,
        "appCreator": None,
        "type": kind,
        "date": iso(when),
        "limits": COMMENT_LIMITS if kind == "commentCard" else None,
    }
    if member is not None:
        made["member"] = actor_json(member)
    return made | {"memberCreator": actor_json(by)}


def board_history(
    workspace: Workspace, creator: Person, archived: datetime, bot_joined: datetime
) -> list[Json]:
    """How the board itself came about: lists, people, one list archived, the bot last."""
    board = {"board": workspace.board_reference}
    start = workspace.created
    organisation = {"id": workspace.organisation_id, "name": "Larkspur Therapeutics"}
    actions = [
        action(start, creator, "createBoard", board),
        action(
            start + timedelta(seconds=1),
            creator,
            "addToOrganizationBoard",
            board | {"organization": organisation},
        ),
    ]
    data: Json
    for name, date in workspace.list_dates.items():
        data = {"list": workspace.list_reference(name)} | board
        actions.append(action(date, creator, "createList", data, name))
    for place, joiner in enumerate(other for other in MEMBERS if other is not creator):
        date = bot_joined if joiner.is_bot else start + timedelta(minutes=8, seconds=7 * place)
        data = {"memberType": "normal", "idMemberAdded": joiner.trello_id} | board
        actions.append(action(date, creator, "addMemberToBoard", data, joiner.key, member=joiner))
        if joiner.admin:
            data = {"idMember": joiner.trello_id} | board
            promoted = date + timedelta(minutes=2)
            actions.append(
                action(promoted, creator, "makeAdminOfBoard", data, joiner.key, member=joiner)
            )
    old_ideas = {"closed": True} | workspace.list_reference("Old ideas")
    data = {"list": old_ideas, "old": {"closed": False}} | board
    actions.append(action(archived, person("amara"), "updateList", data, "archived"))
    return actions
