"""Which method draws a line best? Five candidates on the hand-coded timeline and on made-up lines.

    python -m benchmarks.estimation

prints two Markdown tables: the one-step-ahead log score on seeds/timeline.csv, where each country is
scored under the settings that suit all the other countries best; and a simulation with known truth
(benchmarks/estimation_simulation.py). Seeded: the same code gives the same figures.
"""

import csv
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from benchmarks import choose
from benchmarks.estimation_methods import CANDIDATES, Candidate, Settings
from benchmarks.estimation_simulation import simulate
from coalition.estimation import Statement, estimate_line
from coalition.estimation.evidence import Evidence, choose_evidence
from coalition.vocabulary import Attribution, Position, ReviewState, StanceKind, Tier, Voice

SEEDS = Path(__file__).parent.parent / "seeds"
# What every method leaves for the unforeseen, so that one surprise does not decide the score.
UNFORESEEN = 0.06
STRIDE = choose(1, 12)  # of so many settings one is tried


@dataclass(frozen=True)
class CodedLine:
    """One line of the timeline."""

    country: str
    horizon: int
    evidence: Sequence[Evidence]


def read_lines() -> list[CodedLine]:
    """The lines of seeds/timeline.csv. Every row was checked by hand, so all tiers are let in."""
    with (SEEDS / "proposals.csv").open(encoding="utf-8") as file:
        horizons = {row["slug"]: int(row["horizon_days"]) for row in csv.DictReader(file)}
    lines: dict[tuple[str, str], list[Statement]] = {}
    with (SEEDS / "timeline.csv").open(encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file)):
            first, last = read_days(row["date"])
            statement = Statement(
                id=number,
                first=first,
                last=last,
                position=Position(row["position"]),
                voice=Voice(row["voice"]),
                attribution=Attribution(row["attribution"]),
                tier=Tier.QUALITY,
                review=ReviewState.WAITING,
                origin=f"row-{number}",
                kind=StanceKind.CODED,
                speaker=row["speaker"] or None,
            )
            lines.setdefault((row["country"], row["proposal"]), []).append(statement)
    return [
        CodedLine(country, horizons[proposal], choose_evidence(statements))
        for (country, proposal), statements in lines.items()
    ]


def read_days(text: str) -> tuple[date, date]:
    """The first and last day of a date given as a day or a month."""
    if len(text) == len("2025-01-01"):
        return date.fromisoformat(text), date.fromisoformat(text)
    first = date.fromisoformat(f"{text}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def score_lines(
    candidate: Candidate, settings: Settings, lines: Sequence[CodedLine]
) -> dict[str, list[float]]:
    """The log score of each statement but the first of its line, by country."""
    scores: dict[str, list[float]] = {}
    for line in lines:
        method = candidate.make(line.horizon, *settings)
        for number, (day, heard) in enumerate(by_day(line.evidence)):
            if number:
                shares = (1 - UNFORESEEN) * method.shares_on(day) + UNFORESEEN / 6
                scores.setdefault(line.country, []).extend(
                    math.log(shares[evidence.step]) for evidence in heard
                )
            method.hear(day, heard)
    return scores


def by_day(evidence: Sequence[Evidence]) -> Iterator[tuple[int, list[Evidence]]]:
    """The evidence of each day."""
    for day, heard in groupby(evidence, key=lambda one: one.first):
        yield day, list(heard)


@dataclass(frozen=True)
class Score:
    """A candidate on the timeline: its scores, and the settings that suit all countries best."""

    candidate: Candidate
    settings: Settings
    scores: Sequence[float]


def compare_scores(lines: Sequence[CodedLine]) -> list[Score]:
    """Each candidate, each country under the settings that suit the other countries best."""
    return [compare_settings(candidate, lines) for candidate in CANDIDATES]


def compare_settings(candidate: Candidate, lines: Sequence[CodedLine]) -> Score:
    """One candidate under all its settings."""
    tried = {one: score_lines(candidate, one, lines) for one in candidate.settings()[::STRIDE]}
    totals = {
        one: {country: sum(scores) for country, scores in found.items()}
        for one, found in tried.items()
    }

    def total_without(one: Settings, left_out: str | None) -> float:
        return sum(total for country, total in totals[one].items() if country != left_out)

    scores: list[float] = []
    for country in sorted({line.country for line in lines}):
        best = max(tried, key=lambda one: total_without(one, country))
        scores += tried[best].get(country, [])
    return Score(candidate, max(tried, key=lambda one: total_without(one, None)), scores)


def time_line() -> float:
    """Seconds that a line of 1,000 statements takes, the best of ten."""
    chance = random.Random(1)
    start = date(2023, 1, 1)
    days = [start + timedelta(days=chance.randrange(3 * 365)) for _ in range(1000)]
    statements = [
        Statement(
            id=number,
            first=day,
            last=day,
            position=chance.choice(list(Position)),
            voice=Voice.GOVERNMENT,
            attribution=chance.choice(list(Attribution)),
            tier=Tier.QUALITY,
            review=ReviewState.WAITING,
            origin=f"story-{number}",
            confidence=chance.random(),
        )
        for number, day in enumerate(days)
    ]
    took = []
    for _ in range(10):
        before = time.process_time()
        estimate_line(statements, 270)
        took.append(time.process_time() - before)
    return min(took)


def main() -> None:
    """Prints the tables."""
    scores = compare_scores(read_lines())
    print("| method | log score a statement | settings |")
    print("|---|---|---|")
    for score in scores:
        mean = sum(score.scores) / len(score.scores)
        settings = ", ".join(str(setting) for setting in score.settings) or "as shipped"
        print(f"| {score.candidate.name} | {mean:.3f} | {settings} |")
    print(f"\n{len(scores[0].scores)} statements after the first of their line.\n")
    print("| method | level error | band covers | band width | changes found | true | days late |")
    print("|---|---|---|---|---|---|---|")
    for row in simulate([(score.candidate, score.settings) for score in scores]):
        print(row.as_markdown())
    print(
        f"\nA line of 1,000 statements in three years: {time_line() * 1000:.0f} ms of processor time."
    )


if __name__ == "__main__":
    main()
