"""A story told: its events applied one after another, each leaving its action in the feed."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import singledispatchmethod

from bot.sandbox.team import story as told
from bot.sandbox.team.feed import action
from bot.sandbox.team.identifiers import chance, jitter, object_id, short_link
from bot.sandbox.team.moments import due_on, iso, start_on
from bot.sandbox.team.outside import expand
from bot.sandbox.team.people import person
from bot.sandbox.team.shapes import Json, Workspace
from bot.sandbox.team.wording import unwrap, without_body

_NEXT = timedelta(seconds=2, milliseconds=417)
_DAY_IN_MINUTES = 1440
_NEVER_SILENT = frozenset({"addMemberToCard", "addChecklistToCard"})
"""What is told in the feed even when it is given at creation."""


class Telling:
    """One card while its story is told; afterwards its attributes are the present state."""

    def __init__(self, story: told.Story, number: int, workspace: Workspace, now: datetime) -> None:
        self.story, self.number, self.workspace, self.now = story, number, workspace, now
        self.created = story.born.on(now) + jitter("born", story.key)
        self.card_id = object_id(self.created, "card", story.key)
        self.short_link = short_link("card", story.key)
        self.name = next(
            (event.old for event in story.events if isinstance(event, told.Rename)), story.title
        )
        self.list_name = story.begins_in
        self.pos = self._bottom(self.created)
        self.desc = ""
        self.owners: list[str] = []
        self.labels: list[str] = []
        self.due: datetime | None = None
        self.start: datetime | None = None
        self.due_complete = False
        self.due_reminder: int | None = None
        self.closed = False
        self.fields: list[Json] = []
        self.attachments: list[Json] = []
        self.checklist: Json | None = None
        self.comments = 0
        self.actions: list[Json] = []
        self._silent = False
        self.last_activity = self.created
        self._unfilled = [e.section for e in story.events if isinstance(e, told.Fill)]
        self._text = unwrap(expand(story.text, now))

    def tell(self) -> None:
        """Apply the beginning and then every event, in order."""
        self._act(self.created, self.story.by, "createCard", {"list": self._list()})
        when = self.created
        # Most cards are made from a form that fills labels, text, fields and dates at once.
        self._silent = chance(90, "form", self.story.key)
        for place, step in enumerate(self._beginnings(), start=1):
            at_once = self.created + timedelta(milliseconds=47 * place)
            when += timedelta(seconds=11) + jitter(self.story.key, step.__name__) / 3
            step(at_once if self._silent else when)
        self._silent = False
        for place, event in enumerate(self.story.events):
            wanted = event.when.on(self.now) + jitter(self.story.key, str(place))
            when = max(wanted, when + _NEXT)
            self._apply(event, when)

    def _beginnings(self) -> Iterator[Callable[[datetime], None]]:
        story = self.story

        def labels(when: datetime) -> None:
            for place, label in enumerate(story.labels):
                self._relabel(when + place * _NEXT, story.by, [*self.labels, label])

        def text(when: datetime) -> None:
            self._rewrite(when, story.by)

        def owners(when: datetime) -> None:
            for place, who in enumerate(story.owners):
                self._join(when + place * _NEXT, story.by, who)

        def checklist(when: datetime) -> None:
            self._add_checklist(when)

        def fields(when: datetime) -> None:
            self._fill_fields(when)

        def dates(when: datetime) -> None:
            if story.start is not None:
                self.start = start_on(self.now, story.start)
                self._change(when, story.by, "start", iso(self.start), None)
            if story.due is not None:
                self._set_due(when + _NEXT, story.by, story.due)

        yield from (labels, text, owners, checklist, fields, dates)

    @singledispatchmethod
    def _apply(self, event: object, when: datetime) -> None:
        raise TypeError(f"no card does {event!r} at {when}")

    @_apply.register
    def _(self, event: told.Move, when: datetime) -> None:
        before, self.list_name = self.list_name, event.to
        ids = self.workspace.list_ids
        data = {
            "card": {"idList": ids[event.to]} | self._card(),
            "old": {"idList": ids[before]},
            "listBefore": self.workspace.list_reference(before),
            "listAfter": self.workspace.list_reference(event.to),
        }
        self._act(when, event.by, "updateCard", data)
        if chance(70, self.story.key, str(len(self.actions))):
            old, self.pos = self.pos, self._bottom(when)
            self._change(when + timedelta(milliseconds=38), event.by, "pos", self.pos, old)

    @_apply.register
    def _(self, event: told.Say, when: datetime) -> None:
        self.comments += 1
        text = expand(event.text, self.now)
        data = {"text": text, "textData": {"emoji": {}}, "list": self._list()}
        self._act(when, event.by, "commentCard", data)

    @_apply.register
    def _(self, event: told.Join, when: datetime) -> None:
        self._join(when, event.by, event.who)

    @_apply.register
    def _(self, event: told.Leave, when: datetime) -> None:
        self.owners.remove(event.who)
        leaver = person(event.who)
        data = {
            "idMember": leaver.trello_id,
            "deactivated": False,
            "member": {"id": leaver.trello_id, "name": leaver.full_name},
        }
        self._act(when, event.by, "removeMemberFromCard", data, member=event.who)

    @_apply.register
    def _(self, event: told.Due, when: datetime) -> None:
        self._set_due(when, event.by, event.days)

    @_apply.register
    def _(self, event: told.Fill, when: datetime) -> None:
        self._unfilled.remove(event.section)
        self._rewrite(when, event.by)

    @_apply.register
    def _(self, event: told.Rename, when: datetime) -> None:
        old, self.name = self.name, self.story.title
        self._change(when, event.by, "name", self.name, old)

    @_apply.register
    def _(self, event: told.Label, when: datetime) -> None:
        self._relabel(when, event.by, [*self.labels, event.label])

    @_apply.register
    def _(self, event: told.Unlabel, when: datetime) -> None:
        self._relabel(when, event.by, [label for label in self.labels if label != event.label])

    @_apply.register
    def _(self, event: told.Attach, when: datetime) -> None:
        attached = {
            "id": object_id(when, "attachment", self.story.key, event.url),
            "name": event.name,
            "url": expand(event.url, self.now),
        }
        self.attachments.append(
            {
                **attached,
                "bytes": None,
                "date": iso(when),
                "edgeColor": None,
                "idMember": person(event.by).trello_id,
                "isMalicious": False,
                "isUpload": False,
                "mimeType": "",
                "previews": [],
                "pos": 16384 * (len(self.attachments) + 1),
                "fileName": None,
            }
        )
        data = {"attachment": attached, "list": self._list()}
        self._act(when, event.by, "addAttachmentToCard", data)

    @_apply.register
    def _(self, event: told.Tick, when: datetime) -> None:
        if self.checklist is None:
            raise ValueError(f"{self.story.key} has no checklist to tick")
        item = self.checklist["checkItems"][event.item]
        item["state"] = "complete"
        data = {
            "checklist": {"id": self.checklist["id"], "name": self.checklist["name"]},
            "checkItem": {
                "id": item["id"],
                "name": item["name"],
                "state": "complete",
                "textData": {"emoji": {}},
            },
        }
        self._act(when, event.by, "updateCheckItemStateOnCard", data)

    @_apply.register
    def _(self, event: told.Finish, when: datetime) -> None:
        self.due_complete = True
        self._change(when, event.by, "dueComplete", True, False)

    @_apply.register
    def _(self, event: told.Archive, when: datetime) -> None:
        self.closed = True
        self._change(when, event.by, "closed", True, False)

    def _join(self, when: datetime, by: str, who: str) -> None:
        self.owners.append(who)
        joiner = person(who)
        data = {
            "idMember": joiner.trello_id,
            "member": {"id": joiner.trello_id, "name": joiner.full_name},
        }
        self._act(when, by, "addMemberToCard", data, member=who)

    def _relabel(self, when: datetime, by: str, labels: list[str]) -> None:
        ids = self.workspace.label_ids
        old, self.labels = self.labels, labels
        self._change(when, by, "idLabels", [ids[name] for name in labels], [ids[n] for n in old])

    def _rewrite(self, when: datetime, by: str) -> None:
        text = self._text
        for section in self._unfilled:
            text = without_body(text, section)
        if text != self.desc:
            old, self.desc = self.desc, text
            self._change(when, by, "desc", text, old)

    def _set_due(self, when: datetime, by: str, days: int) -> None:
        old, self.due = self.due, due_on(self.now, days)
        if self.due_reminder is None:
            self.due_reminder = _DAY_IN_MINUTES
            before = when - timedelta(milliseconds=41)
            self._change(before, by, "dueReminder", self.due_reminder, None)
        self._change(when, by, "due", iso(self.due), iso(old) if old else None)

    def _fill_fields(self, when: datetime) -> None:
        workspace, story = self.workspace, self.story
        if story.estimate is not None:
            field = {"id": workspace.estimate_id, "name": "Estimate", "type": "number"}
            value: Json = {"value": {"number": f"{story.estimate:g}"}}
            self._fill_field(when, field, value)
        if story.goal is not None:
            field = {"id": workspace.goal_id, "name": "Goal", "type": "list"}
            value = {"value": None, "idValue": workspace.goal_option(story.goal)}
            self._fill_field(when + _NEXT, field, value)

    def _fill_field(self, when: datetime, field: Json, value: Json) -> None:
        item = {
            "id": object_id(when, "item", self.story.key, field["name"]),
            **value,
            "idCustomField": field["id"],
            "idModel": self.card_id,
            "modelType": "card",
        }
        self.fields.append(item)
        changed = "idValue" if "idValue" in value else "value"
        data = {"old": {changed: None}, "customField": field, "customFieldItem": item}
        self._act(when, self.story.by, "updateCustomFieldItem", data)

    def _add_checklist(self, when: datetime) -> None:
        if self.story.checklist is None:
            return
        name, items = self.story.checklist
        checklist_id = object_id(when, "checklist", self.story.key)
        self.checklist = {
            "id": checklist_id,
            "name": name,
            "idBoard": self.workspace.board_id,
            "idCard": self.card_id,
            "pos": 16384,
            "limits": {
                "checkItems": {"perChecklist": {"status": "ok", "disableAt": 200, "warnAt": 160}}
            },
            "creationMethod": None,
            "checkItems": [
                {
                    "id": object_id(when + place * _NEXT, "item", self.story.key, item),
                    "name": item,
                    "nameData": {"emoji": {}},
                    "pos": 17000 * (place + 1),
                    "due": None,
                    "dueReminder": None,
                    "idMember": None,
                    "idChecklist": checklist_id,
                    "state": "incomplete",
                }
                for place, item in enumerate(items)
            ],
        }
        data = {"checklist": {"id": checklist_id, "name": name}}
        self._act(when, self.story.by, "addChecklistToCard", data)

    def _change(self, when: datetime, by: str, field: str, new: object, old: object) -> None:
        data = {"card": {field: new} | self._card(), "old": {field: old}, "list": self._list()}
        self._act(when, by, "updateCard", data)

    def _act(
        self, when: datetime, by: str, kind: str, data: Json, member: str | None = None
    ) -> None:
        if self._silent and kind not in _NEVER_SILENT:
            return
        full = {"card": self._card(), "board": self.workspace.board_reference} | data
        about = person(member) if member else None
        self.actions.append(
            action(
                when, person(by), kind, full, self.story.key, str(len(self.actions)), member=about
            )
        )
        self.last_activity = max(self.last_activity, when)

    def _card(self) -> Json:
        return {
            "id": self.card_id,
            "name": self.name,
            "idShort": self.number,
            "shortLink": self.short_link,
        }

    def _list(self) -> Json:
        return self.workspace.list_reference(self.list_name)

    def _bottom(self, when: datetime) -> int:
        """A place below all that came into the list before `when`."""
        return 1024 * (1 + int((when - self.workspace.created).total_seconds()) // 20)
