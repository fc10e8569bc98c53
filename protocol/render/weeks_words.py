"""Sentences on the coming weeks that text, page, picture and Slack share."""

from protocol.card_load import days_figure, days_words
from protocol.days import spoken_day
from protocol.rebalance import Proposal
from protocol.weeks import WEEKS, WeekCell, Weeks
from protocol.words import count_of


def cell_note(cell: WeekCell) -> str:
    """What else is to be known of a person's week: `over by 1.5, away 2 d`."""
    notes = []
    if cell.over:
        notes.append(f"over by {days_figure(cell.over)}")
    absent = cell.away - cell.holidays
    if absent and not cell.capacity:
        notes.append("away")
    elif absent:
        notes.append(f"away {days_figure(absent)} d")
    if cell.holidays:
        notes.append(count_of(cell.holidays, "holiday"))
    notes += [f"{duty.name} {days_figure(duty.days)} d" for duty in cell.duties]
    if cell.held:
        notes.append(f"+{days_figure(cell.held)} waiting")
    return ", ".join(notes)


def proposal_words(proposal: Proposal) -> str:
    """`from Ines to Omar (not begun, 2 days; Omar has 3 days free before Fri 11 Dec)`."""
    return f"from {proposal.from_name} to {proposal.to_name} ({'; '.join(proposal.reasons)})"


def unsolved_words(weeks: Weeks) -> str:
    """What moving cards does not solve, in one sentence; empty when it solves all."""
    if not weeks.unsolved:
        return ""
    left = "; ".join(each.says for each in weeks.unsolved)
    begin = "What is left" if weeks.proposals else "What is too much"
    return (
        f"{begin} ({left}) is begun, shared, or finds no room with anybody else: a later day or "
        "fewer cards would help."
    )


NOTHING_DUE = "No card that somebody owns is due in the next four weeks."
ALL_FITS = "Nobody has promised more than fits."


def nothing_due(weeks: Weeks) -> str:
    """The same of as many weeks as there are."""
    count = len(weeks.headings)
    if count == WEEKS:
        return NOTHING_DUE
    span = "this week" if count == 1 else f"the next {count} weeks"
    return f"No card that somebody owns is due in {span}."


def unowned_words(weeks: Weeks) -> str:
    """Cards that are due within the weeks and lie with nobody; empty when there are none."""
    if not weeks.unowned:
        return ""
    first = weeks.unowned[0]
    days = days_words(round(sum(card.days for card in weeks.unowned), 2))
    cards = count_of(len(weeks.unowned), "card")
    when = f", the first on {spoken_day(first.due, weeks.today)}" if first.due else ""
    verb = "is" if len(weeks.unowned) == 1 else "are"
    return f"{cards} without an owner {verb} due in these weeks{when}: {days}."
