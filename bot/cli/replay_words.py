"""What the replay's text and Markdown say alike."""

from collections.abc import Iterator
from typing import NamedTuple

from protocol.digests import Digests, PersonDigests
from protocol.replay import Replay
from protocol.replay_figures import Difference, Figures, RuleDifference, RuleFigures, difference
from protocol.words import count_of, figure

_MOST_NAMES = 3
COLUMNS = ("rule", "times", "at start", "new", "gone in a day", "open at end", "who could act")


class Told(NamedTuple):
    """A replay under one agreement, and what people call that agreement."""

    name: str
    replay: Replay
    figures: Figures


def heading(told: Told) -> str:
    """Which board, under which agreement."""
    return f"Replay of {' '.join(told.replay.board.name.split())} under {told.name}"


def period(told: Told) -> list[str]:
    """From when to when, how far back the export reaches, and what was looked at."""
    replay = told.replay
    since, until = (t.astimezone(replay.zone) for t in (replay.since, replay.until))
    days = (until.date() - since.date()).days + 1
    span = (
        f"From {since:%Y-%m-%d} to {until:%Y-%m-%d}: {count_of(days, 'day')}, "
        f"{told.figures.digests.workdays:,} of them working days. "
        f"{count_of(replay.replayed, 'action')} played, {count_of(replay.looks, 'look')} at "
        "changed cards, and one at all cards on each day of change."
    )
    lines = [span]
    if replay.begins is None:
        lines.append("The export holds no actions, so nothing but time can be played.")
    elif replay.is_complete:
        made = replay.begins.astimezone(replay.zone)
        lines.append(f"The export's history is complete: the board was made on {made:%Y-%m-%d}.")
    else:
        begins = replay.begins.astimezone(replay.zone)
        asked = replay.asked_since.astimezone(replay.zone)
        earlier = f", so the replay begins there and not on {asked:%Y-%m-%d}"
        lines.append(
            f"The export holds {count_of(replay.actions, 'action')} (Trello gives the last 1,000) "
            f"and reaches back to {begins:%Y-%m-%d}{earlier if asked < begins else ''}."
        )
    return lines


def cells(rule: RuleFigures) -> tuple[str, ...]:
    """One rule as the cells of a row, in the order of COLUMNS."""
    within = f"{rule.settled_within_a_day:,} of {rule.new:,}" if rule.new else "-"
    level = " (enforced)" if rule.level == "enforce" else ""
    return (
        rule.rule + level,
        f"{rule.findings:,}",
        f"{rule.standing:,}",
        f"{rule.new:,}",
        within,
        f"{rule.open:,}",
        _names(rule),
    )


def _names(rule: RuleFigures) -> str:
    named = [f"{name} {count:,}" for name, count in rule.to_whom[:_MOST_NAMES]]
    more = len(rule.to_whom) - _MOST_NAMES
    if more > 0:
        named.append(f"{more:,} more")
    if rule.nobody:
        named.append(f"anyone {rule.nobody:,}")
    return ", ".join(named)


def person_line(person: PersonDigests) -> str:
    """One person's messages, as a sentence without the name."""
    line = f"{count_of(person.digests, 'digest')} with {count_of(person.findings, 'finding')}"
    if person.most > 1 and person.digests > 1 and person.longest:
        line += f", the longest with {person.most:,} on {person.longest:%Y-%m-%d}"
    return line


def message_lines(digests: Digests) -> Iterator[str]:
    """What the messages come to, after the people."""
    if digests.people:
        people = count_of(len(digests.people), "person", "people")
        each = digests.digests / len(digests.people) / max(digests.workdays, 1)
        rate = f"{each:.2f}".rstrip("0").rstrip(".") if each < 1 else figure(each)
        yield (
            f"Together {count_of(digests.digests, 'digest')} to {people} in "
            f"{count_of(digests.workdays, 'working day')}: {rate} per person and day."
        )
    if digests.cards:
        yield f"{count_of(digests.cards, 'card')} would have carried a comment for a time."
    if digests.nobody:
        yield (
            f"{count_of(digests.nobody, 'finding')} named nobody in particular and would have "
            "stood on the card alone."
        )
    if digests.too_late:
        was = "was" if digests.too_late == 1 else "were"
        yield (
            f"{count_of(digests.too_late, 'finding')} {was} settled before the next morning: "
            "nobody would have been told."
        )


def differences(told: list[Told]) -> Difference | None:
    """What the second agreement changes; None without a second one."""
    return difference(told[0].figures, told[1].figures) if len(told) > 1 else None


def difference_line(rule: RuleDifference) -> str:
    """How often one rule speaks under the one and the other, as a clause."""
    parts = []
    if (rule.spoken, rule.spoken_against) != (0, 0):
        parts.append(f"says {rule.spoken:,} -> {rule.spoken_against:,} ({_signed(rule)})")
    if rule.shadow != rule.shadow_against:
        parts.append(f"in shadow {rule.shadow:,} -> {rule.shadow_against:,}")
    return "; ".join(parts)


def _signed(rule: RuleDifference) -> str:
    change = rule.spoken_against - rule.spoken
    return f"{change:+,}" if change else "no change"
