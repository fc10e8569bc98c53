"""A replay in figures: per rule, and between two agreements."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from protocol.digests import Digests, PersonDigests, digests_of
from protocol.replay import Episode, Replay
from protocol.rules import RULES
from protocol.words import Level


class RuleFigures(Struct, frozen=True):
    """What one rule found in a replay."""

    rule: str
    level: Level  # the agreement's for the whole board
    standing: int  # there already when the replay began
    new: int  # came up during it
    settled_within_a_day: int  # of the new ones
    open: int  # there still at the end
    to_whom: tuple[tuple[str, int], ...]  # names of who could act, and how often; most first
    nobody: int  # findings on which nobody in particular could act

    @property
    def findings(self) -> int:
        """How often it would have spoken, or counted in shadow."""
        return self.standing + self.new


class Figures(Struct, frozen=True):
    """All of a replay in figures."""

    rules: tuple[RuleFigures, ...]  # those that found something, spoken ones and busy ones first
    digests: Digests

    @property
    def spoken(self) -> tuple[RuleFigures, ...]:
        """The rules that would have spoken."""
        return tuple(rule for rule in self.rules if rule.level != "shadow")

    @property
    def shadow(self) -> tuple[RuleFigures, ...]:
        """The rules that would only have counted."""
        return tuple(rule for rule in self.rules if rule.level == "shadow")


def figures_of(replay: Replay) -> Figures:
    """Findings by rule, and the messages they would have meant."""
    by_rule: dict[tuple[str, Level], list[Episode]] = {}
    for episode in replay.episodes:
        level: Level = episode.level
        by_rule.setdefault((episode.rule, level), []).append(episode)
    order = {rule.name: number for number, rule in enumerate(RULES)}
    rules = [_rule(name, level, episodes) for (name, level), episodes in by_rule.items()]
    rules.sort(key=lambda figures: (-figures.findings, order[figures.rule]))
    return Figures(tuple(rules), digests_of(replay))


def _rule(name: str, level: Level, episodes: list[Episode]) -> RuleFigures:
    new = [episode for episode in episodes if not episode.standing]
    who = Counter(person.name for episode in episodes for person in episode.who)
    return RuleFigures(
        rule=name,
        level=level,
        standing=len(episodes) - len(new),
        new=len(new),
        settled_within_a_day=sum(episode.settled_within_a_day for episode in new),
        open=sum(episode.ended is None for episode in episodes),
        to_whom=tuple(sorted(who.items(), key=lambda entry: (-entry[1], entry[0]))),
        nobody=sum(not episode.who for episode in episodes),
    )


class RuleDifference(Struct, frozen=True):
    """One rule under two agreements: how often it would have spoken, and counted in shadow."""

    rule: str
    spoken: int
    spoken_against: int
    shadow: int
    shadow_against: int


class PersonDifference(Struct, frozen=True):
    """One person's digests under two agreements."""

    name: str
    digests: int
    digests_against: int


class Difference(Struct, frozen=True):
    """What the second agreement changes; `rules` holds only those that differ."""

    rules: tuple[RuleDifference, ...]
    people: tuple[PersonDifference, ...]
    digests: int
    digests_against: int


def difference(one: Figures, against: Figures) -> Difference:
    """The figures of two agreements side by side, greatest difference first."""
    names = dict.fromkeys(f.rule for f in (*one.rules, *against.rules))
    rules = [
        RuleDifference(
            rule=name,
            spoken=_found(one.spoken, name),
            spoken_against=_found(against.spoken, name),
            shadow=_found(one.shadow, name),
            shadow_against=_found(against.shadow, name),
        )
        for name in names
    ]
    differing = [r for r in rules if (r.spoken, r.shadow) != (r.spoken_against, r.shadow_against)]
    ours = {person.id: person for person in one.digests.people}
    theirs = {person.id: person for person in against.digests.people}
    people = [
        PersonDifference(
            (ours.get(i) or theirs[i]).name, _digests(ours.get(i)), _digests(theirs.get(i))
        )
        for i in dict.fromkeys((*ours, *theirs))
    ]
    return Difference(
        rules=tuple(sorted(differing, key=lambda r: -abs(r.spoken - r.spoken_against))),
        people=tuple(sorted(people, key=lambda p: -abs(p.digests - p.digests_against))),
        digests=one.digests.digests,
        digests_against=against.digests.digests,
    )


def _found(rules: Iterable[RuleFigures], name: str) -> int:
    return sum(figures.findings for figures in rules if figures.rule == name)


def _digests(person: PersonDigests | None) -> int:
    return person.digests if person else 0
