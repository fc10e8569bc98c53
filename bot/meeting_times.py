"""When a meeting may be opened: around its time, and on a day that the series has one."""

from datetime import datetime, timedelta

from protocol.meeting_state import MeetingState

AT_ONCE = timedelta(seconds=30)  # ahead of now is a meeting that is held now
_EARLY = timedelta(hours=24)  # so long before its time a meeting may be opened
_SOON = timedelta(minutes=5)  # ahead of now is the time that a refusal proposes instead
_LATE = timedelta(days=6)  # so long after its time it may be opened


def is_early(state: MeetingState, now: datetime) -> bool:
    """Whether it is too early to open this meeting as it is planned."""
    return not state.version and state.when - now > _EARLY


def why_not_now(state: MeetingState, now: datetime, *, planned: bool, behind: bool) -> str:
    """Why this meeting is not opened at `now`, in one sentence; empty when it may be.

    `planned` tells whether the series has a meeting on its day, `behind` whether a later one was
    held.
    """
    if state.version:
        return ""
    if not planned:
        return f"No meeting is planned on {state.day:%A %d %B %Y}."
    if is_early(state, now):
        soon = now.astimezone(state.when.tzinfo) + _SOON
        return (
            f"The meeting is on {state.when:%A %d %B, %H:%M}; it opens at most a day before. "
            'To hold it now, a lead presses "Hold it now" on its page, or types '
            f"`/agenda move {soon:%Y-%m-%d %H:%M}` in Slack first."
        )
    if behind or now - state.when > _LATE:
        return f"The week of {state.day:%A %d %B} is over; its points wait for the next."
    return ""
