"""Who is who: by the agreement, by e-mail, by name with a confirmation, by `/card me`."""

from typing import Any

from storage.people import keep_tie, tie_of
from tests.bot.slack.conftest import CLEO, MakeOffice, with_lead
from tests.bot.slack.office import ANA, BEN, EVE, TUNE, Office, card, text_of

EVES_ID = "e5" * 12


def board_with_eve(name: str = "Eve Orr") -> dict[str, Any]:
    board: dict[str, Any] = with_lead(card(TUNE, "Tune the filter", "Doing", "ana"))
    board["members"].append({"id": EVES_ID, "fullName": name, "username": "evie"})
    membership = {"id": "8" * 24, "idMember": EVES_ID, "memberType": "normal"}
    board["memberships"].append(membership)
    return board


def office_with_eve(make_office: MakeOffice, name: str = "Eve Orr") -> Office:
    return make_office(board=board_with_eve(name))


def test_the_agreement_and_the_e_mail_address_tie_without_a_question(office: Office) -> None:
    assert "You are *Ana Lima*" in text_of(office.ask(ANA, "/card me"))
    assert "You are *Ben Ode*" in text_of(office.ask(BEN, "/card me"))


def test_the_same_name_is_proposed_and_confirmed(make_office: MakeOffice) -> None:
    office = office_with_eve(make_office)
    asked = office.ask(EVE, "/card mine")
    assert "Are you *Eve Orr*" in text_of(asked)
    assert tie_of(office.engine, EVE) is None

    after = office.press(EVE, asked, "tie_name")

    assert "You are *Eve Orr* (@evie)" in text_of(after)
    assert "You own no open card" in text_of(office.ask(EVE, "/card mine"))


def test_another_name_is_chosen_and_the_leads_are_told(make_office: MakeOffice) -> None:
    office = office_with_eve(make_office, name="Evelyn Orrick")
    asked = office.ask(EVE, "/card me")

    office.press(EVE, asked, "tie_choice", "evie")
    office.clock.forward(hours=12)
    office.speaking.run()
    assert office.messages(CLEO) == [], "at night nobody is told"
    office.clock.forward(hours=12)
    for _ in range(2):
        office.speaking.run()

    (told,) = [m for m in office.messages(CLEO) if "says that they are" in m["text"]]
    assert f"<@{EVE}> says that they are Evelyn Orrick" in told["text"]
    assert "Why am I seeing this?" in text_of(told)


def test_a_lead_takes_a_tie_back(make_office: MakeOffice) -> None:
    office = office_with_eve(make_office)
    office.press(EVE, office.ask(EVE, "/card me"), "tie_name")
    office.speaking.run()
    told = next(m for m in office.messages(CLEO) if "says that they are" in m["text"])

    office.slack.client.click(CLEO, office.direct(CLEO), told["ts"], "tie_undo")

    office.wait(lambda: tie_of(office.engine, EVE) is None)


def test_who_ties_themselves_is_a_member_and_no_lead(make_office: MakeOffice) -> None:
    office = make_office(
        '[people."Eve Orr"]\ntrello = "evie"\nlead = true\nadmin = true', board=board_with_eve()
    )
    keep_tie(office.engine, EVE, "evie", "choice", office.clock())

    assert "You are *Eve Orr*" in text_of(office.ask(EVE, "/card me"))
    assert "Only a lead" in text_of(office.ask(EVE, "/agenda skip"))


def test_members_whom_the_agreement_ties_cannot_be_chosen(make_office: MakeOffice) -> None:
    office = office_with_eve(make_office)

    assert [free.trello for free in office.roster.free()] == ["evie"]


def test_two_people_are_never_tied_to_one_member(make_office: MakeOffice) -> None:
    office = office_with_eve(make_office)

    assert keep_tie(office.engine, EVE, "Evie", "choice", office.clock())
    assert not keep_tie(office.engine, "U0OTHER", "evie", "choice", office.clock())


def test_who_is_not_tied_is_named_for_one_meeting_only(make_office: MakeOffice) -> None:
    office = office_with_eve(make_office)
    (kept,) = office.boards.all_kept()
    book = office.tools.book

    assert book.not_tied(kept.board, book.coming()) == ("Eve Orr",)
    assert book.not_tied(kept.board, book.coming()) == ("Eve Orr",)
    office.clock.forward(days=7)
    assert book.not_tied(kept.board, book.coming()) == ()
