"""Modals and home tabs: a stack of at most three modals per person, one home tab each."""

import hashlib
import json
import secrets
from typing import Any

from bot.sandbox.slack.block_check import check_view
from bot.sandbox.slack.database import Database, Json
from bot.sandbox.slack.element_state import state_values
from bot.sandbox.slack.errors import SlackError, invalid_blocks
from bot.sandbox.slack.messages import with_ids
from bot.sandbox.slack.workspace import Workspace, new_id

DEEPEST = 3
TRIGGER_SECONDS = 3.0


class Views:
    """Opens, pushes, updates and closes views, and hands out the triggers to open them with."""

    def __init__(self, database: Database, workspace: Workspace) -> None:
        self.database = database
        self.workspace = workspace
        self.trigger_seconds = TRIGGER_SECONDS

    # -- triggers ------------------------------------------------------------------------------
    def make_trigger(self, user: str, view_id: str | None = None) -> str:
        """A trigger_id for something that a person just did; lives 3 s, opens one view."""
        made_at = self.workspace.now().timestamp()
        digits = f"{int(made_at * 1000)}.{secrets.randbelow(10**10)}"
        trigger = f"{digits}.{secrets.token_hex(16)}"
        with self.database.write() as connection:
            connection.execute(
                "INSERT INTO triggers (id, user, view, made_at) VALUES (?, ?, ?, ?)",
                (trigger, user, view_id, made_at),
            )
        return trigger

    def use_trigger(self, trigger: str) -> tuple[str, str | None]:
        """Whose trigger this is and the view it came from.

        Raises invalid_trigger_id, expired_trigger_id (3 s), exchanged_trigger_id (used before).
        """
        with self.database.write() as connection:
            row = self.database.row("SELECT * FROM triggers WHERE id = ?", trigger)
            if row is None:
                raise SlackError("invalid_trigger_id")
            if row["used"]:
                raise SlackError("exchanged_trigger_id")
            if self.workspace.now().timestamp() - row["made_at"] > self.trigger_seconds:
                raise SlackError("expired_trigger_id")
            connection.execute("UPDATE triggers SET used = 1 WHERE id = ?", (trigger,))
        return row["user"], row["view"]

    # -- reading -------------------------------------------------------------------------------
    def get(self, view_id: str) -> Json:
        """One view. Raises not_found."""
        found = self.database.data("SELECT data FROM views WHERE id = ?", view_id)
        if not found:
            raise SlackError("not_found")
        return found[0]

    def owner(self, view_id: str) -> str:
        """Who has this view open. Raises not_found."""
        row = self.database.row("SELECT user FROM views WHERE id = ?", view_id)
        if row is None:
            raise SlackError("not_found")
        return str(row["user"])

    def modals(self, user: str) -> list[Json]:
        """A person's open modals, the top one last."""
        return self.database.data(
            "SELECT data FROM views WHERE user = ? AND kind = 'modal' ORDER BY position", user
        )

    def home(self, user: str) -> Json | None:
        """A person's home tab, if one was ever published."""
        found = self.database.data("SELECT data FROM views WHERE user = ? AND kind = 'home'", user)
        return found[0] if found else None

    # -- what the app asks for -----------------------------------------------------------------
    def open(self, trigger: str, view: Any) -> Json:
        """Open a modal, in place of any that is open."""
        checked = self._checked(view, "modal")
        with self.database.write():
            user, _ = self.use_trigger(trigger)
            self.close_all(user)
            return self._add(user, checked, None)

    def push(self, trigger: str, view: Any) -> Json:
        """Put a modal on top of the open ones. Raises push_limit_reached beyond three."""
        checked = self._checked(view, "modal")
        with self.database.write():
            user, _ = self.use_trigger(trigger)
            return self.push_for(user, checked)

    def push_for(self, user: str, view: Any) -> Json:
        """Put a modal on top for this person, without a trigger (the answer to a submission)."""
        stack = self.modals(user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST:
            raise SlackError("push_limit_reached")
        return self._add(user, self._checked(view, "modal"), stack[-1])

    def update(
        self, view: Any, view_id: str | None, external_id: str | None, known_hash: str | None
    ) -> Json:
        """Replace a view's content. Raises not_found, hash_conflict."""
        known = self.get(view_id) if view_id else self._by_external_id(external_id)
        if known_hash and known_hash != known["hash"]:
            raise SlackError("hash_conflict")
        fresh = known | self._blank(known["type"]) | self._checked(view, known["type"])
        return self._save(known["id"], fresh)

    def publish(self, user: str, view: Any, known_hash: str | None) -> Json:
        """Replace a person's home tab. Raises hash_conflict, user_not_found."""
        self.workspace.user(user)
        known = self.home(user)
        if known and known_hash and known_hash != known["hash"]:
            raise SlackError("hash_conflict")
        checked = self._checked(view, "home")
        with self.database.write():
            if known is None:
                return self._add(user, checked, None)
            return self._save(known["id"], known | self._blank("home") | checked)

    # -- closing -------------------------------------------------------------------------------
    def close(self, view_id: str) -> None:
        """Take one modal away."""
        with self.database.write() as connection:
            connection.execute("DELETE FROM views WHERE id = ? AND kind = 'modal'", (view_id,))
            connection.execute("DELETE FROM choices WHERE container = ?", (view_id,))

    def close_all(self, user: str) -> None:
        """Take all of a person's modals away."""
        for view in self.modals(user):
            self.close(view["id"])

    # -- inside --------------------------------------------------------------------------------
    def _checked(self, view: Any, kind: str) -> Json:
        if not isinstance(view, dict) or view.get("type") != kind:
            raise SlackError("invalid_arguments", response_metadata={"messages": ["invalid view"]})
        problems = check_view(view)
        if problems:
            raise invalid_blocks(problems, "invalid_arguments")
        return view | {"blocks": with_ids(view["blocks"])}

    def _blank(self, kind: str) -> Json:
        shared = {"private_metadata": "", "callback_id": "", "external_id": ""}
        if kind == "home":
            return shared
        return shared | {
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
        }

    def _by_external_id(self, external_id: str | None) -> Json:
        for view in self.database.data("SELECT data FROM views"):
            if external_id and view.get("external_id") == external_id:
                return view
        raise SlackError("not_found")

    def _add(self, user: str, view: Json, previous: Json | None) -> Json:
        app = self.workspace.app()
        view_id = new_id("V")
        whole = self._blank(view["type"]) | {
            "id": view_id,
            "team_id": self.workspace.team()["id"],
            "app_id": app["id"],
            "bot_id": app["bot_id"],
            "app_installed_team_id": self.workspace.team()["id"],
            "previous_view_id": previous["id"] if previous else None,
            "root_view_id": previous["root_view_id"] if previous else view_id,
        }
        if view.get("external_id"):
            clash = self.database.data("SELECT data FROM views WHERE user = ?", user)
            if any(v.get("external_id") == view["external_id"] for v in clash):
                raise SlackError("duplicate_external_id")
        with self.database.write() as connection:
            position = len(self.modals(user))
            connection.execute(
                "INSERT INTO views VALUES (?, ?, ?, ?, ?)",
                (view_id, user, view["type"], position, "{}"),
            )
            return self._save(view_id, whole | view)

    def _save(self, view_id: str, view: Json) -> Json:
        owner = self.owner(view_id)
        view["state"] = {"values": state_values(view["blocks"], self.chosen(owner, view_id))}
        stamp = f"{self.workspace.next_ts()}"
        view["hash"] = f"{stamp.split('.')[0]}.{hashlib.sha256(stamp.encode()).hexdigest()[:8]}"
        with self.database.write() as connection:
            connection.execute(
                "UPDATE views SET data = ? WHERE id = ?", (json.dumps(view), view_id)
            )
        return view

    # -- what people chose ---------------------------------------------------------------------
    def chosen(self, user: str, container: str) -> Json:
        """What a person chose so far in a view or message: block id, action id, state."""
        found = self.database.data(
            "SELECT data FROM choices WHERE user = ? AND container = ?", user, container
        )
        return found[0] if found else {}

    def choose(self, user: str, container: str, block_id: str, action_id: str, state: Json) -> None:
        """Remember what a person chose in one element."""
        known = self.chosen(user, container)
        known.setdefault(block_id, {})[action_id] = state
        with self.database.write() as connection:
            connection.execute(
                "INSERT INTO choices VALUES (?, ?, ?)"
                " ON CONFLICT (user, container) DO UPDATE SET data = excluded.data",
                (user, container, json.dumps(known)),
            )
