"""The workload as CSV for a spreadsheet: one line for each person, and one for what nobody owns."""

from protocol.card_load import days_figure
from protocol.render.csv_lines import csv_line
from protocol.workload import Workload

_COLUMNS = ("person", "state", "load", "capacity", "over", "cards", "overdue", "stuck", "away")


def workload_csv(load: Workload) -> str:
    """A heading and the lines, in the order of the table."""
    lines = [csv_line(_COLUMNS)]
    for person in load.people:
        lines.append(csv_line((
            person.name, person.state.lower(), days_figure(person.load),
            days_figure(person.capacity.days), days_figure(person.over), len(person.counted),
            person.overdue, person.stuck, days_figure(person.capacity.days_off),
        )))  # fmt: skip
    unowned = load.unowned
    cards = (*unowned.counted, *unowned.left_out)
    overdue, stuck = sum(c.overdue for c in cards), sum(c.stuck_days is not None for c in cards)
    lines.append(csv_line((
        "", "unowned", days_figure(unowned.load), "", "", len(unowned.counted), overdue, stuck, "",
    )))  # fmt: skip
    return "".join(lines)
