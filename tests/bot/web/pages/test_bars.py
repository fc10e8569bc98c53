"""A person's bar on the pages: its words stay together where a line is broken."""

from datetime import date
from typing import cast

from msgspec import Struct

from bot.web.pages.bars import bars_of
from protocol.capacity import Capacity
from protocol.workload import PersonLoad, Workload


class _People(Struct):
    people: tuple[PersonLoad, ...]


def test_a_number_and_its_unit_stay_on_one_line() -> None:
    capacity = Capacity(4.5, 5, (), half=(date(2026, 12, 1),))
    person = PersonLoad("Ines", "", 13.0, capacity, "Over", (), ())
    bar = bars_of(cast(Workload, _People((person,))))[0]
    assert bar.state == "over by 8.5, away 0.5\u00a0d"
