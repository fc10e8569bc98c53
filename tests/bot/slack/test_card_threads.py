"""Threads of cards in the channel: chosen by the team, and then for everything of a card."""

import pytest

from bot.act import Actor, ChannelRefused
from bot.slack.channel import SlackChannel
from protocol.decide import CloseMessage, Notice, Tell
from tests.bot.slack.office import text_of
from tests.bot.slack.speaking.conftest import MakeWorkplace, make_workplace
from tests.bot.slack.speaking.workplace import ANA, BOARD, BOT, TEAM, TUNE, Json, Workplace
from tests.bot.slack.taken import assert_taken

__all__ = ["make_workplace"]

DUE = ("due-passed", "It was due 3 days ago.", "Give it another day.", "Ana Lima")
SECTION = ("section-empty", "There is nothing below 'Question'.", "Write it.", "Ana Lima")
THREADS = "card_threads = true\n"


def notice(*points: tuple[str, str, str, str]) -> Notice:
    return Notice("Tune the filter", "https://trello.com/c/card0001", "Doing", points)


class Channel:
    """The team's channel, and what is done in it one after another."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        speaker = place.new_speaker()
        self.slack = SlackChannel(place.client, TEAM, speaker)
        self.actor = Actor(
            place.engine, place.gateway, self.slack, place.boards, place.clock, bot_member_id=BOT
        )
        self.count = 0

    def tell(self, *points: tuple[str, str, str, str]) -> None:
        self.count += 1
        self.actor.act(f"tell:{self.count}", BOARD, Tell(TUNE, notice(*points)))

    def messages(self) -> list[Json]:
        return self.place.slack.client.messages(ANA, TEAM)

    def replies(self) -> list[Json]:
        return [m for m in self.messages() if m.get("thread_ts") not in (None, m["ts"])]


def test_what_is_new_on_a_card_is_said_below_its_message(make_workplace: MakeWorkplace) -> None:
    channel = Channel(make_workplace(THREADS))
    channel.tell(DUE)
    channel.tell(DUE, SECTION)

    (reply,) = channel.replies()
    assert reply["thread_ts"] == channel.messages()[0]["ts"]
    assert "nothing below 'Question'" in text_of(reply)
    assert "was due" not in text_of(reply)
    assert_taken({"text": reply["text"], "blocks": reply["blocks"]})
    assert "Why am I seeing this?" in text_of(reply)


def test_days_that_pass_and_what_is_settled_are_not_said_there(
    make_workplace: MakeWorkplace,
) -> None:
    channel = Channel(make_workplace(THREADS))
    channel.tell(DUE, SECTION)
    channel.tell((DUE[0], "It was due 4 days ago.", *DUE[2:]), SECTION)
    channel.tell(SECTION)
    channel.actor.act("close", BOARD, CloseMessage(TUNE, "settled"))

    (only,) = channel.messages()
    assert "~" in text_of(only)


def test_without_the_switch_no_thread_is_begun(make_workplace: MakeWorkplace) -> None:
    channel = Channel(make_workplace())
    channel.tell(DUE)
    channel.tell(DUE, SECTION)

    assert channel.replies() == []
    assert len(channel.messages()) == 1


def test_a_change_made_again_after_a_crash_is_said_once(make_workplace: MakeWorkplace) -> None:
    channel = Channel(make_workplace(THREADS))
    channel.tell(DUE)
    ts = channel.messages()[0]["ts"]
    for _ in range(2):
        channel.slack.change(ts, TUNE, notice(DUE, SECTION))

    assert len(channel.replies()) == 1


def test_messages_and_replies_share_the_channels_budget(make_workplace: MakeWorkplace) -> None:
    channel = Channel(make_workplace(THREADS + "most_card_messages = 2\n"))
    channel.tell(DUE)
    channel.tell(DUE, SECTION)
    channel.tell(DUE, SECTION, ("wip-person", "Too much at once.", "Finish one.", "Ana Lima"))

    assert len(channel.replies()) == 1
    with pytest.raises(ChannelRefused, match="budget"):
        channel.slack.post("another card", notice(DUE))
