"""Made-up lines with known truth, and how well each candidate finds it.

A line lasts 540 days, holds a step and jumps by two or more up to three times. Its 10 to 60 reports
go wrong as ours do: coders differ by a step on a quarter, readers misread some, narratives lag
behind and err more, one story in three comes in two to eight copies, each read on its own.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from statistics import fmean, median

from benchmarks import choose
from benchmarks.estimation_methods import Candidate, Method, Settings
from coalition.estimation import Span, Statement, estimate_line
from coalition.estimation.belief import cut_tails
from coalition.estimation.evidence import Evidence, choose_evidence
from coalition.vocabulary import (
    Attribution,
    LineState,
    Position,
    ReviewState,
    StanceKind,
    Tier,
    Voice,
)

SEED = 20250501
LINES = choose(200, 20)
DAYS = 540
HORIZON = 270
START = date(2024, 1, 1)
# A change that is told within two months of the true one, is found.
FOUND_WITHIN = 60
# Shares of reports, of misreadings by a reader, and of errors by the source itself.
KINDS = {Attribution.ON_RECORD: 0.5, Attribution.ANONYMOUS: 0.15, Attribution.NARRATIVE: 0.35}
SOURCE_ERRORS = {
    Attribution.ON_RECORD: 0.0,
    Attribution.ANONYMOUS: 0.2,
    Attribution.NARRATIVE: 0.15,
}
MISREAD = 0.12
REVIEWED = 0.15
COPIED = 0.3


@dataclass
class Tally:
    """What was measured of one candidate."""

    name: str
    errors: list[int] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    delays: list[int] = field(default_factory=list)
    jumps: int = 0
    told: int = 0

    def as_markdown(self) -> str:
        """The row of the table."""
        found = len(self.delays)
        return (
            f"| {self.name} | {fmean(self.errors):.3f} | {fmean(self.covered):.1%} "
            f"| {fmean(self.widths):.2f} | {found / self.jumps:.0%} "
            f"| {found / max(1, self.told):.0%} | {median(self.delays):.0f} |"
        )


def simulate(candidates: Sequence[tuple[Candidate, Settings]]) -> list[Tally]:
    """Every candidate on the same made-up lines, on the days on which the shipped line is held.

    The last row is what the product shows: the position that the rule holds, and its band.
    """
    chance = random.Random(SEED)
    tallies = [Tally(candidate.name) for candidate, _ in candidates]
    shown = Tally("the line as shown")
    for _ in range(LINES):
        truth = draw_truth(chance)
        statements = draw_statements(truth, chance)
        levels, bands = read_spans(estimate_line(statements, HORIZON))
        measure(shown, truth, levels, bands, set(levels))
        evidence = choose_evidence(statements)
        for tally, (candidate, chosen) in zip(tallies, candidates, strict=True):
            told = tell_days(candidate.make(HORIZON, *chosen), evidence)
            measure(tally, truth, *told, set(levels))
    return [*tallies, shown]


def tell_days(
    method: Method, evidence: Sequence[Evidence]
) -> tuple[dict[int, int], dict[int, tuple[int, int]]]:
    """The level and the band that a method tells on each day from the first evidence."""
    levels: dict[int, int] = {}
    bands: dict[int, tuple[int, int]] = {}
    days = {day: list(heard) for day, heard in groupby(evidence, key=lambda one: one.first)}
    for offset in range(DAYS):
        day = START.toordinal() + offset
        if day in days:
            method.hear(day, days[day])
        if day >= evidence[0].first:
            shares = method.shares_on(day).tolist()
            bands[offset] = cut_tails(shares)
            levels[offset] = find_median(shares)
    return levels, bands


def find_median(shares: Sequence[float]) -> int:
    """The middle step."""
    below = 0.0
    for step, share in enumerate(shares):
        below += share
        if below >= sum(shares) / 2:
            return step
    raise ValueError("no shares")


def draw_truth(chance: random.Random) -> list[int]:
    """The true step of each day."""
    jumps = sorted(chance.sample(range(60, DAYS - 60), chance.randint(0, 3)))
    step, truth = chance.randrange(6), []
    for day in range(DAYS):
        if day in jumps:
            step = chance.choice([other for other in range(6) if abs(other - step) >= 2])
        truth.append(step)
    return truth


def draw_statements(truth: Sequence[int], chance: random.Random) -> list[Statement]:
    """Reports of a true line, with their errors and copies."""
    statements: list[Statement] = []
    for story in range(chance.randint(10, 60)):
        day = chance.randrange(DAYS)
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        lag = chance.randint(0, 20) if kind is Attribution.NARRATIVE else 0
        said = truth[max(0, day - lag)]
        if chance.random() < SOURCE_ERRORS[kind]:
            said = chance.randrange(6)
        copies = chance.randint(2, 8) if chance.random() < COPIED else 1
        for _ in range(copies):
            statements.append(draw_reading(len(statements), story, day, kind, said, chance))
    return statements


def draw_reading(
    number: int, story: int, day: int, kind: Attribution, said: int, chance: random.Random
) -> Statement:
    """One reading of one report: reviewed ones keep only the noise of coding."""
    reviewed = chance.random() < REVIEWED
    wrong = not reviewed and chance.random() < MISREAD
    step = chance.randrange(6) if wrong else said
    noise = chance.random()
    step += (noise < 0.13) - (noise > 0.87)
    first = START + timedelta(days=day)
    return Statement(
        id=number,
        first=first,
        last=first,
        position=Position.from_step(min(5, max(0, step))),
        voice=Voice.GOVERNMENT,
        attribution=kind,
        tier=Tier.QUALITY,
        review=ReviewState.ACCEPTED if reviewed else ReviewState.WAITING,
        origin=f"story-{story}",
        kind=StanceKind.QUOTED,
        confidence=chance.uniform(0.3, 0.9) if wrong else chance.uniform(0.5, 1.0),
    )


def read_spans(spans: Sequence[Span]) -> tuple[dict[int, int], dict[int, tuple[int, int]]]:
    """The position and the band of each day on which a line is held."""
    levels: dict[int, int] = {}
    bands: dict[int, tuple[int, int]] = {}
    for span in spans:
        if span.state is not LineState.HELD:
            continue
        assert span.position is not None
        assert span.low is not None
        assert span.high is not None
        until = DAYS if span.until is None else (span.until - START).days
        for day in range((span.first - START).days, min(DAYS, until)):
            levels[day] = span.position.step
            bands[day] = (span.low.step, span.high.step)
    return levels, bands


def measure(
    tally: Tally,
    truth: Sequence[int],
    levels: dict[int, int],
    bands: dict[int, tuple[int, int]],
    days: set[int],
) -> None:
    """Adds one line to a tally: level and band on the days given, changes over all days."""
    for day in days:
        low, high = bands[day]
        tally.errors.append(abs(levels[day] - truth[day]))
        tally.covered.append(low <= truth[day] <= high)
        tally.widths.append(high - low + 1)
    told = find_changes(levels)
    jumps = [day for day in range(1, DAYS) if truth[day] != truth[day - 1] and min(levels) < day]
    tally.told += len(told)
    tally.jumps += len(jumps)
    for jump in jumps:
        late = [day - jump for day in told if 0 <= day - jump <= FOUND_WITHIN]
        late = [days for days in late if abs(told[jump + days] - truth[jump]) <= 1]
        if late:
            tally.delays.append(late[0])


def find_changes(levels: dict[int, int]) -> dict[int, int]:
    """The days on which a line has moved by two steps or more since it last had, and where to.

    A drift of single steps counts as one change, on the day on which it makes two.
    """
    changes: dict[int, int] = {}
    base: int | None = None
    for day in sorted(levels):
        if base is None:
            base = levels[day]
        elif abs(levels[day] - base) >= 2:
            base = changes[day] = levels[day]
    return changes
