"""Every rendering of every board: well-formed, escaped, standing alone."""

import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.agenda import Agenda, agenda
from protocol.board import Board
from protocol.render.addresses import web_address
from protocol.render.agenda_html import agenda_html
from protocol.render.agenda_json import agenda_json
from protocol.render.agenda_markdown import agenda_markdown
from protocol.render.columns import width_of
from protocol.render.markup import escape
from protocol.render.workload_html import workload_html
from protocol.render.workload_json import workload_json
from protocol.render.workload_svg import workload_svg
from protocol.render.workload_text import workload_text
from protocol.workload import Workload, workload
from tests.protocol.cards import NOW, board, card, context_of
from tests.protocol.random_boards import random_board

BOARDS = st.integers(0, 2**32).map(lambda seed: random_board(Random(seed)))
HOSTILE = "</title><script>alert(1)</script>&amp;\"'`]]>\x00\x1b[31m\u202e"


def hostile() -> tuple[Workload, Agenda]:
    """A load and an agenda in which every name is an attack."""
    whole = board(
        card(HOSTILE, owners=[HOSTILE], in_list=HOSTILE, due="2026-11-10"),
        card(HOSTILE, owners=[HOSTILE], in_list="Doing", due="2026-11-10"),
        card(HOSTILE, owners=[HOSTILE], in_list="Waiting", labels=[HOSTILE]),
        card(HOSTILE, in_list="Goals"),
        card(HOSTILE, in_list="Done", since="2026-11-12", owners=[HOSTILE]),
        lists=(HOSTILE, "Doing", "Waiting", "Goals", "Done"),
        members=(HOSTILE,),
        name=HOSTILE,
    )
    whole = msgspec.structs.replace(whole, url="javascript:alert(1)")
    cards = tuple(
        msgspec.structs.replace(held, url='https://x"><script>alert(1)</script>')
        for held in whole.cards
    )
    context = context_of(msgspec.structs.replace(whole, cards=cards))
    return workload(context), agenda(context, NOW - timedelta(days=7))


def pages(load: Workload, meeting: Agenda) -> dict[str, str]:
    return {
        "workload.svg": workload_svg(load),
        "workload.html": workload_html(load),
        "agenda.html": agenda_html(meeting),
    }


@pytest.mark.slow
@given(BOARDS, st.sampled_from(["", 'timezone = "Asia/Kolkata"\n[people."<i>"]']))
@settings(max_examples=100, deadline=None)
def test_every_rendering_of_any_board_is_sound(whole: Board, agreement: str) -> None:
    context = context_of(whole, agreement)
    load, meeting = workload(context), agenda(context, NOW - timedelta(days=7))
    for page in pages(load, meeting).values():
        ET.fromstring(page.encode())
    for value in (workload_json(load), agenda_json(meeting)):
        assert json.loads(msgspec.json.encode(value))
    for width in (60, 80, 120):
        assert max(map(width_of, workload_text(load, width).split("\n"))) <= width
    assert agenda_markdown(meeting).startswith("# ")


@pytest.mark.parametrize("name", ["workload.svg", "workload.html", "agenda.html"])
def test_nothing_that_a_board_says_becomes_markup(name: str) -> None:
    page = pages(*hostile())[name]
    root = ET.fromstring(page.encode())
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "script" not in tags
    assert "alert(1)" in "".join(root.itertext())


@pytest.mark.parametrize("name", ["workload.svg", "workload.html", "agenda.html"])
def test_no_link_leads_anywhere_but_to_the_web(name: str) -> None:
    root = ET.fromstring(pages(*hostile())[name].encode())
    for element in root.iter():
        for key, value in element.attrib.items():
            assert not key.lower().startswith("on")
            if key in ("href", "src"):
                assert web_address(value)


@pytest.mark.parametrize("name", ["workload.svg", "workload.html", "agenda.html"])
def test_a_page_asks_no_other_host_for_anything(name: str) -> None:
    page = pages(*hostile())[name]
    root = ET.fromstring(page.encode())
    assert not [e for e in root.iter() if "src" in e.attrib or e.tag.endswith("}link")]
    assert "@import" not in page
    assert "url(" not in page


@pytest.mark.parametrize("name", ["workload.svg", "workload.html", "agenda.html"])
def test_a_page_follows_the_readers_light_or_dark(name: str) -> None:
    assert "prefers-color-scheme: dark" in pages(*hostile())[name]


def test_markdown_shows_a_hostile_title_as_text() -> None:
    title = "[x](javascript:alert(1)) <b>*bold*</b> | `code` ~~no~~"
    context = context_of(board(card(title, in_list="Waiting")))
    text = agenda_markdown(agenda(context, NOW - timedelta(days=7)))
    assert r"\[x\](javascript:alert(1)) \<b\>\*bold\*\</b\> \| \`code\` \~\~no\~\~" in text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "ftp://host/x",
        'https://x"onmouseover="1',
        "https://x y",
        "https://x>",
        "https://x\n",
        "",
    ],
)
def test_what_is_no_address_of_the_web_is_no_link(url: str) -> None:
    assert web_address(url) == ""


def test_an_address_of_the_web_is_a_link() -> None:
    assert web_address("https://trello.com/c/AbCd1234") == "https://trello.com/c/AbCd1234"


def test_characters_that_xml_does_not_have_are_left_out() -> None:
    assert escape("a\x00\x0b\ud800\ufffe<&>\"'\n") == "a&lt;&amp;&gt;&quot;&#x27;\n"
