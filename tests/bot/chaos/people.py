"""What people do on the board: a seeded script, and the hands that carry it out.

People work on the stand-in itself, so their calls never fail. What they do depends on the seed
alone, never on what the bot has done so far.
"""

from random import Random
from typing import Any

import msgspec
from msgspec import Struct

from bot.sandbox.trello import TrelloStandIn
from tests.bot.chaos import board
from tests.bot.chaos.board import FIXABLE, FORBIDDEN, LABELS, PEOPLE, TALKED_TO

Json = dict[str, Any]
KEY = "chaos-key-of-the-peoples-browsers"

_OTHER_LISTS = ("Ready", "Doing", "Waiting", "Review", "Done", "Resources")
_RULES = ("owner-missing", "kind-missing", "due-passed", "section-missing")


class Change(Struct, frozen=True):
    """One thing that a person does to a card; `detail` is what the verb needs."""

    who: str
    verb: str
    card: str  # "card 7", or "new 3" for one made on the way
    detail: str = ""


def script(seed: int, count: int) -> list[Change]:
    """`count` changes; the last ones bring cards that were given commands back into sight."""
    return _Script(Random(seed), count).changes


class _Script:
    def __init__(self, random: Random, count: int) -> None:
        self._random = random
        self.changes: list[Change] = []
        self._made = 0
        self._commands = 0
        self._archived: set[str] = set()
        self._fix_asked: set[int] = set()
        self._overruled = list(FORBIDDEN)
        numbers = [*FORBIDDEN, *FIXABLE, *TALKED_TO]
        self._free = [f"card {n}" for n in range(board.CARDS) if n not in numbers]
        back = self._back_in_sight()
        while len(self.changes) < count - len(back):
            self._one()
        self.changes += back

    def _one(self) -> None:
        group = self._random.random()
        if group < 0.12 and self._overruled:
            self._on_forbidden()
        elif group < 0.2:
            self._on_fixable()
        elif group < 0.5:
            self._on_talked_to()
        elif group < 0.56:
            self._made += 1
            where = self._random.choice(_OTHER_LISTS[:4])
            name = f"new {self._made}"
            self._do("create", name, f"{where}|Sort out delivery number {self._made * 37}")
            self._free.append(name)
        else:
            self._anything(self._random.choice(self._free), ("move", "archive"))

    def _on_forbidden(self) -> None:
        """Until the forbidden move these cards stay where everybody may begin; then nobody moves
        them again, so that it is the bot's turn."""
        number = self._random.choice(self._overruled)
        if self._random.random() < 0.4:
            self._overruled.remove(number)
            self._do("move", f"card {number}", "Done")
        else:
            self._anything(f"card {number}", ())

    def _on_fixable(self) -> None:
        number = self._random.choice(FIXABLE)
        if number not in self._fix_asked and self._random.random() < 0.5:
            self._fix_asked.add(number)
            self._command(f"card {number}", "fix link-bare")
        else:
            self._anything(f"card {number}", ("move inside",))

    def _on_talked_to(self) -> None:
        card = f"card {self._random.choice(TALKED_TO)}"
        kind = self._random.random()
        if kind < 0.15:
            rule = self._random.choice(_RULES)
            until = self._random.choice(("", " until 2031-03-04"))
            self._command(card, f"exempt {rule}{until} because reason {self._commands} holds")
        elif kind < 0.3:
            self._command(card, f"why {self._commands}")
        elif kind < 0.4:
            self._command(card, f"link https://example.org/notes/{self._commands}")
        else:
            self._anything(card, ("move", "archive"))

    def _anything(self, card: str, more: tuple[str, ...]) -> None:
        usual = ("own", "disown", "label", "unlabel", "describe", "rename", "due", "remark")
        verb = self._random.choice((*usual, *more, *more))
        if card in self._archived:
            self._archived.remove(card)
            self._do("unarchive", card)
        elif verb == "move":
            self._do("move", card, self._random.choice(_OTHER_LISTS))
        elif verb == "move inside":
            self._do("move", card, self._random.choice(_OTHER_LISTS[:4]))
        elif verb == "archive":
            self._archived.add(card)
            self._do("archive", card)
        else:
            self._do(verb, card, self._detail(verb))

    def _detail(self, verb: str) -> str:
        number = len(self.changes)
        if verb in ("own", "disown"):
            return self._random.choice(sorted(PEOPLE))
        if verb in ("label", "unlabel"):
            return self._random.choice(LABELS)
        if verb == "due":
            return self._random.choice(("", "2026-01-05T09:00:00.000Z", "2031-01-05T09:00:00.000Z"))
        return f"Version {number}" if verb == "describe" else f"{number}"

    def _command(self, card: str, words: str) -> None:
        self._commands += 1
        self._do("command", card, words)

    def _do(self, verb: str, card: str, detail: str = "") -> None:
        self.changes.append(Change(self._random.choice(sorted(PEOPLE)), verb, card, detail))

    def _back_in_sight(self) -> list[Change]:
        who = sorted(PEOPLE)[0]
        cards = [f"card {number}" for number in TALKED_TO]
        moves = [Change(who, "move", card, "Review") for card in cards]
        return [Change(who, "unarchive", card) for card in cards] + moves


class Hands:
    """Carries changes out on one stand-in, and knows what became of them there."""

    def __init__(self, trello: TrelloStandIn) -> None:
        self._trello = trello
        self.cards = {f"card {number}": board.card_id(number) for number in range(board.CARDS)}
        self.titles: dict[str, str] = {}
        self.commands: dict[str, str] = {}  # the end of a command's comment id to its own words

    def do(self, change: Change) -> None:
        """Do it, as a person would with the present card before the eyes: nobody comes between."""
        with self._trello.world.store.reading():
            self._do(change)

    def _do(self, change: Change) -> None:
        if change.verb == "create":
            where, _, name = change.detail.partition("|")
            fields = {"idList": board.list_id(where), "name": name, "desc": "Version 0"}
            made = self._call(change.who, "POST", "/cards", **fields)
            self.cards[change.card] = made["id"]
            return
        card = self.cards[change.card]
        match change.verb:
            case "move":
                self._put(change, idList=board.list_id(change.detail))
            case "archive" | "unarchive":
                self._put(change, closed=change.verb == "archive")
            case "own" | "disown":
                self._toggle(change, "idMembers", PEOPLE[change.detail], change.verb == "own")
            case "label" | "unlabel":
                key = board.label_id(change.detail)
                self._toggle(change, "idLabels", key, change.verb == "label")
            case "describe":
                present = str(self.see(card)["desc"])
                _, gap, rest = present.partition("\n\n")
                self._put(change, desc=f"{change.detail}{gap}{rest}")
            case "rename":
                base = str(self.see(card)["name"]).partition(" (rev ")[0]
                self._put(change, name=f"{base} (rev {change.detail})")
            case "due":
                self._put(change, due=change.detail or None)
            case "remark" | "command":
                called = "@cardkeeper " if change.verb == "command" else ""
                words = f"{called}{change.detail}"
                path = f"/cards/{card}/actions/comments"
                made = self._call(change.who, "POST", path, text=words)
                if change.verb == "command":
                    self.commands[made["id"][-8:]] = f"{change.card}: {change.detail}"

    def touch_board(self) -> None:
        """Something that concerns all cards: a list is given a name of one letter more or less."""
        names = {"Resources": "Resources ", "Resources ": "Resources"}
        where = f"/lists/{board.list_id('Resources')}"
        present = self._call("nadia", "GET", where)["name"]
        self._call("nadia", "PUT", where, name=names[present])

    def see(self, card_id: str) -> Json:
        """The card as it is now."""
        return self._call("nadia", "GET", f"/cards/{card_id}", attachments="true")

    def comments(self, card_id: str) -> list[Json]:
        """All comments on a card, newest first."""
        path = f"/cards/{card_id}/actions"
        found: list[Json] = self._call("nadia", "GET", path, filter="commentCard", limit="1000")
        return found

    def _toggle(self, change: Change, field: str, key: str, wanted: bool) -> None:
        present = [each for each in self.see(self.cards[change.card])[field] if each != key]
        self._put(change, **{field: ",".join([*present, key] if wanted else present)})

    def _put(self, change: Change, **fields: Any) -> None:
        self._call(change.who, "PUT", f"/cards/{self.cards[change.card]}", **fields)

    def _call(self, who: str, method: str, path: str, **fields: Any) -> Any:
        token = token_of(who)
        headers = {
            "authorization": f'OAuth oauth_consumer_key="{KEY}", oauth_token="{token}"',
            "content-type": "application/json",
        }
        query, body = "", msgspec.json.encode(fields)
        if method == "GET":
            query, body = "&".join(f"{name}={value}" for name, value in fields.items()), b""
        answer = self._trello.answer(method, path, query, headers, body)
        assert answer.status == 200, (method, path, fields, answer)
        return msgspec.json.decode(answer.body)


def token_of(who: str) -> str:
    """The token of a person's browser."""
    return f"chaos-token-of-{who}-in-a-browser"
