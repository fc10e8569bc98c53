"""Whether Slack would take a message and show it as it was meant: schema, models, limits, marks."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft7Validator
from slack_sdk.models.blocks import Block as SdkBlock

from bot.sandbox.slack.block_check import check_blocks
from tests.shared import SHARED

Json = dict[str, Any]
# The only things between < and > that are ours: links, and days in the reader's own words.
_OURS = re.compile(r"<(?:https?://[^\s<>|]+\|[^<>|\n]+|!date\^\d+\^[^<>|]+\|[^<>|]+)>")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_STEERING = re.compile("[\u202a-\u202e\x00-\x08\x0b-\x1f]")


@cache
def _schema() -> Draft7Validator | None:
    path = SHARED / "specs" / "slack-blocks.schema.json"
    return Draft7Validator(json.loads(path.read_text())) if path.exists() else None


def assert_taken(message: Json) -> None:
    """Slack takes the message, and what people wrote stays text in it."""
    blocks = message["blocks"]
    assert 0 < len(message["text"]) <= 4000
    assert check_blocks(blocks, "message") == []
    for block in blocks:
        parsed = SdkBlock.parse(block)
        assert parsed is not None, block
        parsed.to_dict()  # it checks lengths
    schema = _schema()
    if schema is not None:
        assert schema.is_valid(blocks), blocks
    for text in [message["text"], *marked_texts(blocks)]:
        assert_marked_well(text)


def assert_marked_well(text: str) -> None:
    """No mention, no link of others' making, nothing cut open, no sign that turns what follows."""
    rest = _OURS.sub("", text)
    assert "<" not in rest, text
    assert ">" not in rest, text
    assert not _ENTITY.search(text), text
    assert not _STEERING.search(text), text


def marked_texts(value: Any) -> Iterator[str]:
    """Every text in which marks have a meaning."""
    if isinstance(value, list):
        for each in value:
            yield from marked_texts(each)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield str(value["text"])
        for each in value.values():
            yield from marked_texts(each)
