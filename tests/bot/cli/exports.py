"""Small board exports as files, in Trello's own JSON, for tests of the command line."""

import json
from pathlib import Path
from typing import Any

BOARD_ID = "5f00000000000000000000b0"
DOING, DONE = "5f00000000000000000000d1", "5f00000000000000000000d2"
INES = "5f00000000000000000000e1"


def card(number: int, name: str, **more: Any) -> dict[str, Any]:
    """A card in 'Doing', made on 9 November 2026 and touched on the 11th; `more` are keys of
    Trello's."""
    return {
        "id": f"6af17d80{number:016x}",
        "name": name,
        "idList": DOING,
        "idShort": number,
        "shortLink": f"Ck{number:06d}",
        "shortUrl": f"https://trello.com/c/Ck{number:06d}",
        "dateLastActivity": "2026-11-11T10:00:00.000Z",
        "idMembers": [],
        **more,
    }


def board(*cards: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A board with the lists 'Doing' and 'Done' and one member, Ines."""
    return {
        "id": BOARD_ID,
        "name": "Team board",
        "url": "https://trello.com/b/Ck00Team",
        "dateLastActivity": "2026-11-11T10:00:00.000Z",
        "lists": [
            {"id": DOING, "name": "Doing", "pos": 1},
            {"id": DONE, "name": "Done", "pos": 2},
        ],
        "members": [{"id": INES, "username": "ines", "fullName": "Ines Duarte"}],
        "cards": list(cards),
        **more,
    }


def saved(folder: Path, export: dict[str, Any], name: str = "board.json") -> str:
    """Writes the export into the folder and gives its path."""
    path = folder / name
    path.write_text(json.dumps(export), encoding="utf-8")
    return str(path)
