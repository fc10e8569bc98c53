"""The workload as CSV for a spreadsheet: one line for each person, and one for what nobody owns."""

import csv
import io

from protocol.card_load import days_figure
from protocol.render.weeks_json import safe
from protocol.workload import Workload

_COLUMNS = ("person", "state", "load", "capacity", "over", "cards", "overdue", "stuck", "away")


def workload_csv(load: Workload) -> str:
    """A heading and the lines, in the order of the table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for person in load.people:
        writer.writerow((
            safe(person.name), person.state.lower(), days_figure(person.load),
            days_figure(person.capacity.days), days_figure(person.over), len(person.counted),
            person.overdue, person.stuck, len(person.capacity.away),
        ))  # fmt: skip
    unowned = load.unowned
    overdue = sum(card.overdue for card in (*unowned.counted, *unowned.left_out))
    stuck = sum(c.stuck_days is not None for c in (*unowned.counted, *unowned.left_out))
    writer.writerow(
        ("", "unowned", days_figure(unowned.load), "", "", len(unowned.counted), overdue, stuck, "")
    )
    return out.getvalue()
