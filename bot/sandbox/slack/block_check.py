"""Whether Slack would take these blocks, this message, this view."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.blocks import (
    BLOCKS,
    DATA_TABLE_CHARACTERS,
    MARKDOWN_CHARACTERS,
    MOST_BLOCKS,
    SURFACES,
)
from bot.sandbox.slack.database import Json
from bot.sandbox.slack.elements import plain
from bot.sandbox.slack.shapes import (
    Problems,
    Shape,
    anything,
    boolean,
    by_type,
    one_of,
    report,
    string,
)

MOST_VIEW_CHARACTERS = 250_000
_BLOCK = by_type(BLOCKS)
_VIEW_SHARED = {
    "blocks": anything,
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_VIEW = by_type(
    {
        "modal": Shape(
            {"type": anything, "blocks": anything, "title": plain(24)},
            _VIEW_SHARED
            | {
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
        ),
        "home": Shape({"type": one_of("home"), "blocks": anything}, _VIEW_SHARED),
    }
)


def nested(blocks: list[Any]) -> Iterator[Json]:
    """Every block, those inside containers and carousels too."""
    for block in blocks:
        if isinstance(block, dict):
            yield block
            yield from nested(block.get("child_blocks") or [])
            if block.get("type") == "carousel":
                yield from nested(block.get("elements") or [])


def elements_of(block: Json) -> list[Json]:
    """The elements of one block that a person can use."""
    found = [block.get("accessory"), block.get("element")]
    if block.get("type") in ("actions", "context_actions"):
        found += block.get("elements") or []
    found += block.get("actions") or []
    return [e for e in found if isinstance(e, dict) and e.get("type") != "image"]


def check_blocks(blocks: Any, surface: str) -> Problems:
    """Every rule of Slack's that these blocks break on a surface (`message`, `modal`, `home`)."""
    problems: Problems = []
    if not isinstance(blocks, list):
        report(problems, "must be an array", "/blocks")
        return problems
    if len(blocks) > MOST_BLOCKS[surface]:
        report(problems, f"no more than {MOST_BLOCKS[surface]} items allowed", "/blocks")
    for index, block in enumerate(blocks):
        pointer = f"/blocks/{index}"
        kind = block.get("type") if isinstance(block, dict) else None
        if kind in BLOCKS and kind not in SURFACES[surface]:
            report(problems, f"unsupported type: {kind} in {surface}", f"{pointer}/type")
        else:
            _BLOCK(block, pointer, problems)
    _check_ids(blocks, problems)
    _check_sums(blocks, problems)
    return problems


def _check_ids(blocks: list[Any], problems: Problems) -> None:
    every = list(nested(blocks))
    ids = Counter(b["block_id"] for b in every if isinstance(b.get("block_id"), str))
    for block_id in (i for i, count in ids.items() if count > 1):
        report(problems, f"`block_id` {block_id} is used more than once", "/blocks")
    actions = Counter(
        (block.get("block_id") or id(block), element.get("action_id"))
        for block in every
        for element in elements_of(block)
        if element.get("action_id")
    )
    for _, action_id in (pair for pair, count in actions.items() if count > 1):
        report(problems, f"`action_id` {action_id} is used more than once in a block", "/blocks")


def _check_sums(blocks: list[Any], problems: Problems) -> None:
    kinds = Counter(b.get("type") for b in blocks if isinstance(b, dict))
    if kinds["table"] > 1:
        report(problems, "only_one_table_allowed", "/blocks")
    if kinds["data_visualization"] > 2:
        report(problems, "no more than 2 data_visualization blocks allowed", "/blocks")
    markdown = sum(
        len(b["text"])
        for b in blocks
        if isinstance(b, dict) and b.get("type") == "markdown" and isinstance(b.get("text"), str)
    )
    if markdown > MARKDOWN_CHARACTERS:
        sentence = f"markdown blocks hold {markdown} characters, {MARKDOWN_CHARACTERS} are allowed"
        report(problems, sentence, "/blocks")
    for index, block in enumerate(blocks):
        if isinstance(block, dict) and block.get("type") == "data_table":
            size = sum(len(t) for t in _texts(block.get("rows")))
            if size > DATA_TABLE_CHARACTERS:
                sentence = f"must be less than {DATA_TABLE_CHARACTERS + 1} characters in total"
                report(problems, sentence, f"/blocks/{index}/rows")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        yield from _texts(value.get("elements") or [])


def check_view(view: Any) -> Problems:
    """Every rule of Slack's that a modal or home tab breaks."""
    problems: Problems = []
    _VIEW(view, "/view", problems)
    if isinstance(view, dict) and view.get("type") in ("modal", "home"):
        found = check_blocks(view.get("blocks"), view["type"])
        problems += [
            p.replace("[json-pointer:/blocks", "[json-pointer:/view/blocks") for p in found
        ]
        blocks = view["blocks"] if isinstance(view.get("blocks"), list) else []
        has_input = any(b.get("type") == "input" for b in nested(blocks))
        if view["type"] == "modal" and has_input and "submit" not in view:
            report(problems, "missing required field: submit", "/view")
    if len(json.dumps(view)) > MOST_VIEW_CHARACTERS:
        report(problems, f"must be less than {MOST_VIEW_CHARACTERS} characters", "/view")
    return problems
