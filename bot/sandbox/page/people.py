"""Whoever can act on the page: a person of the Slack workspace and their Trello account."""

import secrets
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack import SlackStandIn
from bot.sandbox.trello import TrelloStandIn

PAGE_KEY = "sandbox-page"


@dataclass(frozen=True)
class Person:
    """One person in both worlds; `trello_id` is empty for somebody without an account."""

    slack_id: str
    name: str
    username: str
    trello_id: str


class People:
    """Ties Slack people to Trello members by name, and holds the members' tokens.

    The tokens stay on this side: the page names a person, never a token.
    """

    def __init__(self, trello: TrelloStandIn, slack: SlackStandIn) -> None:
        self.trello = trello
        self.slack = slack
        self._tokens: dict[str, str] = {}
        trello.add_key(PAGE_KEY, secrets.token_hex(16))

    def everybody(self) -> list[Person]:
        """The people, without bots, in the workspace's order."""
        members = self._members()
        found = []
        for user in self.slack.workspace.users():
            if user["is_bot"] or user["deleted"] or user["id"] == "USLACKBOT":
                continue
            name = user.get("real_name") or user["name"]
            member = members.get(_plain(name)) or members.get(_plain(user["name"])) or ""
            found.append(Person(user["id"], name, user["name"], member))
        return found

    def person(self, slack_id: str) -> Person:
        """One person. Raises KeyError."""
        for person in self.everybody():
            if person.slack_id == slack_id:
                return person
        raise KeyError(slack_id)

    def authorization(self, person: Person) -> str:
        """The header with which Trello takes a call as this person's. Raises KeyError."""
        if not person.trello_id:
            raise KeyError(person.slack_id)
        token = self._tokens.get(person.trello_id) or self._token(person)
        self._tokens[person.trello_id] = token
        return f'OAuth oauth_consumer_key="{PAGE_KEY}", oauth_token="{token}"'

    def _token(self, person: Person) -> str:
        store = self.trello.world.store
        with store.reading():
            rows = store.rows(
                "SELECT token FROM tokens WHERE member = ? AND write = 1", person.trello_id
            )
            known = store.get("member", person.trello_id) or {}
        if rows:
            return str(rows[0][0])
        token = secrets.token_hex(32)
        username = known.get("username") or person.username
        self.trello.add_member(person.trello_id, username, person.name, token=token)
        return token

    def _members(self) -> dict[str, str]:
        store = self.trello.world.store
        with store.reading():
            rows = store.rows("SELECT id FROM docs WHERE kind = 'member' ORDER BY id")
            members: list[dict[str, Any]] = [store.get("member", row[0]) or {} for row in rows]
        by_name = {_plain(member.get("username", "")): member["id"] for member in members}
        return by_name | {_plain(member.get("fullName", "")): member["id"] for member in members}


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
