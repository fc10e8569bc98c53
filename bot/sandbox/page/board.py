"""The board side of the page: Trello's own routes, asked in the name of the chosen person."""

import json
from typing import Any
from urllib.parse import urlencode

from bot.sandbox.page.people import People, Person
from bot.sandbox.trello import TrelloStandIn

BOARD = {
    "fields": "name,desc,url",
    "lists": "open",
    "list_fields": "name,pos",
    "cards": "visible",
    "card_fields": "name,shortLink,idList,idMembers,labels,due,dueComplete,pos,badges,desc",
    "card_attachments": "true",
    "card_attachment_fields": "name,url",
    "labels": "all",
    "labels_limit": "1000",
    "members": "all",
    "member_fields": "fullName,username,initials",
}
CARD = {
    "attachments": "true",
    "attachment_fields": "name,url,date",
    "checklists": "all",
    "members": "true",
    "member_fields": "fullName,username,initials",
    "actions": "commentCard",
    "actions_limit": "100",
    "list": "true",
}
EDITABLE = ("name", "desc", "due", "dueComplete", "idList", "pos", "idMembers", "idLabels")


class BoardError(Exception):
    """Trello said no; the sentence is its own."""


class BoardSide:
    """Reads and changes the board as a person."""

    def __init__(self, trello: TrelloStandIn, people: People) -> None:
        self.trello = trello
        self.people = people

    def ask(self, person: Person, verb: str, path: str, params: dict[str, Any]) -> Any:
        """One call of Trello's REST API. Raises BoardError."""
        headers = {"authorization": self.people.authorization(person)}
        query = urlencode({k: _written(v) for k, v in params.items() if v is not None})
        answer = self.trello.answer(verb, path, query, headers, b"")
        if answer.status != 200:
            raise BoardError(answer.body.decode("utf-8", "replace"))
        return json.loads(answer.body)

    def board(self, person: Person) -> dict[str, Any] | None:
        """The first board of this person with all that the page shows; None without a board."""
        boards = self.ask(person, "GET", "/members/me/boards", {"fields": "name,closed"})
        opened = [board for board in boards if not board.get("closed")]
        if not opened:
            return None
        board: dict[str, Any] = self.ask(person, "GET", f"/boards/{opened[0]['id']}", BOARD)
        return board

    def card(self, person: Person, card_id: str) -> dict[str, Any]:
        """One card with its checklists, links and comments, newest first."""
        card: dict[str, Any] = self.ask(person, "GET", f"/cards/{_id(card_id)}", CARD)
        return card

    def add_card(self, person: Person, list_id: str, name: str) -> dict[str, Any]:
        """A new card at the bottom of a list."""
        params = {"idList": list_id, "name": name, "pos": "bottom"}
        card: dict[str, Any] = self.ask(person, "POST", "/cards", params)
        return card

    def change_card(self, person: Person, card_id: str, changes: dict[str, Any]) -> None:
        """Change some of the fields in EDITABLE; anything else is refused."""
        strange = set(changes) - set(EDITABLE)
        if strange:
            raise BoardError(f"cannot change {', '.join(sorted(strange))}")
        self.ask(person, "PUT", f"/cards/{_id(card_id)}", changes)

    def comment(self, person: Person, card_id: str, text: str) -> None:
        """Say something on a card."""
        self.ask(person, "POST", f"/cards/{_id(card_id)}/actions/comments", {"text": text})

    def tick(self, person: Person, card_id: str, item_id: str, done: bool) -> None:
        """Tick an item of a checklist, or take the tick away."""
        state = "complete" if done else "incomplete"
        path = f"/cards/{_id(card_id)}/checkItem/{_id(item_id)}"
        self.ask(person, "PUT", path, {"state": state})


def _id(value: str) -> str:
    if not value.isalnum():
        raise BoardError("not an id")
    return value


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value)
