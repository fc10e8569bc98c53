"""The buttons on the workload: open a person, turn a page, go back, share to the channel."""

from typing import Any

from slack_sdk.errors import SlackApiError

from bot.card_actions import NotDone
from bot.slack.chart import in_words, workload_chart
from bot.slack.clicks.shape import Answer, Button, Click, Replaced
from bot.slack.commands.shape import Reply, plain
from bot.slack.commands.workload import people_of, show, weeks_meant
from bot.slack.weeks_chart import weeks_chart
from bot.slack.workload_view import AHEAD, BACK, MORE, OPEN, SHARE
from protocol.render.weeks_svg import in_words as weeks_in_words
from protocol.workload import PersonLoad, Workload

_CANNOT_POST = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action")


def _show(click: Click) -> Answer:
    return Replaced(show(click.tools, click.asker, click.value))


def _share(click: Click) -> Answer:
    """Post what is shown where everybody in the channel sees it, and say who shared it."""
    reply = show(click.tools, click.asker, click.value, shared=True)
    load = _load(click)
    people = people_of(load, click.value) if load else []
    try:
        ts, is_drawn = _post(click, reply)
        ahead = click.value.startswith("weeks|")
        if load is not None and people and (ahead or not is_drawn):
            _add_picture(click, load, people, ts)
    except SlackApiError as error:
        name = str(error.response.get("error"))
        if name not in _CANNOT_POST:
            raise
        raise NotDone(
            "I am not in this channel, so I cannot post here: invite me with `/invite` and share "
            "again."
        ) from None
    return plain("Shared with everybody in this channel.")


def _post(click: Click, reply: Reply) -> tuple[str, bool]:
    """Post it; where it is, and whether Slack draws it by itself."""
    client, channel = click.tools.client, click.place.channel_id
    if reply.simpler:
        try:
            posted = client.chat_postMessage(channel=channel, unfurl_links=False, **_content(reply))
        except SlackApiError as error:
            if error.response.get("error") != "invalid_blocks":
                raise
        else:
            return str(posted["ts"]), True
    posted = client.chat_postMessage(
        channel=channel, unfurl_links=False, **_content(reply.plainly())
    )
    return str(posted["ts"]), False


def _add_picture(click: Click, load: Workload, people: list[PersonLoad], ts: str) -> None:
    """The picture below the lines, so that no number is in the picture alone."""
    try:
        click.tools.client.files_upload_v2(
            channel=click.place.channel_id,
            thread_ts=ts,
            **_picture(click, load, people),
        )
    except SlackApiError as error:
        if error.response.get("error") != "missing_scope":
            raise  # without the scope the lines alone say it all


def _picture(click: Click, load: Workload, people: list[PersonLoad]) -> dict[str, Any]:
    """The picture of what is shared, with its name and its words."""
    if click.value.startswith("weeks|"):
        kept = next(k for k in click.desk.boards_of(click.asker) if k.board.id == load.board_id)
        weeks = click.desk.weeks(kept, weeks_meant(click.value))
        return {
            "content": weeks_chart(weeks),
            "filename": "weeks.png",
            "title": f"Next weeks of {load.board}"[:200],
            "alt_txt": weeks_in_words(weeks)[:1000],
        }
    return {
        "content": workload_chart(load, people),
        "filename": "workload.png",
        "title": f"Workload of {load.board}"[:200],
        "alt_txt": in_words(people)[:1000],
    }


def _load(click: Click) -> Workload | None:
    board_id = click.value.split("|")[1]
    for kept in click.desk.boards_of(click.asker):
        if kept.board.id == board_id:
            return click.desk.workload(kept)
    return None


def _content(reply: Reply) -> dict[str, Any]:
    return {"text": reply.text, "blocks": reply.blocks[:50]}


BUTTONS = (
    Button(OPEN, _show),
    Button(MORE, _show),
    Button(BACK, _show),
    Button(AHEAD, _show),
    Button(SHARE, _share),
)
