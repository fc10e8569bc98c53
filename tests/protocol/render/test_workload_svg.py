"""The workload as a picture."""

import xml.etree.ElementTree as ET

from protocol.render.workload_svg import workload_svg
from protocol.workload import workload
from tests.protocol.cards import board, card, context_of

SVG = "{http://www.w3.org/2000/svg}"


def picture(*cards: object, agreement: str = "", headed: bool = True) -> ET.Element:
    whole = board(*cards, members=("Ines", "Omar"))  # type: ignore[arg-type]
    return ET.fromstring(workload_svg(workload(context_of(whole, agreement)), headed=headed))


def row(root: ET.Element, name: str) -> ET.Element:
    return next(
        group
        for group in root.iter(f"{SVG}g")
        if group.findtext(f"{SVG}title", "").startswith(name)
    )


def widths(group: ET.Element) -> dict[str, float]:
    return {rect.attrib["class"]: float(rect.attrib["width"]) for rect in group.iter(f"{SVG}rect")}


def test_it_is_told_in_words_for_those_who_do_not_see_it() -> None:
    root = picture(card("a (7)", owners=["Ines"]))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "load-title load-words"
    assert root.findtext(f"{SVG}title") == "Workload: Team board"
    words = root.findtext(f"{SVG}desc", "")
    assert "Ines: 7 of 5 days, over by 2." in words
    assert "Omar: 0 of 5 days." in words


def test_a_bar_is_as_long_as_its_days() -> None:
    cards = [card("a (6)", owners=["Ines"]), card("b (4)", owners=["Ines"], in_list="Review")]
    drawn = widths(row(picture(*cards), "Ines"))
    assert drawn["doing"] == 3 * drawn["review"]
    assert drawn["doing"] / 6 == drawn["room"] / 5


def test_the_stroke_stands_where_the_capacity_ends() -> None:
    group = row(picture(card("a (10)", owners=["Ines"])), "Ines")
    bar = next(r for r in group.iter(f"{SVG}rect") if r.attrib["class"] == "doing")
    stroke = next(s for s in group.iter(f"{SVG}line") if s.attrib["class"] == "mark")
    middle = float(bar.attrib["x"]) + float(bar.attrib["width"]) / 2
    assert float(stroke.attrib["x1"]) == middle


def test_being_over_is_said_in_words_not_by_colour_alone() -> None:
    group = row(picture(card("a (7)", owners=["Ines"])), "Ines")
    assert "over by 2" in [text.text for text in group.iter(f"{SVG}text")]


def test_every_person_has_a_row_also_who_carries_nothing() -> None:
    assert len(list(picture().iter(f"{SVG}g"))) == 2


def test_a_page_with_a_heading_of_its_own_leaves_out_the_pictures() -> None:
    texts = [text.text for text in picture(headed=False).iter(f"{SVG}text")]
    assert not [text for text in texts if text and text.startswith("Workload")]


def test_a_team_without_capacity_or_load_is_drawn() -> None:
    root = picture(agreement="[load]\ncapacity = 0")
    assert widths(row(root, "Ines")) == {"room": 0.0}


def test_a_role_that_the_agreement_makes_weigh_something_is_drawn_and_explained() -> None:
    it = card("a (2)", owners=["Ines"], in_list="Inbox")
    root = picture(it, agreement="[load.weights]\ninbox = 0.5")
    assert widths(row(root, "Ines"))["inbox"] > 0
    assert "inbox" in [text.text for text in root.iter(f"{SVG}text")]
