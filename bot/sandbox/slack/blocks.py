"""Block Kit's blocks: their shapes, sizes, and where each may stand.

Sources: npm @slack/types 3.2.0 for shapes and lengths, docs.slack.dev/reference/block-kit for the
newer blocks. Where sources disagree the lower number holds.
"""

from typing import Any

from bot.sandbox.slack.elements import ACCESSORY, ELEMENTS, IMAGE, IN_ACTIONS, IN_INPUT, plain, text
from bot.sandbox.slack.shapes import (
    Check,
    Problems,
    Shape,
    anything,
    boolean,
    by_type,
    exactly_one,
    listing,
    number,
    one_of,
    report,
    string,
)

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MARKDOWN_CHARACTERS = 12_000
DATA_TABLE_CHARACTERS = 10_000

# -- rich text ---------------------------------------------------------------------------------
_STYLE = {
    "style": Shape({}, dict.fromkeys(("bold", "code", "italic", "strike", "underline"), boolean))
}
_INLINE: dict[str, Check] = {
    "text": Shape({"text": string(40_000)}, _STYLE),
    "link": Shape({"url": string(3000)}, _STYLE | {"text": string(3000, 0), "unsafe": boolean}),
    "user": Shape({"user_id": string(255)}, _STYLE),
    "channel": Shape({"channel_id": string(255)}, _STYLE),
    "usergroup": Shape({"usergroup_id": string(255)}, _STYLE),
    "team": Shape({"team_id": string(255)}, _STYLE),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, _STYLE),
    "emoji": Shape({"name": string(255)}, _STYLE | {"unicode": string(255), "url": string(3000)}),
    "color": Shape({"value": string(30)}, _STYLE),
    "date": Shape(
        {"timestamp": number(), "format": string(255)},
        _STYLE | {"fallback": string(255), "url": string(3000)},
    ),
}
_INLINES = listing(by_type(_INLINE), 0, 1000)
_SECTION = Shape({"elements": _INLINES})
_RICH: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_list": Shape(
        {
            "elements": listing(by_type({"rich_text_section": _SECTION}), 1, 1000),
            "style": one_of("bullet", "ordered"),
        },
        {"indent": number(0, 8), "offset": number(0), "border": one_of(0, 1)},
    ),
    "rich_text_quote": Shape({"elements": _INLINES}, {"border": one_of(0, 1)}),
    "rich_text_preformatted": Shape(
        {"elements": listing(by_type(_INLINE, "text", "link"), 0, 1000)},
        {"border": one_of(0, 1), "language": string(50)},
    ),
}
BLOCK_ID = {"block_id": string(255)}
RICH_TEXT = Shape({"elements": listing(by_type(_RICH), 0, 1000)}, BLOCK_ID)

# -- tables and charts -------------------------------------------------------------------------
_CELL = by_type(
    {
        "raw_text": Shape({"text": string(3000)}),
        "raw_number": Shape({"value": number()}, {"text": string(3000)}),
        "rich_text": RICH_TEXT,
    }
)
_ROW = listing(_CELL, 1, 20)
_POINT = Shape({"label": string(20), "value": number()})
_SERIES = Shape({"name": string(20), "data": listing(_POINT, 1, 20)})
_AXES = Shape(
    {"categories": listing(string(20), 1, 20)}, {"x_label": string(50), "y_label": string(50)}
)


def _series_fit_axes(chart: Any, pointer: str, problems: Problems) -> None:
    series, axes = chart.get("series"), chart.get("axis_config")
    if not isinstance(series, list) or not isinstance(axes, dict):
        return
    whole = [one for one in series if isinstance(one, dict)]
    if len({str(one.get("name")) for one in whole}) < len(whole):
        report(problems, "series names must be unique", f"{pointer}/series")
    for index, one in enumerate(whole):
        points = one.get("data")
        labels = [p.get("label") for p in points if isinstance(p, dict)] if points else []
        if sorted(map(str, labels)) != sorted(map(str, axes.get("categories") or [])):
            where = f"{pointer}/series/{index}/data"
            report(problems, "must have exactly one point per category", where)


def _pie_is_positive(chart: Any, pointer: str, problems: Problems) -> None:
    for index, segment in enumerate(chart.get("segments") or []):
        value = segment.get("value") if isinstance(segment, dict) else None
        if isinstance(value, int | float) and value <= 0:
            report(problems, "must be more than 0", f"{pointer}/segments/{index}/value")


_PLOT = Shape({"series": listing(_SERIES, 1, 6), "axis_config": _AXES}, {}, _series_fit_axes)
_CHART = by_type(
    {
        "pie": Shape({"segments": listing(_POINT, 1, 6)}, {}, _pie_is_positive),
        "bar": _PLOT,
        "line": _PLOT,
        "area": _PLOT,
    }
)


def _even_rows(block: Any, pointer: str, problems: Problems) -> None:
    rows = block.get("rows")
    whole = isinstance(rows, list) and all(isinstance(row, list) for row in rows)
    if whole and len({len(row) for row in rows}) > 1:
        report(problems, "every row must have the same number of cells", f"{pointer}/rows")
    if whole and rows and any(cell.get("type") == "rich_text" for cell in rows[0]):
        report(problems, "the header row must not hold rich_text", f"{pointer}/rows/0")


def _text_or_fields(block: Any, pointer: str, problems: Problems) -> None:
    if "text" not in block and "fields" not in block:
        report(problems, "either text or fields is required", pointer)


# -- the blocks --------------------------------------------------------------------------------
_CARD = Shape(
    {},
    BLOCK_ID
    | {
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "hero_image": IMAGE,
        "icon": IMAGE,
        "actions": listing(by_type(ELEMENTS, "button"), 1, 2),
    },
)
BLOCKS: dict[str, Check] = {
    "section": Shape(
        {},
        BLOCK_ID
        | {
            "text": text(3000),
            "fields": listing(text(2000), 1, 10),
            "accessory": ACCESSORY,
            "expand": boolean,
        },
        _text_or_fields,
    ),
    "header": Shape({"text": plain(150)}, BLOCK_ID | {"level": number(1, 4)}),
    "divider": Shape({}, BLOCK_ID),
    "context": Shape(
        {
            "elements": listing(
                by_type({"image": IMAGE, "plain_text": text(3000), "mrkdwn": text(3000)}), 1, 10
            )
        },
        BLOCK_ID,
    ),
    "context_actions": Shape(
        {"elements": listing(by_type(ELEMENTS, "feedback_buttons", "icon_button"), 1, 5)}, BLOCK_ID
    ),
    "actions": Shape({"elements": listing(IN_ACTIONS, 1, 25)}, BLOCK_ID),
    "image": Shape(
        {"alt_text": string(2000)},
        BLOCK_ID | {"image_url": string(3000), "slack_file": anything, "title": plain(2000)},
        exactly_one("image_url", "slack_file"),
    ),
    "input": Shape(
        {"label": plain(2000), "element": IN_INPUT},
        BLOCK_ID | {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
    "markdown": Shape({"text": string(MARKDOWN_CHARACTERS)}, BLOCK_ID),
    "table": Shape(
        {"rows": listing(_ROW, 1, 100)},
        BLOCK_ID
        | {
            "column_settings": listing(
                Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}),
                0,
                20,
            )
        },
    ),
    "data_table": Shape(
        {"caption": string(2000), "rows": listing(_ROW, 2, 101)},
        BLOCK_ID | {"page_size": number(1, 100), "row_header_column_index": number(0, 19)},
        _even_rows,
    ),
    "data_visualization": Shape({"title": string(50), "chart": _CHART}, BLOCK_ID),
    "alert": Shape(
        {"text": text(3000)},
        BLOCK_ID | {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": _CARD,
    "carousel": Shape({"elements": listing(by_type({"card": _CARD}), 1, 10)}, BLOCK_ID),
    "file": Shape({"external_id": string(255), "source": one_of("remote")}, BLOCK_ID),
    "video": Shape(
        {
            "alt_text": string(2000),
            "title": plain(200),
            "thumbnail_url": string(3000),
            "video_url": string(3000),
        },
        BLOCK_ID
        | {
            "author_name": string(50),
            "description": plain(200),
            "provider_icon_url": string(3000),
            "provider_name": string(50),
            "title_url": string(3000),
        },
    ),
}
_IN_CONTAINER = (
    *("actions", "context", "divider", "file", "header", "image"),
    *("input", "rich_text", "section", "table", "video"),
)
BLOCKS["container"] = Shape(
    {"child_blocks": listing(by_type(BLOCKS, *_IN_CONTAINER), 1, 10)},
    BLOCK_ID
    | {
        "title": plain(150),
        "rich_text_title": by_type({"rich_text": RICH_TEXT}),
        "subtitle": text(150),
        "icon": IMAGE,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
        "width": one_of("narrow", "standard", "wide", "full"),
    },
)
_MESSAGES_ONLY = {"markdown", "table", "data_table", "card", "carousel", "context_actions", "file"}
SURFACES = {
    "message": set(BLOCKS) - {"alert"},
    "modal": set(BLOCKS) - _MESSAGES_ONLY - {"data_visualization"},
    "home": set(BLOCKS) - _MESSAGES_ONLY - {"alert", "data_visualization"},
}
