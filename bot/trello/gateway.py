"""All that Cardkeeper asks of Trello and does there, one request for each where one will do."""

from datetime import UTC, datetime
from typing import Any

from trello import TrelloClient
from trello.board import Board
from trello.card import Card
from trello.label import Label
from trello.member import Member

from bot.trello import feed, hooks, snapshot
from bot.trello.feed import iso
from bot.trello.http import TrelloHttp

Json = dict[str, Any]

# py-trello must believe that it signs; the real credentials stay in TrelloHttp.
_PLACEHOLDER = "set-by-http-service"


class TrelloGateway:
    """One member's view of Trello, for any number of threads.

    Every method raises `TrelloError` and its kinds. A write whose error says
    `may_have_happened` must be looked for before it is repeated: Trello knows no idempotency key.
    Ids may be long ids or short links."""

    def __init__(self, http: TrelloHttp) -> None:
        self.http = http
        self.client = TrelloClient(api_key=_PLACEHOLDER, token=_PLACEHOLDER, http_service=http)

    # Reading

    def read_board(self, board_id: str, cards: str = "open") -> Json:
        """The board as in Trello's "Export as JSON", without actions.

        `cards`: `open` (not archived), `visible` (and in an open list), `closed` or `all`."""
        return snapshot.read_board(self._get, board_id, cards)

    def read_card(self, card_id: str) -> Json:
        """The card as in `read_board`, and its `checklists`, `members`, `list`, comments and moves
        (`actions`, newest first, at most 1,000)."""
        return snapshot.read_card(self._get, card_id)

    def board_activity(self, board_id: str) -> datetime:
        """When anything last happened on the board; its creation when nothing has."""
        board = self._get(f"/boards/{board_id}", {"fields": "id,dateLastActivity"})
        if board.get("dateLastActivity"):
            return datetime.fromisoformat(board["dateLastActivity"])
        # The first 8 digits of an id are its creation in seconds (facts: ids).
        return datetime.fromtimestamp(int(board["id"][:8], 16), UTC)

    def actions(
        self,
        board_id: str,
        since: datetime,
        before: datetime | None = None,
        limit: int = feed.PAGE,
        kinds: str = "all",
    ) -> list[Json]:
        """The board's feed from `since` on, all pages of `limit`, newest first, each once."""
        return feed.read_actions(self._get, board_id, since, before, limit, kinds)

    def me(self) -> Json:
        """The member whom the token belongs to: id, username, fullName."""
        member: Json = self._get("/members/me", {"fields": "id,username,fullName"})
        return member

    def token_rights(self) -> Json:
        """The token's own record: dateCreated, dateExpires, permissions."""
        record: Json = self._get("/tokens/{token}", {"fields": "all"})
        return record

    # Comments

    def comment(self, card_id: str, text: str) -> str:
        """Add a comment; the id of its action."""
        return str(self._card(card_id).comment(text)["id"])

    def edit_comment(self, action_id: str, text: str) -> None:
        """Replace the text of an own comment."""
        self._write("PUT", f"/actions/{action_id}", {"text": text})

    def delete_comment(self, action_id: str) -> None:
        """Delete a comment."""
        self._write("DELETE", f"/actions/{action_id}")

    # Cards

    def add_card(self, list_id: str, name: str, desc: str = "", **fields: Any) -> Json:
        """Create a card; the card. `fields` are Trello's own: idLabels, idMembers, due, pos,
        idCardSource, keepFromSource."""
        return self._write(
            "POST", "/cards", {"idList": list_id, "name": name, "desc": desc, **fields}
        )

    def update_card(self, card_id: str, **fields: Any) -> Json:
        """Change fields of a card by Trello's own names (name, desc, due, dueComplete, start,
        closed, pos, cover, ...); the card. A datetime is written as Trello writes it."""
        return self._write("PUT", f"/cards/{card_id}", fields)

    def move_card(self, card_id: str, list_id: str, pos: str | float | None = None) -> None:
        """Move a card to a list, to `top`, `bottom` or a position there."""
        place = {} if pos is None else {"pos": pos}
        self.update_card(card_id, idList=list_id, **place)

    def set_description(self, card_id: str, desc: str) -> None:
        """Replace the description."""
        self.update_card(card_id, desc=desc)

    def delete_card(self, card_id: str) -> None:
        """Delete a card for good."""
        self._card(card_id).delete()

    def add_member(self, card_id: str, member_id: str) -> None:
        """Put a member on a card; refused (400) when already there."""
        self._card(card_id).add_member(Member(self.client, member_id))

    def remove_member(self, card_id: str, member_id: str) -> None:
        """Take a member off a card."""
        self._card(card_id).remove_member(Member(self.client, member_id))

    def add_label(self, card_id: str, label_id: str) -> None:
        """Put a label on a card; refused (400) when already there."""
        self._card(card_id).add_label(Label(self.client, label_id, ""))

    def remove_label(self, card_id: str, label_id: str) -> None:
        """Take a label off a card."""
        self._card(card_id).remove_label(Label(self.client, label_id, ""))

    def set_field(self, card_id: str, field_id: str, kind: str, value: str) -> None:
        """Write a custom field of a card; `kind` is `number` or `text`, an empty value clears it.

        Values are always strings (facts, 1.7)."""
        item = {"value": {kind: value}} if value else {"value": ""}
        self._write("PUT", f"/cards/{card_id}/customField/{field_id}/item", item)

    def attach_link(self, card_id: str, url: str, name: str = "") -> str:
        """Attach an address to a card; the id of the attachment."""
        link = {"url": url, "name": name} if name else {"url": url}
        return str(self._write("POST", f"/cards/{card_id}/attachments", link)["id"])

    def attach_file(
        self, card_id: str, name: str, content: bytes, mime_type: str, as_cover: bool = False
    ) -> str:
        """Upload a file to a card, as its cover if wanted; the id of the attachment."""
        path = f"/cards/{card_id}/attachments"
        query = {"name": name, "mimeType": mime_type, "setCover": str(as_cover).lower()}
        files = {"file": (name, content, mime_type)}
        answer: Json = self.client.fetch_json(
            path, http_method="POST", query_params=query, files=files
        )
        return str(answer["id"])

    def delete_attachment(self, card_id: str, attachment_id: str) -> None:
        """Remove an attachment."""
        self._card(card_id).remove_attachment(attachment_id)

    def add_checklist(self, card_id: str, name: str, items: list[str]) -> str:
        """Add a checklist with unchecked items (1 + one request an item); its id."""
        checklist = self._write("POST", f"/cards/{card_id}/checklists", {"name": name})
        self.add_check_items(str(checklist["id"]), items)
        return str(checklist["id"])

    def add_check_items(self, checklist_id: str, items: list[str]) -> None:
        """Add unchecked items to a checklist (one request an item)."""
        for item in items:
            self._write("POST", f"/checklists/{checklist_id}/checkItems", {"name": item})

    # The board

    def add_list(self, board_id: str, name: str, pos: str | float = "bottom") -> Json:
        """Create a list; the list."""
        return self._write("POST", "/lists", {"idBoard": board_id, "name": name, "pos": pos})

    def create_label(self, board_id: str, name: str, color: str | None) -> Json:
        """Create a label on the board; the label."""
        return self._write("POST", "/labels", {"idBoard": board_id, "name": name, "color": color})

    # Webhooks

    def webhooks(self) -> list[Json]:
        """The webhooks of this token, with active, consecutiveFailures and
        firstConsecutiveFailDate."""
        return hooks.of_token(self._get)

    def create_webhook(self, board_id: str, callback_url: str, description: str) -> Json:
        """The webhook of this board and callback: the one there is, reactivated if need be, or a
        new one. Trello first sends HEAD to the callback, which must answer 200."""
        return hooks.ensure(self._get, self._write, board_id, callback_url, description)

    def delete_webhook(self, webhook_id: str) -> None:
        """Remove a webhook; one that is gone already is no error."""
        hooks.remove(self._write, webhook_id)

    def text_changes(self, card_id: str) -> list[Json]:
        """The latest changes of a card's title and description, newest first: each with the text
        that was there before."""
        query = {"filter": "updateCard:desc,updateCard:name", "limit": "20"}
        return list(self._get(f"/cards/{card_id}/actions", query))

    # One request

    def _get(self, path: str, query: dict[str, str]) -> Any:
        return self.client.fetch_json(path, query_params=query)

    def _write(self, method: str, path: str, fields: Json | None = None) -> Json:
        """One write with everything in the body: an address is cut short and logged, a body not."""
        body = {name: _plain(value) for name, value in (fields or {}).items()}
        answer: Json = self.client.fetch_json(path, http_method=method, post_args=body or None)
        return answer

    def _card(self, card_id: str) -> Card:
        # Board and card are empty shells of py-trello: only their write verbs are used.
        return Card(Board(client=self.client, board_id=""), card_id)


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value
