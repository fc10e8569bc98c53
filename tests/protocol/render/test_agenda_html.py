"""The agenda as a page for the shared screen and for paper."""

import xml.etree.ElementTree as ET

from protocol.render.agenda_html import agenda_html
from tests.protocol.cards import Written, board, card
from tests.protocol.meetings import meeting

HTML = "{http://www.w3.org/1999/xhtml}"
OLD = "2026-10-01"


def page(*cards: Written, **given: str) -> ET.Element:
    return ET.fromstring(agenda_html(meeting(*(cards or (board(),)), **given)))  # type: ignore[arg-type]


def section(root: ET.Element, name: str) -> ET.Element:
    return next(part for part in root.iter(f"{HTML}section") if part.attrib["id"] == name)


def text(element: ET.Element) -> str:
    return "".join(element.itertext())


def test_the_title_names_the_board_and_the_day() -> None:
    assert (
        page().findtext(f"{HTML}head/{HTML}title") == "Team board: weekly meeting, Mon 16 Nov 2026"
    )


def test_each_section_has_a_heading() -> None:
    headings = [text(heading) for heading in page().iter(f"{HTML}h2")]
    assert headings[:3] == ["Done", "Work carried over", "Coming"]


def test_an_item_links_its_card_and_says_who_and_what() -> None:
    it = card("Tune it", owners=["Ines"], created=OLD, since="2026-10-20", came_from="Inbox")
    line = next(section(page(it), "carried-over").iter(f"{HTML}li"))
    assert text(line) == "Tune it (Ines): 3rd time, under way for 26 days"
    assert next(line.iter(f"{HTML}a")).attrib["href"] == it.url


def test_what_folds_opens_without_a_script() -> None:
    cards = [card(f"c{n}", in_list="Done", created=OLD, since="2026-11-12") for n in range(9)]
    part = section(page(*cards), "done")
    folded = next(part.iter(f"{HTML}details"))
    assert folded.findtext(f"{HTML}summary") == "and 4 more"
    assert len(list(folded.iter(f"{HTML}li"))) == 4
    assert len(list(part.iter(f"{HTML}li"))) == 9


def test_a_goals_progress_is_a_bar_with_words() -> None:
    goal = card("Faster QC", in_list="Goals", created=OLD, checklist={"a": True, "b": False})
    bar = next(section(page(goal), "goals").iter(f"{HTML}progress"))
    assert bar.attrib == {"value": "1", "max": "2", "aria-label": "1 of 2"}


def test_an_empty_section_says_its_one_line() -> None:
    assert "Nothing came to done." in text(section(page(), "done"))


def test_remarks_stand_below_the_items() -> None:
    it = card("a", in_list="Inbox", created="2026-11-12")
    shown = text(section(page(it), "new")).strip()
    assert shown.endswith("1 card in all waits to be promised.")


def test_a_history_that_does_not_reach_back_is_said() -> None:
    root = ET.fromstring(agenda_html(meeting(board(history_from="2026-11-12"))))
    assert "The history begins on Thu 12 Nov 2026" in text(root)
