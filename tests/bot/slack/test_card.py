"""`/card`: found by words, number or address, and changed by its buttons."""

import pytest

from bot.sandbox.slack.errors import SlackError
from storage.effects import recent_effects
from tests.bot.slack.conftest import CLEO, MakeOffice, with_lead
from tests.bot.slack.office import ANA, BEN, BOARD, EVE, LISTS, SORT, TUNE, Office, card, text_of


def test_a_card_is_found_by_words_of_its_title(office: Office) -> None:
    answer = office.ask(ANA, "/card tune")

    assert "Tune the filter" in text_of(answer)
    assert "2 things to settle" in text_of(answer)


def test_a_card_tells_how_old_what_it_shows_is(office: Office) -> None:
    office.clock.forward(minutes=7)

    assert "(7 min ago)" in text_of(office.ask(ANA, "/card tune"))


def test_a_number_finds_one_card(office: Office) -> None:
    assert "Sort the reads" in text_of(office.ask(ANA, "/card #2"))


def test_a_word_that_is_almost_a_sub_command_is_answered_with_it(office: Office) -> None:
    assert "/card mine" in text_of(office.ask(ANA, "/card mien"))


def test_a_title_that_begins_like_a_sub_command_is_still_found(make_office: MakeOffice) -> None:
    office = make_office(board=with_lead(card(TUNE, "Why reads fail", "Doing", "ana")))

    assert "Why reads fail" in text_of(office.ask(ANA, "/card why reads fail"))


def test_a_stranger_is_asked_who_they_are(office: Office) -> None:
    assert "who you are on Trello" in text_of(office.ask(EVE, "/card tune"))


def test_a_safe_fix_is_made_at_once_and_the_message_shows_the_card_after_it(
    office: Office,
) -> None:
    answer = office.ask(ANA, "/card tune")

    after = office.press(ANA, answer, "card_fix")

    assert "Done:" in text_of(after)
    assert after["ts"] == answer["ts"]
    assert "## Question" in office.on_trello(TUNE)["desc"]


def test_a_change_is_recorded_with_who_asked_and_what_undoes_it(office: Office) -> None:
    office.press(ANA, office.ask(ANA, "/card tune"), "card_fix")

    (row,) = recent_effects(office.engine, office.clock().replace(hour=0), card_id=TUNE)
    assert row.kind == "Apply"
    assert row.why == "Ana Lima asked in Slack to fix section-missing"
    assert "describe" in row.reference
    assert row.done_at is not None


def test_a_move_is_made_and_the_message_shows_it(office: Office) -> None:
    answer = office.ask(ANA, "/card tune")

    after = office.press(ANA, answer, "card_move", f"{BOARD}|{TUNE}|{LISTS['Ready']}")

    assert "Moved to 'Ready'" in text_of(after)
    assert office.on_trello(TUNE)["idList"] == LISTS["Ready"]


def test_a_move_that_the_agreement_forbids_is_refused_with_the_reason(office: Office) -> None:
    answer = office.ask(ANA, "/card sort")

    after = office.press(ANA, answer, "card_move", f"{BOARD}|{SORT}|{LISTS['Done']}")

    assert "does not allow a move from 'Ready' to 'Done'" in text_of(after)
    assert office.on_trello(SORT)["idList"] == LISTS["Ready"]


def test_the_exempt_dialog_writes_the_line_into_the_description(office: Office) -> None:
    answer = office.ask(ANA, "/card tune")
    office.slack.client.click(ANA, "C0TEAM", answer["ts"], "card_exempt")
    view = office.modal(ANA, "exempt_card")

    values = {"rule": "due-passed", "until": "2026-12-04", "why": "the core is closed"}
    office.slack.client.submit(ANA, view["id"], values)

    line = "<!-- cardkeeper: exempt due-passed until 2026-12-04 because the core is closed. by @ana"
    office.wait(lambda: line in office.on_trello(TUNE)["desc"])
    office.wait(lambda: "is excused from due-passed" in text_of(office.seen(ANA)[-1]))


def test_the_exempt_dialog_offers_no_rule_that_the_card_keeps_and_takes_none(
    office: Office,
) -> None:
    answer = office.ask(ANA, "/card tune")
    office.slack.client.click(ANA, "C0TEAM", answer["ts"], "card_exempt")
    view = office.modal(ANA, "exempt_card")
    rules = next(b["element"]["options"] for b in view["blocks"] if b.get("block_id") == "rule")
    offered = [each["value"] for each in rules]
    assert "due-passed" in offered
    assert "owner-missing" not in offered
    # settled by somebody else, while the dialog was open
    office.gateway.update_card(TUNE, due="2026-12-24T12:00:00.000Z")
    office.boards.read(BOARD)

    told = office.slack.client.submit(ANA, view["id"], {"rule": "due-passed", "why": "Closed."})

    assert told["errors"] == {"rule": "The card keeps 'due-passed' as it is: nothing is to be "
                                      "excused."}  # fmt: skip
    assert "exempt" not in office.on_trello(TUNE)["desc"]


def test_the_exempt_dialog_says_at_the_field_what_is_wrong(office: Office) -> None:
    answer = office.ask(ANA, "/card tune")
    office.slack.client.click(ANA, "C0TEAM", answer["ts"], "card_exempt")
    view = office.modal(ANA, "exempt_card")

    values = {"rule": "due-passed", "until": "2026-11-01", "why": "the core is closed"}
    told = office.slack.client.submit(ANA, view["id"], values)

    assert told["response_action"] == "errors"
    assert "is over" in told["errors"]["until"]


def test_the_link_dialog_attaches_the_address(office: Office) -> None:
    answer = office.ask(ANA, "/card tune")
    office.slack.client.click(ANA, "C0TEAM", answer["ts"], "card_link")
    view = office.modal(ANA, "link_card")

    office.slack.client.submit(ANA, view["id"], {"address": "https://github.com/larkspur/qc"})

    office.wait(lambda: office.on_trello(TUNE)["attachments"])
    assert office.on_trello(TUNE)["attachments"][0]["url"] == "https://github.com/larkspur/qc"


def test_what_is_snoozed_says_who_and_until_when_and_can_be_brought_back(office: Office) -> None:
    answer = office.ask(ANA, "/card tune")
    assert "snoozed" not in text_of(answer)

    snoozed = office.press(ANA, answer, "card_snooze", f"{BOARD}|{TUNE}|3d")

    assert "snoozed by Ana Lima until" in text_of(snoozed)
    assert "26 Nov 2026" in text_of(snoozed)
    office.speaking.run()
    assert office.messages(ANA) == [], "what is snoozed is left out of the digest"

    office.press(ANA, snoozed, "card_bring_back")
    office.clock.forward(days=1)
    office.speaking.run()
    assert "Tune the filter" in text_of(office.messages(ANA)[0])


def test_a_digest_that_was_sent_follows_a_snooze_from_the_card(office: Office) -> None:
    office.speaking.run()
    office.press(ANA, office.ask(ANA, "/card tune"), "card_snooze", f"{BOARD}|{TUNE}|1d")
    office.speaking.run()

    (digest,) = office.messages(ANA)
    assert "Snoozed by Ana Lima until" in text_of(digest)


def test_only_who_can_act_on_a_card_is_offered_to_snooze_it(office: Office) -> None:
    actions = {e["action_id"] for b in office.ask("U0BEN", "/card tune")["blocks"]
               if b["type"] == "actions" for e in b["elements"]}  # fmt: skip

    assert "card_exempt" in actions
    assert "card_snooze" not in actions


def test_a_link_is_made_by_words(office: Office) -> None:
    answer = office.ask(ANA, "/card link https://github.com/larkspur/qc tune")

    assert "Attached" in text_of(answer)
    assert "that I know has such an address" not in text_of(answer)
    assert "*Links*" in text_of(answer)


def test_an_address_that_is_not_read_is_attached_and_that_is_said(office: Office) -> None:
    run = "https://cloud.seqera.io/orgs/larkspur/workspaces/genomes/watch/abc123"

    said = text_of(office.ask(ANA, f"/card link {run} tune"))

    assert f"Attached {run}\nNo run, repository or report that I know has such an address" in said


def test_an_exemption_is_made_by_words_with_on(office: Office) -> None:
    said = "/card exempt due-passed until friday because the core is on holiday on tune"
    answer = office.ask(ANA, said)

    assert "is excused from due-passed" in text_of(answer)
    assert "because the core is on holiday." in office.on_trello(TUNE)["desc"]


def test_a_card_is_not_excused_from_what_it_keeps(office: Office) -> None:
    answer = office.ask(ANA, "/card exempt owner-missing until friday because it is ours on tune")

    assert "The card keeps 'owner-missing' as it is" in text_of(answer)
    assert "exempt" not in office.on_trello(TUNE)["desc"]


def test_the_form_of_a_sub_command_is_told_where_its_words_name_nothing(office: Office) -> None:
    for words, wrong, form in (
        ("link notanaddress #1", "no address in “notanaddress #1”", "`/card link https://… #12`"),
        ("why #999", "I find no card with “#999”", "`/card why #12`"),
        ("exempt nonsense #1", "There is no rule 'nonsense'", "`/card exempt RULE until friday"),
        ("repo make it", "“make it”", "`/card repo new NAME on #12`"),
    ):
        said = text_of(office.ask(ANA, f"/card {words}"))
        assert wrong in said
        assert form in said


def test_a_word_that_is_like_no_sub_command_is_not_answered_with_one(office: Office) -> None:
    said = text_of(office.ask(ANA, "/card trio"))

    assert "I find no card with “trio”" in said
    assert "Did you mean" not in said


def test_an_exemption_without_a_card_means_the_one_card_that_breaks_the_rule(
    office: Office,
) -> None:
    answer = office.ask(ANA, "/card exempt due-passed until friday because the core is closed")

    assert "is excused from due-passed" in text_of(answer)


def test_several_cards_are_listed_and_none_is_changed(make_office: MakeOffice) -> None:
    cards = [card(f"{TUNE[:-2]}{n:02}", f"Tune filter {n}", "Doing", "ana") for n in range(1, 4)]
    office = make_office(board=with_lead(*cards))

    answer = office.ask(ANA, "/card link https://github.com/larkspur/qc tune")

    assert "which one?" in text_of(answer)
    assert not recent_effects(office.engine, office.clock().replace(hour=0))


def test_the_same_click_delivered_twice_acts_once(office: Office) -> None:
    answer = office.ask(ANA, "/card tune")
    sent = []
    transport = office.slack.transport()
    original = transport.send

    def twice(kind: str, payload: dict[str, object]) -> object:
        sent.append(kind)
        original(kind, payload)
        return original(kind, payload)

    transport.send = twice  # type: ignore[method-assign]
    try:
        office.press(ANA, answer, "card_fix")
    finally:
        transport.send = original  # type: ignore[method-assign]

    assert sent == ["interactive"]
    effects = recent_effects(office.engine, office.clock().replace(hour=0), card_id=TUNE)
    assert len(effects) == 1


def test_somebody_who_is_not_on_the_board_cannot_press_another_ones_button(
    make_office: MakeOffice,
) -> None:
    office = make_office(agreement='[people."Eve Orr"]\ntrello = "eve"\nslack = "U0EVE"\n')
    answer = office.ask(ANA, "/card tune")

    with pytest.raises(SlackError, match="message_not_found"):
        office.slack.client.click(EVE, "C0TEAM", answer["ts"], "card_fix")
    assert "not a member of any board" in text_of(office.ask(EVE, "/card tune"))


def test_a_lead_may_look_at_every_card(office: Office) -> None:
    assert "Tune the filter" in text_of(office.ask(CLEO, "/card tune"))


def test_my_cards_begin_with_what_is_overdue(office: Office) -> None:
    answer = office.ask(BEN, "/card mine")

    assert "You own 1 open card" in text_of(answer)


def test_why_without_a_card_says_whose_it_explains(office: Office) -> None:
    answer = office.ask(ANA, "/card why")

    assert "No card is named; of yours 1 card has something to settle" in text_of(answer)
    assert "Tune the filter" in text_of(answer)


def test_why_tells_rule_facts_and_how_to_be_exempt(office: Office) -> None:
    answer = office.ask(ANA, "/card why tune")

    assert "section-missing" in text_of(answer)
    assert "`/card exempt due-passed until friday because … on #1`" in text_of(answer)
