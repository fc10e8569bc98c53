"""Whatever a board holds, Slack takes what is said of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from bot.sandbox.slack.block_check import check_blocks, check_view
from bot.slack.agenda_view import Extras, agenda_message
from bot.slack.agreement_view import agreement_page
from bot.slack.card_view import card_choice, card_view
from bot.slack.commands.shape import Reply
from bot.slack.modals.exempt import exempt_dialog
from bot.slack.modals.link import link_dialog
from bot.slack.modals.new_card_view import Form, new_card_view
from bot.slack.own_view import Own
from bot.slack.weeks_chart import weeks_chart
from bot.slack.weeks_view import weeks_view
from bot.slack.workload_view import Shown, person_key, person_view, team_view
from protocol.agenda import agenda
from protocol.agreement import Agreement, KindTerms, Person
from protocol.board import Board, BoardList, Card, Label, Member
from protocol.check import check_card
from protocol.digest import PutAway, point_of
from protocol.exempting import excusable
from protocol.history import History
from protocol.meeting_changes import Topic
from protocol.new_card import Draft, first_list
from protocol.subject import Context, Subject
from protocol.weeks import weeks_of
from protocol.workload import workload

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
AWKWARD = st.one_of(
    st.text(max_size=320),
    st.sampled_from(
        [
            "x" * 300, "<!channel> *bold* `code` ~gone~", "<https://evil.example|click>",
            "&lt;&amp;",
            "🧬" * 150, "مرحبا بالعالم " * 20, "a\nb\r\nc", "|", "> quoted", "_" * 80, "",
        ]
    ),
)  # fmt: skip
LISTS = ("1" * 24, "2" * 24, "3" * 24)


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    """A board of up to sixty cards, with names that nobody would choose."""
    names = [draw(AWKWARD) for _ in range(6)]
    lists = (
        BoardList(LISTS[0], draw(AWKWARD), position=0), BoardList(LISTS[1], "Doing", position=1),
        BoardList(LISTS[2], "Done", position=2),
    )  # fmt: skip
    members = tuple(
        Member(f"{n}" * 24, draw(st.sampled_from(["", "ana", "ben_o", "x" * 100])) + str(n), name)
        for n, name in enumerate(names[:4])
    )
    label = Label("f" * 24, "Analysis", "blue")
    cards = tuple(
        Card(
            f"5f{n:022x}", draw(AWKWARD), draw(st.sampled_from(LISTS)), desc=draw(AWKWARD),
            member_ids=tuple(draw(st.sets(st.sampled_from([m.id for m in members])))),
            labels=(label,) if draw(st.booleans()) else (),
            due=draw(st.sampled_from([None, NOW])), number=n, short_link=f"abcd{n:04}",
            url=draw(st.sampled_from(["", "https://trello.com/c/abcd0001/1-x"])), position=n,
        )
        for n in range(draw(st.sampled_from([1, 3, 24])))
    )  # fmt: skip
    board = Board(
        "b" * 24, names[4], lists=lists, cards=cards, members=members, labels=(label,),
    )  # fmt: skip
    kinds = {"analysis": KindTerms(label="Analysis", means=names[5], sections={"doing": ("Why?",)})}
    agreement = Agreement(
        name=names[5], kinds=kinds, people={"Zoë": Person(trello=members[0].username, lead=True)}
    )
    return Context(board, agreement, History(()), NOW)


def is_taken(reply: Reply) -> None:
    """Slack takes it, and no text of a person's calls everybody."""
    blocks = reply.payload()["blocks"]
    assert not check_blocks(blocks, "message"), blocks
    assert reply.text.strip()
    for text in (reply.text, *mrkdwn_in(blocks)):  # plain text calls nobody, whatever it says
        assert "<!channel>" not in text
        assert "<https://evil.example|" not in text


def mrkdwn_in(value: Any) -> Iterator[str]:
    """Every text that Slack would format."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield str(value["text"])
        for each in value.values():
            yield from mrkdwn_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from mrkdwn_in(each)


def view_is_taken(view: dict[str, Any]) -> None:
    assert not check_view(view), check_view(view)


SLOW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(contexts(), AWKWARD, st.sampled_from([None, NOW]))
def test_slack_takes_every_card_and_its_dialogs(
    of: Context, said: str, draw_until: datetime | None
) -> None:
    for subject in of.subjects[:4]:
        report = check_card(of, subject.id)
        is_taken(card_view(subject, report, NOW, said or "Done."))
        points = tuple(point_of(of.board.id, finding) for finding in report.findings)
        away = PutAway("key", "facts", draw_until, said, NOW)
        is_taken(card_view(subject, report, NOW, own=Own(points, (away,))))
        if excusable(report):
            view_is_taken(exempt_dialog(subject, report, "https://hooks.slack.example/x"))
        view_is_taken(link_dialog(subject, ""))
    subjects = [Subject(card, of) for card in of.board.cards]
    assert not check_blocks([card_choice(subjects)], "message")


@SLOW
@given(contexts(), st.booleans())
def test_slack_takes_every_workload(of: Context, shared: bool) -> None:
    load = workload(of)
    shown = Shown(load, "As of now", shared_by="U0ANA" if shared else "")
    is_taken(team_view(shown))
    is_taken(team_view(structs.replace(shown, native=True)))
    for key in (*(person_key(person) for person in load.people), "nobody"):
        reply = person_view(shown, key)
        assert reply is not None
        is_taken(reply)


@SLOW
@given(contexts(), st.booleans())
def test_slack_takes_every_boards_coming_weeks(of: Context, shared: bool) -> None:
    load = workload(of)
    notes = tuple(f"{person.name}'s calendar could not be read" for person in load.people)
    shown = Shown(
        load,
        "As of now",
        shared_by="U0ANA" if shared else "",
        weeks=weeks_of(of, load),
        notes=notes,
    )
    is_taken(weeks_view(shown))
    is_taken(team_view(shown))
    assert shown.weeks is not None
    assert weeks_chart(shown.weeks).startswith(b"\x89PNG")


@SLOW
@given(contexts(), AWKWARD)
def test_slack_takes_every_dialog_for_a_new_card(of: Context, text: str) -> None:
    draft = Draft(first_list(of), "analysis", title=text[:300], notes=text)
    view_is_taken(new_card_view(Form(of, draft, (of.board, of.board))))
    doing = structs.replace(draft, list_id=LISTS[1], sections={"Why?": text})
    view_is_taken(new_card_view(Form(of, doing, (of.board,))))


@SLOW
@given(contexts(), AWKWARD)
def test_slack_takes_every_agenda_and_agreement(of: Context, text: str) -> None:
    topics = tuple(Topic(text, text, NOW) for _ in range(30))
    message = agenda_message(agenda(of, NOW), NOW, Extras(topics, None, (text,) * 12))
    is_taken(Reply(message["text"], message["blocks"]))
    for page in range(9):
        is_taken(agreement_page(of.agreement, of.board, page))
