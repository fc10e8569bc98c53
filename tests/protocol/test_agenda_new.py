"""New: what came in and that nobody has promised yet."""

from tests.protocol.cards import action, board, card
from tests.protocol.meetings import only, section, titles


def test_a_request_says_who_asked_and_when() -> None:
    asked = action("createCard", "2026-11-12", by="Petra")
    it = card("a", in_list="Inbox", created="2026-11-12", history=[asked])
    assert only(section("new", it)).says == ("asked by Petra on Thu 12 Nov", "in 'Inbox'")


def test_an_older_request_is_not_new() -> None:
    found = section("new", card("a", in_list="Inbox", created="2026-11-01"))
    assert found.items == ()
    assert found.empty == "No new requests."


def test_it_says_how_many_requests_there_are_in_all() -> None:
    cards = [card(f"a{day}", in_list="Inbox", created=f"2026-11-{day}") for day in ("01", "12")]
    assert section("new", *cards).notes == ("2 cards in all wait to be promised.",)


def test_a_new_card_in_a_list_without_a_role_is_new() -> None:
    it = card("a", in_list="Kiwi", created="2026-11-12")
    assert titles(section("new", board(it, lists=("Kiwi",)))) == ["a"]


def test_a_new_card_that_is_promised_already_is_coming_instead() -> None:
    it = card("a", in_list="Ready", created="2026-11-12")
    assert section("new", it).items == ()
    assert titles(section("coming", it)) == ["a"]


def test_the_newest_request_stands_first() -> None:
    cards = [card(d, in_list="Inbox", created=d) for d in ("2026-11-10", "2026-11-13")]
    assert titles(section("new", *cards)) == ["2026-11-13", "2026-11-10"]
