"""The coming meeting's agenda, as it stands now; it prints on one page."""

from bot.web.pages.frame import render
from bot.web.pages.parts import agenda_of
from bot.web.pages.visit import Visit
from protocol.meeting import meeting_before
from storage.shadow import trial_counts


def show_agenda(visit: Visit) -> str:
    """The page."""
    coming = visit.site.book.coming(visit.now)
    since = meeting_before(visit.context.agreement, coming.planned)
    trial = tuple(trial_counts(visit.site.engine, visit.kept.board.id))
    agenda = visit.picture.get(agenda_of, since, trial)
    topics = visit.site.book.topics(visit.kept.board.id, coming)
    return render("agenda.html", visit, page="agenda", agenda=agenda, coming=coming, topics=topics)
