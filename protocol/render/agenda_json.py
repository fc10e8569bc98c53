"""The agenda as plain values for JSON; docs/formats.md has the keys. Keys are only ever added."""

from typing import Any

from protocol.agenda import Agenda
from protocol.sections.section import Item, Progress, Section


def agenda_json(agenda: Agenda) -> dict[str, Any]:
    """One object: the period, and every section with all of its items, shown and folded."""
    return {
        "board": {"id": agenda.board_id, "name": agenda.board, "url": agenda.board_url},
        "agreement": agenda.agreement,
        "since": agenda.since,
        "as_of": agenda.at,
        "last_activity": agenda.read,
        "timezone": agenda.zone,
        "known_from": agenda.known_from,
        "remark": agenda.remark,
        "sections": [_section(section) for section in agenda.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "title": section.title,
        "shown": len(section.shown),
        "items": [_item(item) for item in section.items],
        "notes": list(section.notes),
        "empty": section.empty,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "title": item.title,
        "url": item.url,
        "list": item.list_name,
        "who": list(item.who),
        "says": list(item.says),
        "when": item.when,
        "sure": item.sure,
        "times": item.times,
        "at_least": item.at_least,
        "horizon": item.horizon,
        "progress": _progress(item.progress) if item.progress else None,
        "evidence": [
            {"kind": link.kind, "name": link.name, "url": link.url, "state": link.state}
            for link in item.evidence
        ],
    }


def _progress(progress: Progress) -> dict[str, Any]:
    weeks = progress.weeks_left
    return {
        "done": progress.done,
        "total": progress.total,
        "of": progress.of,
        "done_in_4_weeks": progress.done_lately,
        "weeks_left": None if weeks is None else round(weeks, 2),
    }
