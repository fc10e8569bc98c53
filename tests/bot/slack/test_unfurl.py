"""A link to a card is shown as the card: only where asked for, and never as noise."""

from bot.slack.manifest import app_manifest
from tests.bot.slack.conftest import MakeOffice, with_lead
from tests.bot.slack.office import ANA, EVE, SORT, TEAM, TUNE, Office, card
from tests.bot.slack.taken import assert_marked_well, marked_texts

LINK = "https://trello.com/c/card0001"
OTHER = "https://trello.com/c/card0002/2-sort-the-reads"


def previews(office: Office, ts: str) -> list[dict[str, object]]:
    """What stands below a message once every event was told."""
    assert office.slack.events.wait_until_idle(10)
    message = next(m for m in office.seen(ANA) if m["ts"] == ts)
    return list(message.get("attachments") or [])


def shared(office: Office, text: str, user: str = ANA) -> list[dict[str, object]]:
    """Post a message; what comes to stand below it. Bolt answers an event when it has acted."""
    return settled(office, str(office.slack.client.post(user, TEAM, text)["ts"]))


def settled(office: Office, ts: str) -> list[dict[str, object]]:
    office.slack.events.wait_until_idle(10)
    marker = office.ask(ANA, "/card help")  # what was asked for later is answered later
    assert marker
    return previews(office, ts)


def appears(office: Office, text: str) -> list[dict[str, object]]:
    ts = str(office.slack.client.post(ANA, TEAM, text)["ts"])
    return list(office.wait(lambda: previews(office, ts)))


def test_a_link_to_a_card_is_shown_with_what_is_to_settle(make_office: MakeOffice) -> None:
    office = make_office(unfurl=True)

    (preview,) = appears(office, f"Look at {LINK} please")

    told = list(marked_texts(preview["blocks"]))
    assert "Tune the filter" in told[0]
    assert "2 things to settle" in told[0]
    assert "owned by Ana Lima" in told[0]
    assert "As of" in told[1]
    for text in told:
        assert_marked_well(text)


def test_the_same_link_is_shown_once_in_half_an_hour(make_office: MakeOffice) -> None:
    office = make_office(unfurl=True, way="http")
    appears(office, LINK)

    assert shared(office, f"again {LINK}") == []
    office.clock.forward(minutes=31)
    assert appears(office, LINK)


def test_the_same_event_twice_acts_once(make_office: MakeOffice) -> None:
    office = make_office(unfurl=True)
    office.slack.faults.duplicate_events = 1.0

    ts = str(office.slack.client.post(ANA, TEAM, LINK)["ts"])
    office.wait(lambda: previews(office, ts))

    assert len(settled(office, ts)) == 1


def test_three_links_at_once_are_left_alone(make_office: MakeOffice) -> None:
    office = make_office(unfurl=True, way="http")

    assert shared(office, f"{LINK} {OTHER} https://trello.com/c/card0003") == []


def test_who_is_no_member_of_the_board_shows_nothing_of_it(make_office: MakeOffice) -> None:
    office = make_office(unfurl=True, way="http")

    assert shared(office, LINK, EVE) == []


def test_a_title_stays_text_in_the_preview(make_office: MakeOffice) -> None:
    evil = "<!channel> <https://evil.example|click> & *bold*"
    board = with_lead(card(TUNE, evil, "Doing", "ana"), card(SORT, "Sort", "Ready", "ben"))
    office = make_office(board=board, unfurl=True, way="http")

    (preview,) = appears(office, LINK)

    for text in marked_texts(preview["blocks"]):
        assert_marked_well(text)


def test_it_is_off_and_unasked_for_unless_the_setting_says_so(make_office: MakeOffice) -> None:
    office = make_office(way="http")
    asked_for = app_manifest()
    assert not [s for s in asked_for["oauth_config"]["scopes"]["bot"] if s.startswith("links:")]
    assert "unfurl_domains" not in asked_for["features"]

    wanted = app_manifest("", "", "unfurl")
    assert wanted["features"]["unfurl_domains"] == ["trello.com"]
    assert {"links:read", "links:write"} <= set(wanted["oauth_config"]["scopes"]["bot"])
    assert "link_shared" in wanted["settings"]["event_subscriptions"]["bot_events"]
    assert shared(office, LINK) == []
