"""The workload as a page: each number opens to its cards, without a script."""

import xml.etree.ElementTree as ET

from protocol.render.workload_html import workload_html
from protocol.workload import workload
from tests.protocol.cards import Written, board, card, context_of

HTML = "{http://www.w3.org/1999/xhtml}"


def page(*cards: Written) -> ET.Element:
    return ET.fromstring(workload_html(workload(context_of(board(*cards, members=("Ines",))))))


def opened(root: ET.Element, name: str) -> ET.Element:
    return next(
        part for part in root.iter(f"{HTML}details")
        if name in "".join(part.find(f"{HTML}summary").itertext())  # type: ignore[union-attr]
    )  # fmt: skip


def test_a_person_opens_to_the_cards_with_their_working() -> None:
    part = opened(page(card("Align (4)", owners=["Ines"], due="2026-11-10")), "Ines")
    summary = "".join(part.find(f"{HTML}summary").itertext())  # type: ignore[union-attr]
    assert summary == "Ines 4 of 5 days, full (1 card, 1 overdue)"
    cells = ["".join(cell.itertext()) for cell in part.iter(f"{HTML}td")]
    assert cells == [
        "4",
        "Align (4)",
        "4 d (on the card) × 1 (doing); overdue since Tue 10 Nov",
    ]


def test_the_cards_are_linked() -> None:
    it = card("Align (4)", owners=["Ines"])
    part = opened(page(it), "Ines")
    assert it.url in [link.attrib["href"] for link in part.iter(f"{HTML}a")]


def test_what_is_left_out_stands_with_its_reason() -> None:
    it = card("Wait", owners=["Ines"], in_list="Waiting")
    part = opened(page(it), "Ines")
    assert "".join(next(part.iter(f"{HTML}li")).itertext()) == "Wait: waiting, in 'Waiting'"


def test_of_very_many_left_out_cards_the_page_lists_thirty() -> None:
    cards = [card(f"c{n}", owners=["Ines"], in_list="Done") for n in range(40)]
    lines = ["".join(li.itertext()) for li in opened(page(*cards), "Ines").iter(f"{HTML}li")]
    assert (len(lines), lines[-1]) == (31, "and 10 more")


def test_work_without_an_owner_opens_too() -> None:
    part = opened(page(card("Lost (2)")), "Nobody")
    assert "Lost (2)" in "".join(part.itertext())


def test_the_formula_stands_on_the_page() -> None:
    assert "Load = estimate × weight of the role × share." in "".join(page().itertext())
