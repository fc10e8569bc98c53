"""Slack's own table and chart, behind a setting: they are new, and not every workspace has them.

Of the two tables it is `table`: whoever is over stands on top, and a team is seen whole. What
`data_table` adds (sorting, pages of five rows, a caption) hides people behind a page.

Limits (facts/slack-github.md 1.5): a table has at most 100 rows of 20 cells, a chart 20 categories
of 20 signs and 6 series, every series one point for each category.
"""

from collections.abc import Sequence

from bot.slack.text import Block, cut
from protocol.words import figure
from protocol.workload import PersonLoad

_MOST_ROWS = 99
_MOST_BARS = 20
_LABEL = 20


def table_block(people: Sequence[PersonLoad]) -> Block:
    """The people in rows: state, load, capacity, what is overdue and stuck."""
    titles = ("Person", "State", "Load", "Capacity", "Overdue", "Stuck")
    rows = [[_text(title) for title in titles]]
    for person in people[:_MOST_ROWS]:
        rows.append(
            [
                _text(cut(person.name, 200)),
                _text(person.state),
                _text(figure(person.load)),
                _text(figure(person.capacity.days)),
                _text(str(person.overdue)),
                _text(str(person.stuck)),
            ]
        )
    columns = [{"align": "left"}] * 2 + [{"align": "right"}] * 4
    return {"type": "table", "rows": rows, "column_settings": columns}


def chart_block(people: Sequence[PersonLoad]) -> Block:
    """Load beside capacity, as bars; people beyond the limit are in the table alone."""
    shown = people[:_MOST_BARS]
    labels = _labels([person.name for person in shown])
    series = {
        "Load": [person.load for person in shown],
        "Capacity": [person.capacity.days for person in shown],
    }
    return {
        "type": "data_visualization",
        "title": "Load and capacity, in days",
        "chart": {
            "type": "bar",
            "axis_config": {"categories": labels},
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": label, "value": round(value, 2)}
                        for label, value in zip(labels, values, strict=True)
                    ],
                }
                for name, values in series.items()
            ],
        },
    }


def _labels(names: list[str]) -> list[str]:
    """Names short enough, and still told apart."""
    found: list[str] = []
    for name in names:
        label, number = cut(name, _LABEL) or "?", 2
        while label in found:
            label, number = f"{cut(name, _LABEL - 3)} {number}", number + 1
        found.append(label)
    return found


def _text(text: str) -> Block:
    return {"type": "raw_text", "text": text or " "}
