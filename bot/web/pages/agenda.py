"""The agenda of the meeting that is meant, as it stands now; it prints on one page."""

from datetime import date

from bot.web.pages.frame import render
from bot.web.pages.parts import agenda_of
from bot.web.pages.visit import Visit
from protocol.agenda import Agenda
from storage.shadow import trial_counts


def show_agenda(visit: Visit) -> str:
    """The page."""
    board_id, room = visit.kept.board.id, visit.site.room
    day = room.day(board_id)
    when = visit.site.book.before_anything(board_id, day).when
    return render("agenda.html", visit, page="meeting", agenda=agenda_for(visit, day), when=when)


def agenda_for(visit: Visit, day: date) -> Agenda:
    """The agenda of a meeting from the board's picture: nothing is worked out twice."""
    board_id, book = visit.kept.board.id, visit.site.book
    trial = tuple(trial_counts(visit.site.engine, board_id))
    topics = tuple(book.topics_for(board_id, day))
    left = tuple(book.left_for(board_id, day))
    return visit.picture.get(agenda_of, book.since(board_id, day), trial, topics, left)
