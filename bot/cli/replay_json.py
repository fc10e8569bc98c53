"""A replay as JSON, for programs. Keys are only ever added."""

from typing import Any

import msgspec

from bot.cli.inputs import as_json
from bot.cli.replay_words import Told, differences
from protocol.replay import Episode


def replay_json(told: list[Told]) -> str:
    """One object: the period, figures by rule and person, every finding, and the difference."""
    first = told[0]
    replay = first.replay
    whole = {
        "board": {"id": replay.board.id, "name": replay.board.name, "url": replay.board.url},
        "asked_since": replay.asked_since,
        "since": replay.since,
        "until": replay.until,
        "history_begins": replay.begins,
        "history_is_complete": replay.is_complete,
        "actions_in_export": replay.actions,
        "actions_replayed": replay.replayed,
        "could_not_be_rebuilt": replay.lost,
        **_told(first),
    }
    if len(told) > 1:
        whole["against"] = _told(told[1])
        whole["difference"] = msgspec.to_builtins(differences(told))
    return as_json(whole)


def _told(told: Told) -> dict[str, Any]:
    digests = told.figures.digests
    return {
        "agreement": told.name,
        "looks": told.replay.looks,
        "rules": [
            {
                **msgspec.to_builtins(rule),
                "to_whom": dict(rule.to_whom),
                "findings": rule.findings,
            }
            for rule in told.figures.rules
        ],
        "messages": {**msgspec.to_builtins(digests), "digests": digests.digests},
        "findings": [_episode(episode) for episode in told.replay.episodes],
    }


def _episode(episode: Episode) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(episode),
        "sentence": f"{episode.says[:1].upper()}{episode.says[1:]}.",
        "settled_within_a_day": episode.settled_within_a_day,
    }
