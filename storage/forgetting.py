"""Take one person out of everything that is stored: what is theirs is deleted, and where others'
records name them, a name without a person stands instead."""

import json
import re
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, LargeBinary, String, Table, select
from sqlmodel import AutoString

from protocol.agreement import fold
from storage.attention import PutAwayRow, Told
from storage.calendars import CalendarRow
from storage.copying import all_tables
from storage.meetings import NamedUntied
from storage.pages import PageSession
from storage.people import OwnTermsRow, Tie
from storage.preferences import Preference
from storage.speaking import HeldBack, Spoken
from storage.upsert import table_of

NOBODY = "somebody"


class Identity(NamedTuple):
    """What a person is called in the different places; empty where it is not known."""

    slack_id: str = ""
    trello: str = ""  # user name
    member_id: str = ""  # on Trello
    name: str = ""
    email: str = ""


def forget_person(engine: Engine, person: Identity) -> dict[str, int]:
    """Forget in one transaction; how many rows of each table were deleted or changed."""
    touched: dict[str, int] = {}
    names = _Names(person)
    with engine.begin() as connection:
        for table, column, value in _own_rows(person):
            if value:
                done = connection.execute(table.delete().where(table.c[column] == value))
                _add(touched, table.name, done.rowcount)
        for table in all_tables():
            _add(touched, table.name, _rename(connection, table, names))
    return {name: count for name, count in touched.items() if count}


def _own_rows(person: Identity) -> tuple[tuple[Table, str, str], ...]:
    """Rows that exist for this person alone: table, column, and what it says there."""
    return (
        (table_of(Tie), "slack_id", person.slack_id),
        (table_of(Tie), "trello", person.trello),
        (table_of(OwnTermsRow), "trello", person.trello),
        (table_of(Preference), "slack_id", person.slack_id),
        (table_of(Told), "person", person.slack_id),
        (table_of(PutAwayRow), "person", person.slack_id),
        (table_of(Spoken), "place", person.slack_id),
        (table_of(HeldBack), "place", person.slack_id),
        (table_of(NamedUntied), "member_id", person.member_id),
        (table_of(PageSession), "slack_id", person.slack_id),
        (table_of(PageSession), "trello", fold(person.trello)),
        (table_of(CalendarRow), "person", fold(person.name)),
    )


class _Names:
    """Finds the person's names as whole words, and puts others in their place."""

    def __init__(self, person: Identity) -> None:
        nobody = {
            person.slack_id: "U0FORGOTTEN", person.trello: NOBODY, person.member_id: "0" * 24,
            person.name: "Somebody", person.email: "somebody@invalid",
        }  # fmt: skip
        self._instead = {name.casefold(): other for name, other in nobody.items() if name}
        longest = sorted(self._instead, key=len, reverse=True)  # a name before what is part of it
        words = "|".join(re.escape(name) for name in longest)
        self._found = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

    def without(self, text: str) -> str:
        """The text without the person."""
        return self._found.sub(lambda found: self._instead[found[0].casefold()], text)

    def without_in(self, value: Any) -> Any:
        """The same for a column of any kind; what is packed is unpacked and packed again."""
        if isinstance(value, str):
            return self.without(value)
        if isinstance(value, bytes):
            try:
                answer = json.loads(zlib.decompress(value))
            except (zlib.error, ValueError):
                return value  # not packed JSON, so no names
            plain = self._in_json(answer)
            if plain == answer:
                return value
            return zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), 1)
        return value

    def _in_json(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.without(value)
        if isinstance(value, list):
            return [self._in_json(each) for each in value]
        if isinstance(value, dict):
            return {name: self._in_json(each) for name, each in value.items()}
        return value


def _rename(connection: Connection, table: Table, names: _Names) -> int:
    columns = [c for c in table.columns if _may_name(c.type)]
    keys = list(table.primary_key.columns)
    changed = 0
    for row in connection.execute(select(table)).mappings().all():
        new = {c.name: names.without_in(row[c.name]) for c in columns}
        different = {name: value for name, value in new.items() if value != row[name]}
        if different:
            this = [key == row[key.name] for key in keys]
            connection.execute(table.update().where(*this).values(different))
            changed += 1
    return changed


def _may_name(kind: Any) -> bool:
    return isinstance(kind, LargeBinary | AutoString | String)


def _add(touched: dict[str, int], name: str, count: int) -> None:
    touched[name] = touched.get(name, 0) + max(0, count)


def names_in(members: list[Mapping[str, Any]], wanted: str) -> Identity | None:
    """Among members as Trello gives them, the one with this user name, id or full name."""
    folded = wanted.removeprefix("@").casefold()
    for member in members:
        called = [str(member.get(k) or "") for k in ("username", "id", "fullName")]
        if folded in (each.casefold() for each in called if each):
            return Identity(trello=called[0], member_id=called[1], name=called[2])
    return None
