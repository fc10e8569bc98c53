"""What the team's card says and shows: pure, from the same numbers."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from msgspec import structs
from PIL import Image

from bot.board_card import lettering
from bot.board_card.facts import GoalFacts, PersonFacts, StuckFacts, TeamFacts, team_facts
from bot.board_card.lettering import cut, drawable, font, short_names
from bot.board_card.picture import card_picture
from bot.board_card.text import card_text
from bot.sandbox.team.agreement import sample_agreement
from bot.sandbox.team.board import sample_board
from protocol.agreement_file import read_agreement
from protocol.board_card import MARKER
from protocol.board_json import read_snapshot
from protocol.history import history_of
from protocol.subject import Context
from protocol.workload import State
from tests.protocol.cards import Written, board, card, context_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
COVER = 256  # pixels: about how wide Trello shows a cover


def person(name: str, load: float, capacity: float = 5.0, says: str = "x") -> PersonFacts:
    state: State = "Over" if load > capacity else "Available"
    return PersonFacts(name, name.lower(), load, capacity, state, says, cards=1, overdue=0)


def facts(*people: PersonFacts, **more: object) -> TeamFacts:
    held = {
        "board": "Genomes", "at": NOW, "zone": "UTC", "load": 7.5, "capacity": 10.0,
        "unowned_cards": 0, "unowned_days": 0.0, "goals": (), "more_goals": 0, "stuck": (),
        "more_stuck": 0,
    }  # fmt: skip
    return TeamFacts(people=people, **{**held, **more})  # type: ignore[arg-type]


GOAL = GoalFacts("Faster QC", "https://trello.com/c/abcd1234", "long", 2, 8, "cards", False, False,
                 "Mon 30 Nov")  # fmt: skip
STUCK = StuckFacts("Align the reads", "https://trello.com/c/aLiGn001", "Doing", 13, "Ada Abel")


def of(*cards: Written) -> Context:
    return context_of(board(*cards), now=NOW)


def pixels(told: TeamFacts) -> Image.Image:
    return Image.open(BytesIO(card_picture(told))).convert("RGB")


def test_each_person_has_a_line_with_bar_and_numbers() -> None:
    text = card_text(facts(person("Ada Abel", 7.5, says="over by 2.5"), person("Bea Born", 0.0)))

    assert "Ada Abel           █████████|████  7.5 of 5  over by 2.5" in text
    assert "Bea Born           ·········|        0 of 5  x" in text


def test_goals_stand_by_horizon_with_their_progress() -> None:
    near = structs.replace(GOAL, horizon="short", title="Sign off sarek", total=0, overdue=True)
    text = card_text(facts(person("Ada", 1.0), goals=(GOAL, near)))

    assert "**Long-term goals**" in text
    assert (
        "- [Faster QC](https://trello.com/c/abcd1234): ██░░░░░░░░ 2 of 8 cards done, due Mon 30 Nov"
        in text
    )
    assert (
        "Sign off sarek](https://trello.com/c/abcd1234): due Mon 30 Nov, which has passed" in text
    )


def test_what_is_stuck_stands_with_its_owner() -> None:
    text = card_text(facts(person("Ada", 1.0), stuck=(STUCK,), more_stuck=2))

    assert (
        "- [Align the reads](https://trello.com/c/aLiGn001) (Ada Abel): 13 days in 'Doing'" in text
    )
    assert "- and 2 more" in text


def test_who_has_promised_too_much_is_named_and_the_rest_counted() -> None:
    over = ("Ada Abel: week of 7 Dec 6.5 of 4 days", "Bea *Born*: this week 3 of 2 days")
    text = card_text(facts(person("Ada Abel", 1.0), over=over, more_over=3))

    part = text.partition("**Promised more than fits, by due date**")[2].partition("\n\n**")[0]
    assert "- Ada Abel: week of 7 Dec 6.5 of 4 days\n" in part
    assert "Bea *Born*" not in part
    assert "\n- and 3 more" in part
    assert "Promised more than fits, by due date" not in card_text(facts(person("Ada Abel", 1.0)))


def test_a_goal_says_how_many_of_its_cards_are_held_up() -> None:
    held, reached = (structs.replace(GOAL, held_up=2, reached=done) for done in (False, True))

    assert "due Mon 30 Nov, 2 held up" in card_text(facts(goals=(held,)))
    assert "held up" not in card_text(facts(goals=(reached,)))
    assert "held up" not in card_text(facts(goals=(GOAL,)))


def test_a_boards_over_commitment_and_held_up_goal_reach_its_card() -> None:
    found = team_facts(
        of(
            card("Faster QC", in_list="Goals", labels=["goal"]),
            *(
                card(f"Call {n}", in_list="Ready", owners=["Ines"], due="2026-11-27",
                     labels=["goal: faster qc"])
                for n in range(7)
            ),
            card("Genotypes", in_list="Waiting", labels=["goal: faster qc"]),
        )
    )  # fmt: skip

    assert found.over == ("Ines: 7 of 5 days, this week",)
    assert [(goal.title, goal.held_up) for goal in found.goals] == [("Faster QC", 1)]


def test_the_text_tells_its_age_and_whose_it_is() -> None:
    text = card_text(facts(person("Ada", 1.0)))

    assert "As of Mon 23 Nov 2026, 10:00 (UTC); changed when the numbers change." in text
    assert text.endswith(f"_{MARKER}_")


def test_a_name_can_neither_end_the_code_block_nor_make_a_link() -> None:
    text = card_text(
        facts(
            person("```Ada", 1.0),
            stuck=(structs.replace(STUCK, title="[x](http://evil.example)", url="javascript:1"),),
        )
    )

    assert text.count("```") == 2
    assert "- \\[x\\](http://evil.example) (Ada Abel)" in text  # as it is written, no link


def test_a_board_without_people_says_so() -> None:
    assert "Nobody is on the board." in card_text(facts())
    assert pixels(facts()).size[0] == 4 * COVER


def test_the_numbers_tell_the_digest_and_the_moment_does_not() -> None:
    told = facts(person("Ada", 1.0))

    assert structs.replace(told, at=datetime(2026, 12, 1, tzinfo=UTC)).digest == told.digest
    assert facts(person("Ada", 1.5)).digest != told.digest


def test_the_sample_teams_card_shows_everybody_and_every_goal() -> None:
    board = read_snapshot(sample_board(NOW))
    agreement = read_agreement(sample_agreement(NOW), "sample")
    told = team_facts(Context(board, agreement, history_of(board), NOW))

    text = card_text(told)
    assert all(name in text for name in ("Amara Nwosu", "Sofía Arriaga", "Yusuf Demirtaş"))
    assert len(told.goals) == 7
    assert told.stuck[0].days >= told.stuck[-1].days
    assert len(text) < 16_384  # the most that Trello takes


def test_somebody_who_carries_nothing_is_in_the_picture_too() -> None:
    one, two = (
        pixels(facts(person("Ada", 3.0))),
        pixels(facts(person("Ada", 3.0), person("Bea", 0.0))),
    )

    assert two.size[1] > one.size[1]
    row = two.crop((0, one.size[1] - 28, two.size[0], two.size[1]))
    assert len(_colours(row)) > 10  # name, track, stroke and figures, not an empty strip


def test_the_picture_is_about_as_high_as_a_cover_may_be() -> None:
    team = facts(*(person(f"P{n}", 3.0) for n in range(6)), goals=(GOAL,) * 5)

    width, height = pixels(team).size
    assert width == 4 * COVER
    assert height / width < 0.8


def test_a_large_team_stands_in_two_columns() -> None:
    eight = pixels(facts(*(person(f"P{n}", 3.0) for n in range(8))))
    sixteen = pixels(facts(*(person(f"P{n}", 3.0) for n in range(16))))

    assert sixteen.size == eight.size


def test_the_same_numbers_give_the_same_picture() -> None:
    told = facts(person("Ada", 3.0), goals=(GOAL,))

    assert card_picture(told) == card_picture(told)


def test_letters_keep_their_distance_in_contrast() -> None:
    """WCAG 2.1 asks for 4.5 between text and its ground, in light and in dark surroundings."""
    shown = pixels(facts(person("Ada", 3.0)))
    ground = shown.getpixel((2, 2))
    lightest = max(_colours(shown), key=_luminance)

    assert (_luminance(lightest) + 0.05) / (_luminance(ground) + 0.05) > 4.5


def _colours(image: Image.Image) -> list[object]:
    return [colour for _, colour in image.getcolors(image.width * image.height) or ()]


def _luminance(colour: object) -> float:
    assert isinstance(colour, tuple)
    parts = [float(part) / 255 for part in colour]
    linear: list[float] = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.fixture
def own_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without fonts: Pillow's own has few letters beyond English ones."""
    monkeypatch.setattr(lettering, "_FONTS", ())
    lettering.font.cache_clear()


@pytest.mark.usefixtures("own_font")
@pytest.mark.parametrize(
    ("name", "username", "shown"),
    [("Łukasz", "lukasz", "Lukasz"), ("张伟", "weizhang", "weizhang"), ("张伟", "", "?")],
)
def test_a_name_that_the_font_cannot_draw_is_shown_otherwise(
    name: str, username: str, shown: str
) -> None:
    assert drawable(name, username, font(44)) == shown
    lettering.font.cache_clear()


def test_first_names_are_told_apart() -> None:
    names = ["Ann Lee", "Ann Brook", "Bea Born", "Cai", "Ann Lovelace"]

    assert short_names(names) == ["Ann Lee", "Ann B.", "Bea", "Cai", "Ann Lovelace"]


def test_what_is_too_long_is_cut_with_an_ellipsis() -> None:
    face = font(44)

    short = cut("A goal with a very long title", 200, face)
    assert short.endswith("…")
    assert face.getlength(short) <= 200
    assert cut("Short", 2000, face) == "Short"
