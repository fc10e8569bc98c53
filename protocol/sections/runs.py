"""Runs that failed and that nobody has done anything about: of cards, and of no card."""

from collections.abc import Iterator

from msgspec import structs

from protocol.link_words import money_words
from protocol.links import LinkState
from protocol.rules.run_failed import latest_run, reacted
from protocol.sections.section import Evidence, Item, Matter, Section
from protocol.subject import Subject
from protocol.ties import as_of, said_at, states_of

TITLE, SHOW = "Runs failed and unattended", 4
EMPTY = "No run has failed without somebody doing something about it."


def section(matter: Matter) -> Section:
    """Cards whose latest run failed with no move or word since, then runs without a card; the
    latest failure first."""
    items = [*_of_cards(matter), *_of_no_card(matter)]
    items.sort(key=lambda item: item.when or matter.context.now, reverse=True)
    known = matter.context.untied_runs or any(states_of(s, "run") for s in matter.work)
    return Section("runs", TITLE, tuple(items), SHOW, EMPTY, silent=not known)


def _of_cards(matter: Matter) -> Iterator[Item]:
    for subject in matter.work:
        run = unattended(matter, subject)
        if run is not None:
            item = matter.item(subject, failed_words(matter, run))
            yield structs.replace(item, evidence=(_evidence(run),), when=said_at(run))


def _of_no_card(matter: Matter) -> Iterator[Item]:
    for run in matter.context.untied_runs:
        if run.state == "failed" and not run.superseded:
            yield Item(
                f"run:{run.reference.url}",
                run.called,
                run.reference.url,
                who=(run.owner,) if run.owner else (),
                says=(f"failed {matter.ago(said_at(run))}", *_why(run), "on no card"),
                when=said_at(run),
            )


def unattended(matter: Matter, subject: Subject) -> LinkState | None:
    """The card's latest run, when it has failed and nobody has moved the card or said a word."""
    if subject.role in ("done", "waiting") or subject.is_goal:
        return None  # a card that waits is among what is blocked
    run = latest_run(states_of(subject, "run"))
    if run is None or run.state != "failed" or reacted(subject, matter.context, said_at(run)):
        return None
    return run


def failed_words(matter: Matter, run: LinkState) -> str:
    """`run failed 3 days ago, in STAR_ALIGN, 11.05 USD`, with the age of what is said."""
    facts = ", ".join((f"run failed {matter.ago(said_at(run))}", *_why(run)))
    return f"{facts}{as_of(run, matter.context)}"


def _why(run: LinkState) -> Iterator[str]:
    if run.failed_process:
        yield f"in {run.failed_process.rpartition(':')[2]}"
    if money := money_words(run):
        yield money


def _evidence(run: LinkState) -> Evidence:
    return Evidence("run", run.called, run.reference.url, run.state)
