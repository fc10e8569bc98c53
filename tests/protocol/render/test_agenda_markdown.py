"""The agenda as Markdown."""

from protocol.render.agenda_markdown import agenda_markdown, linked
from tests.protocol.cards import board, card
from tests.protocol.link_states import PULL_REQUEST
from tests.protocol.meetings import meeting

OLD = "2026-10-01"


def test_it_begins_with_the_board_and_the_period() -> None:
    lines = agenda_markdown(meeting(board())).splitlines()
    assert lines[0] == "# Team board: weekly meeting"
    assert lines[2] == (
        "Mon 16 Nov 2026, 09:00 (UTC). What changed since Mon 9 Nov 2026, 09:00. "
        "[The board](https://trello.com/b/Ck00Team)"
    )


def test_times_are_those_of_the_team() -> None:
    text = agenda_markdown(meeting(board(), agreement='timezone = "Asia/Tokyo"'))
    assert "Mon 16 Nov 2026, 18:00 (Asia/Tokyo)." in text


def test_a_line_has_the_card_who_how_often_and_what() -> None:
    it = card("Tune it", owners=["Ines"], created=OLD, since="2026-10-20", came_from="Inbox")
    assert f"- [Tune it]({it.url}) (Ines): **3rd time**, under way for 26 days" in agenda_markdown(
        meeting(it)
    )


def test_evidence_is_linked() -> None:
    it = card("a", in_list="Done", created=OLD, since="2026-11-12", attachments=[PULL_REQUEST])
    line = f"[pull request larkspur-bio/tool-doublets#12]({PULL_REQUEST})"
    assert line in agenda_markdown(meeting(it))


def test_an_empty_section_says_its_one_line() -> None:
    assert "## Done\n\nNothing came to done.\n" in agenda_markdown(meeting(board()))


def test_what_folds_is_counted_on_the_page_and_listed_below_it() -> None:
    cards = [
        card(f"c{n}", in_list="Done", created=OLD, since="2026-11-12", owners=["Ines"])
        for n in range(9)
    ]
    above, _, below = agenda_markdown(meeting(*cards)).partition("\n---\n")
    assert "## Done (9)" in above
    assert "- and 4 more, below" in above
    assert "## Done, the rest" in below
    assert below.count("\n- [c") == 4


def test_there_is_no_html_in_it() -> None:
    cards = [card(f"c{n}", in_list="Done", created=OLD, since="2026-11-12") for n in range(9)]
    assert "<" not in agenda_markdown(meeting(*cards))


def test_a_remark_on_the_history_stands_at_the_top() -> None:
    text = agenda_markdown(meeting(board(history_from="2026-11-12")))
    assert text.splitlines()[4].startswith("> The history begins on Thu 12 Nov 2026")


def test_a_name_of_several_lines_stays_in_its_line() -> None:
    assert linked("a\n# b", "https://x") == "[a # b](https://x)"


def test_brackets_in_an_address_do_not_end_the_link() -> None:
    assert linked("a", "https://x/(b)") == "[a](https://x/%28b%29)"
