"""The buttons on one card: fix, exempt, snooze, link, move, show, why."""

from bot.card_actions import Asked, NotDone
from bot.slack.card_reply import card_reply
from bot.slack.card_view import BRING_BACK, SNOOZE
from bot.slack.clicks.shape import Answer, Button, Click, Replaced
from bot.slack.commands.shape import Reply, plain
from bot.slack.modals.exempt import exempt_dialog
from bot.slack.modals.link import link_dialog
from bot.slack.own_view import own_part_of
from bot.slack.speaking.snoozing import put_away, snooze_ends
from bot.slack.why import why_card
from protocol.check import check_card
from protocol.exempting import excusable
from protocol.subject import Context, Subject
from storage.attention import bring_back

NOT_YOURS = "That card is not on a board that you are a member of."


def _fix(click: Click) -> Answer:
    board_id, card_id, *rest = click.value.split("|")
    rule, seen = rest if len(rest) == 2 else ("", "")
    asked = Asked(click.asker, board_id, card_id, click.place.key)
    return done(click, asked, click.tools.actions.fix(asked, (rule,) if rule else (), seen))


def _move(click: Click) -> Answer:
    board_id, card_id, list_id = click.value.split("|")
    asked = Asked(click.asker, board_id, card_id, click.place.key)
    return done(click, asked, click.tools.actions.move(asked, list_id))


def _show(click: Click) -> Answer:
    board_id, _, card_id = click.value.partition("|")
    return Replaced(shown(click, board_id, card_id))


def _exempt(click: Click) -> Answer:
    of, subject = _meant(click)
    report = check_card(of, subject.id)
    if not excusable(report):
        raise NotDone("Nothing is to settle on that card any more, so nothing is to be excused.")
    view = exempt_dialog(subject, report, click.place.response_url)
    click.tools.client.views_open(trigger_id=click.place.trigger_id, view=view)
    return None


def _link(click: Click) -> Answer:
    _, subject = _meant(click)
    view = link_dialog(subject, click.place.response_url)
    click.tools.client.views_open(trigger_id=click.place.trigger_id, view=view)
    return None


def _snooze(click: Click) -> Answer:
    """Put the presser's own points of the card away for a while: the digest leaves them out."""
    board_id, card_id, choice = click.value.split("|")
    listener = click.tools.listeners and click.tools.listeners.find(click.asker.slack_id)
    if not listener:
        raise NotDone("I write to you of no card, so there is nothing to snooze.")
    of, subject = _at(click, board_id, card_id)
    own = own_part_of(click.tools, click.asker, of, subject.id, click.now)
    if not own.open:
        raise NotDone("Nothing on that card is yours to settle any more.")
    until = snooze_ends(listener, choice, click.now)
    put_away(
        click.tools.engine, click.asker.slack_id, own.open, by=click.asker.name, until=until,
        now=click.now,
    )  # fmt: skip
    return Replaced(shown(click, board_id, card_id))


def _bring_back(click: Click) -> Answer:
    board_id, _, card_id = click.value.partition("|")
    of, subject = _at(click, board_id, card_id)
    own = own_part_of(click.tools, click.asker, of, subject.id, click.now)
    bring_back(click.tools.engine, click.asker.slack_id, [away.key for away in own.away])
    return Replaced(shown(click, board_id, card_id))


def _why(click: Click) -> Answer:
    for kept in click.desk.boards_of(click.asker):
        if kept.board.find_card(click.value):
            return why_card(click.desk.context(kept), click.value)
    return plain(NOT_YOURS)


def done(click: Click, asked: Asked, says: str) -> Answer:
    """The card as it is after a change, in place of the message that the button is on."""
    return Replaced(shown(click, asked.board_id, asked.card_id, says))


def shown(click: Click, board_id: str, card_id: str, says: str = "") -> Reply:
    """The card as it is now; raises NotDone for one that the asker may not see."""
    for kept in click.desk.boards_of(click.asker):
        card = kept.board.find_card(card_id) if kept.board.id == board_id else None
        if card is not None:
            of = click.desk.context(kept)
            return card_reply(click.tools, click.asker, of, card, click.now, says)
    raise NotDone(NOT_YOURS)


def _meant(click: Click) -> tuple[Context, Subject]:
    board_id, _, card_id = click.value.partition("|")
    return _at(click, board_id, card_id)


def _at(click: Click, board_id: str, card_id: str) -> tuple[Context, Subject]:
    for kept in click.desk.boards_of(click.asker):
        card = kept.board.find_card(card_id) if kept.board.id == board_id else None
        if card is not None:
            of = click.desk.context(kept)
            return of, Subject(card, of)
    raise NotDone(NOT_YOURS)


BUTTONS = (
    Button("card_fix", _fix),
    *(Button(f"card_fix_{number}", _fix) for number in range(3)),
    Button("card_move", _move),
    Button("card_show", _show),
    Button("card_exempt", _exempt),
    Button("card_link", _link),
    Button(SNOOZE, _snooze),
    Button(BRING_BACK, _bring_back),
    Button("why_card", _why),
)
