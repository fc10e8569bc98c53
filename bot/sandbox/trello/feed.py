"""The feed of actions: newest first by date, with filter, limit, since, before and page."""

from datetime import UTC, datetime

import msgspec

from bot.sandbox.trello.display import display_of
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.views import chosen
from bot.sandbox.trello.wire import Call, Refusal, words
from bot.sandbox.trello.world import World


def feed(world: World, call: Call, of: str, key: str, kinds: str, prefix: str = "") -> list[Json]:
    """The actions of a board, card or list. `kinds` is the filter unless the call names one;
    `prefix` is that of nested parameters (`actions_`)."""
    named = call.text("actions" if prefix else "filter", kinds) or kinds
    limit = call.number(f"{prefix}limit", 50, 1000)
    page = call.number(f"{prefix}page", 0, 19)
    where, values = f"{of}=?", [key]
    for bound, sign in (("since", ">="), ("before", "<")):
        if told := call.text(f"{prefix}{bound}"):
            where += f" AND date {sign} ?"
            values.append(_as_date(world, told))
    if "all" not in words(named):
        clause, more = _kinds(words(named))
        where, values = f"{where} AND {clause}", values + more
    rows = world.store.rows(
        f"SELECT body FROM actions WHERE {where}"  # noqa: S608 - own words only
        " ORDER BY date DESC, seq DESC LIMIT ? OFFSET ?",
        *values,
        limit,
        limit * page,
    )
    fields = call.text("action_fields" if prefix else "fields", "all")
    return [_shown(call, msgspec.json.decode(row[0]), fields, prefix) for row in rows]


def _shown(call: Call, action: Json, fields: str, prefix: str) -> Json:
    flag = "action_memberCreator" if prefix else "memberCreator"
    shown = chosen(action, fields)
    if call.flag(flag, True) and "memberCreator" in action:
        shown["memberCreator"] = action["memberCreator"]
    else:
        shown.pop("memberCreator", None)
    if call.flag("display") and "memberCreator" in action:
        shown["display"] = display_of(action)
    return shown


def _kinds(names: list[str]) -> tuple[str, list[str]]:
    clauses, values = [], []
    for name in names:
        kind, _, old = name.partition(":")
        clauses.append("(type=? AND old=?)" if old else "type=?")
        values += [kind, old] if old else [kind]
    return "(" + " OR ".join(clauses or ["0"]) + ")", values


def _as_date(world: World, told: str) -> str:
    """A date as stored, from an ISO date or the id of an action."""
    if len(told) == 24 and "-" not in told:
        rows = world.store.rows("SELECT date FROM actions WHERE id=?", told)
        if rows:
            return str(rows[0][0])
        moment = datetime.fromtimestamp(int(told[:8], 16), UTC)
    else:
        try:
            moment = datetime.fromisoformat(told)
        except ValueError:
            raise Refusal(400, "invalid value for date") from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    plain = aware.astimezone(UTC).replace(tzinfo=None)
    return plain.isoformat(timespec="milliseconds") + "Z"
