"""Whatever people call their cards, lists and labels: it stays text, and Slack takes it."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack.agenda_view import agenda_message
from bot.slack.card_message import card_message, closed_message, thread_message
from bot.slack.card_view import card_line, card_view
from bot.slack.commands.shape import age, plain
from bot.slack.text import bullets, cut_marked, entities, escape, link, named, section
from bot.slack.why import why_card
from bot.slack.workload_view import Shown, person_key, person_view, team_view
from protocol.agenda import agenda
from protocol.check import check_card
from protocol.decide import Because, notice_of
from protocol.subject import Context
from protocol.workload import workload
from tests.bot.slack.taken import assert_marked_well, assert_taken
from tests.protocol.cards import NOW, Written, board, card, context_of

FEW = settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
ENDS: tuple[Because, ...] = ("settled", "archived", "gone", "ignored", "unwanted")
AWKWARD = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from(
        [
            "x" * 300, "&" * 300, "<" * 200, "word " * 80, "🧬" * 150, "👩🏽‍🔬 lab", "🔥 :tada:",
            "<!channel> <!here> <@U05LKAMARA1> <#C1|x>", "<https://evil.example|click me>",
            "*bold* _it_ ~gone~ `code` ```block```", "a|b", "> quote\n> more", "1\n\n\n2", "&amp;",
            "יישור הקריאות לקבוצה", "تحليل الدفعة السابعة (٣)", "\u202eevil\u202c", "\x00\x07 bell",
            "{title}", "%s %d", "C:\\batch\\7", "@channel @here", "mailto:a@b.example", "  ",
        ]
    ),
)  # fmt: skip


@st.composite
def awkward_cards(draw: st.DrawFn) -> Written:
    """A card with awkward words wherever a person can write some."""
    return card(
        draw(AWKWARD),
        in_list=draw(st.sampled_from(["Doing", "Review", "Done"])),
        owners=draw(st.lists(AWKWARD.map(str.strip).filter(bool), max_size=2)),
        labels=draw(st.lists(AWKWARD, max_size=2)),
        desc=draw(AWKWARD),
        due=draw(st.sampled_from([None, "2026-11-01", "2026-12-24"])),
        since=draw(st.sampled_from([None, "2026-11-14", "2026-09-01"])),
        attachments=draw(
            st.lists(st.sampled_from(["https://github.com/a/b", "https://x.example/?a=1&b=2"]),
                     max_size=2)
        ),
    )  # fmt: skip


@st.composite
def awkward_boards(draw: st.DrawFn) -> Context:
    """A board of a few such cards, with awkward names."""
    written = draw(st.lists(awkward_cards(), min_size=1, max_size=3))
    return context_of(board(*written, name=draw(AWKWARD), left=[draw(AWKWARD).strip() or "x"]))


def shown(of: Context) -> Shown:
    return Shown(load=workload(of), small="As of now")


@FEW
@given(awkward_boards())
def test_every_card_is_shown(of: Context) -> None:
    for subject in of.subjects:
        report = check_card(of, subject.id)
        assert_taken(card_view(subject, report, NOW, said="Done & dusted.").payload())
        assert_taken(why_card(of, subject.id).payload())
    lines = [card_line(subject, findings=3) for subject in of.subjects] * 200
    assert_taken(plain(bullets(lines, 500)).payload())


@FEW
@given(awkward_boards())
def test_every_card_has_its_message_and_its_end(of: Context) -> None:
    for subject in of.subjects:
        findings = check_card(of, subject.id).findings
        if findings:
            notice = notice_of(findings)
            assert_taken(card_message(subject.id, notice))
            assert_taken(thread_message(notice, notice.points))
            for because in ENDS:
                assert_taken(closed_message(notice, because))


@FEW
@given(awkward_boards())
def test_every_agenda_and_every_workload_is_taken(of: Context) -> None:
    assert_taken(agenda_message(agenda(of, NOW - timedelta(days=30)), NOW + timedelta(days=3)))
    assert_taken(team_view(shown(of)).payload())
    for person in shown(of).load.people:
        reply = person_view(shown(of), person_key(person))
        assert reply is not None
        assert_taken(reply.payload())


def test_a_board_with_five_hundred_findings_is_taken_everywhere() -> None:
    long = "Compare the two aligners & the callers on every batch of the year " * 4
    cards = [card(f"{long}{n}", owners=["Ines"], due="2026-10-01") for n in range(500)]
    of = context_of(board(*cards, name=long))
    all_of_it = shown(of)
    ines = next(person for person in all_of_it.load.people if person.name == "Ines")

    assert_taken(agenda_message(agenda(of, NOW - timedelta(days=30)), NOW))
    assert_taken(team_view(all_of_it).payload())
    for page in (0, 1, 30):
        reply = person_view(all_of_it, person_key(ines), page)
        assert reply is not None
        assert_taken(reply.payload())
    listed = bullets([card_line(subject, findings=2) for subject in of.subjects], 15)
    left = 500 - listed.count("• ")
    assert listed.endswith(f"_and {left} more_")
    assert len(section(listed)["text"]["text"]) == len(listed) < 3000
    assert_taken(plain(listed).payload())


def test_a_team_of_a_hundred_is_taken() -> None:
    cards = [
        card(f"Work {n}", owners=[f"Somebody with a rather long name, number {n}"])
        for n in range(100)
    ]

    assert_taken(team_view(shown(context_of(board(*cards)))).payload())


# The signs


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("*not bold*", "*\u200bnot bold*"),
        ("snake_case_name", "snake_case_name"),
        ("\u202etxt.exe", "txt.exe"),
    ],
)
def test_what_a_person_writes_stays_text(written: str, shown_as: str) -> None:
    assert escape(written) == shown_as


@FEW
@given(AWKWARD)
def test_a_name_inside_a_refusal_calls_nobody(name: str) -> None:
    told = plain(entities(f"Only members of '{name}' can ask me for that; `/card me` shows who."))
    assert_taken(told.payload())
    assert "`/card me`" in told.text


def test_a_title_from_right_to_left_keeps_that_to_itself() -> None:
    assert named("יישור") == "\u2068יישור\u2069"
    assert named("Align") == "Align"


def test_a_title_without_any_sign_has_a_name_all_the_same() -> None:
    assert named(" \n\x00") == "(without a name)"
    assert link("https://trello.com/c/x", "") == "<https://trello.com/c/x|(without a name)>"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "", "https://x|y", "ftp://x", "https://<x>"]
)
def test_what_is_no_address_becomes_no_link(url: str) -> None:
    assert link(url, "Title") == "*Title*"


@given(st.text(max_size=400), st.integers(2, 300))
def test_text_that_is_cut_has_nothing_left_open(text: str, most: int) -> None:
    linked = f"{escape(text)} {link('https://trello.com/c/x', text)} {escape(text)}"
    short = cut_marked(linked, most)

    assert len(short) <= most
    if "<" not in text:
        assert_marked_well(short)


@pytest.mark.parametrize("name", ["Ines", "x" * 400, "🧬" * 200])
def test_one_long_line_is_cut_and_not_left_out(name: str) -> None:
    listed = bullets([name * 30], 10)

    assert listed.startswith("• ")
    assert len(listed) <= 2900


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "just now"), (90, "1 min ago"), (3_599, "59 min ago"), (7_200, "2 h ago"),
        (200_000, "2 days ago"),
    ],
)  # fmt: skip
def test_the_age_of_an_answer_is_told_in_words_that_people_use(seconds: int, words: str) -> None:
    assert age(NOW - timedelta(seconds=seconds), NOW).endswith(f"({words})")
