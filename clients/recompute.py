#!/usr/bin/env python3
"""Draws a line again from its explanation alone, and compares it with what was published.

    python recompute.py explanation.json        (or - for standard input)

The file is a reply of /api/v1/explain/<country>/<proposal>. Nothing else is needed: any Python from
3.9 on, its standard library, no network. It says what the line says on the day, and ends with 0 where
every span comes out as published, 1 with the differences where not, 2 for a file that is none.

It was written apart from the site's own code, day by day and as plainly as it goes, so that it can be
read beside the method's description; the numbers of the method are those of the explanation.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

# A statement, a span or a table of numbers, as JSON has it; and what a line says on a day.
Row = dict[str, Any]
Says = tuple[Any, ...]

SCALE = ["opposed", "sceptical", "undecided", "conditional", "supportive", "committed"]
NEVER_COUNT = {"unknown", "state-aligned", "machine-written", "mirror"}
SPAN = ("first", "until", "state", "position", "low", "high", "statements", "origins", "reviewed")


def main(arguments: Sequence[str]) -> int:
    """Runs the comparison; returns the exit code."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(0 if arguments[0] == "-" else arguments[0], encoding="utf-8") as stream:
            given = json.load(stream)
        spans = recompute(given)
        published = [{name: span[name] for name in SPAN} for span in given["spans"]]
        value = next((span for span in spans if covers(span, given["at"])), None)
        shown = given["result"] and {name: given["result"][name] for name in SPAN}
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"This is no explanation of a line: {error!r}", file=sys.stderr)
        return 2
    print(f"{given['country']}, {given['proposal']}, {given['at']}: {describe(value)}")
    if spans == published and value == shown:
        print(f"The same as published: {len(spans)} spans.")
        return 0
    for one in spans:
        if one not in published:
            print(f"recomputed only: {describe(one)}")
    for one in published:
        if one not in spans:
            print(f"published only:  {describe(one)}")
    if value != shown:
        print(f"published as the result: {describe(shown)}")
    return 1


def describe(span: Row | None) -> str:
    """A span in words."""
    if span is None:
        return "nothing is known"
    until = f" until {span['until']}" if span["until"] else ""
    says = span["position"] or span["state"]
    return (
        f"{says} (band {span['low']} to {span['high']}, {span['statements']} statements of "
        f"{span['origins']} origins) from {span['first']}{until}"
    )


def covers(span: Row, day: str) -> bool:
    """Whether a span holds a day; days are texts that sort as days do."""
    return span["first"] <= day and (span["until"] is None or day < span["until"])


def recompute(given: Row) -> list[Row]:
    """The spans of the line."""
    numbers, horizon = given["constants"], given["horizon_days"]
    heard = sorted(choose(given["statements"], numbers), key=lambda one: one["order"])
    days = []
    if heard:
        line = Line(numbers, horizon)
        day = heard[0]["first"]
        # One day beyond the last on which anything of it can be left.
        end = max(one["first"] for one in heard) + timedelta(days=horizon + 2)
        while day < end:
            today = [one for one in heard if one["first"] == day]
            days.append((day, bool(today), line.live(day, today)))
            day += timedelta(days=1)
    declined = [dict(one, position=None) for one in given.get("declined", [])]
    return lay_pins(join(days), [*given["pins"], *declined])


def choose(statements: Iterable[Row], numbers: Row) -> list[Row]:
    """What counts, each origin once: statements with their points, the best copy of each word."""
    counting = [
        read(one, numbers)
        for one in statements
        if one["review"] != "rejected"
        and one["voice"] == "government"
        and one["tier"] not in NEVER_COUNT
    ]
    groups: list[list[Row]] = []
    for one in sorted(counting, key=lambda one: one["rank"]):
        for group in groups:
            if is_copy(group[0], one, numbers["COPY_DAYS"]):
                group.append(one)
                break
        else:
            groups.append([one])
    return [dict(group[0], copies=len(group)) for group in groups]


def read(one: Row, numbers: Row) -> Row:
    """A statement with its step, its points, and its ranks among copies and in time."""
    first, last = date.fromisoformat(one["first"]), date.fromisoformat(one["last"])
    reviewed = one["kind"] == "coded" or one["review"] in ("accepted", "corrected")
    on_record = one["attribution"] == "on-record"
    full = numbers["ATTRIBUTION_POINTS"][one["attribution"]]
    share = tier = numbers["TIER_SHARE"].get(one["tier"], 1.0)
    if not reviewed:
        share *= numbers["UNREVIEWED_SHARE"] * one["confidence"]
    return {
        "id": one["id"],
        "first": first,
        "last": last,
        "order": (first, -last.toordinal(), one["id"]),
        "rank": (not reviewed, -full, -tier, -one["confidence"], first, one["id"]),
        "step": SCALE.index(one["position"]),
        "points": max(1, round(full * share)),
        "firm": on_record and (reviewed or one["confidence"] >= numbers["LOW_CONFIDENCE"]),
        "reviewed": reviewed,
        "origin": one["origin"],
        "speaker": one["speaker"],
    }


def is_copy(one: Row, other: Row, days: int) -> bool:
    """Whether two statements tell of one word: one origin, about one time, no other speaker."""
    apart = (max(one["first"], other["first"]) - min(one["last"], other["last"])).days
    return one["origin"] == other["origin"] and apart <= days and not two_voices(one, other)


def two_voices(one: Row, other: Row) -> bool:
    """Whether two statements are known to be those of different people."""
    return None not in (one["speaker"], other["speaker"]) and one["speaker"] != other["speaker"]


class Line:
    """What is carried from one day to the next."""

    def __init__(self, numbers: Row, horizon: int) -> None:
        self.numbers, self.horizon = numbers, horizon
        self.half_life = max(1.0, horizon * numbers["HALF_LIFE_SHARE"])
        self.pull: list[float] = [0.0] * 6
        self.pulled = self.support = date.min
        self.standing: int | None = None
        self.blur: tuple[int, date] | None = None
        self.rivals: set[int] = set()
        self.words: list[Row] = []
        self.reports: list[Row] = []
        self.past: list[Row] = []

    def live(self, day: date, today: list[Row]) -> Says:
        """Lets a day pass with what was said on it; what the line says then, None before it begins."""
        if self.standing is not None and (day - self.support).days > self.horizon:
            self.standing, self.blur, self.rivals, self.reports = None, None, set(), []
        if today:
            self.pull, self.pulled = self.pull_on(day), day
            oldest = day - timedelta(days=self.horizon)
            self.reports = [one for one in self.reports if one["first"] >= oldest]
            self.past = [one for one in self.past if one["first"] >= oldest] + today
        for last in sorted({one["last"] for one in today}, reverse=True):
            self.hear([one for one in today if one["last"] == last], day, last)
        return self.say(day)

    def pull_on(self, day: date) -> list[float]:
        """The pull away from each step that is left on a day."""
        left = 2.0 ** (-(day - self.pulled).days / self.half_life)
        return [one * left for one in self.pull]

    def hear(self, moment: list[Row], day: date, last: date) -> None:
        """Takes in what was said at one moment: words on record first, then reports."""
        before = self.standing
        words = [one for one in moment if one["firm"]]
        reports = [one for one in moment if not one["firm"]]
        if words:
            self.hear_words(words)
        if reports:
            self.hear_reports(reports)
        if last == day and (words or self.standing != before):
            self.blur = None
        elif before is not None and before != self.standing:
            self.blur = (before, last)

    def hear_words(self, words: list[Row]) -> None:
        """Words on record set the line; reviewed ones decide, and among these the weakest."""
        decisive = [one for one in words if one["reviewed"]] or words
        leader = min(decisive, key=lambda one: (one["step"], one["id"]))
        self.pull = [one * self.numbers["KEPT_AT_NEW_WORD"] for one in self.pull]
        for one in words:
            self.draw_to(one)
        self.standing, self.support, self.reports = leader["step"], leader["first"], []
        since = leader["last"] - timedelta(days=self.numbers["VOICES_DAYS"])
        self.words = [one for one in self.words + words if one["first"] >= since]
        voices = {o["speaker"]: o["step"] for o in self.words if two_voices(o, leader)}
        steps = set(voices.values()) | {one["step"] for one in decisive}
        self.rivals = {step for step in steps if self.is_far(step)}

    def hear_reports(self, reports: list[Row]) -> None:
        """Reports draw a line where none stands, else they vote on it, one vote a story."""
        for one in reports:
            self.draw_to(one)
            self.reports = [old for old in self.reports if old["origin"] != one["origin"]] + [one]
        before = self.standing
        self.standing = self.find_middle()
        for one in self.reports if self.standing != before else reports:
            if not self.is_far(one["step"]):
                self.support = one["first"]

    def find_middle(self) -> int:
        """The step where half of the points lie below, nearest to what stands."""
        votes = [sum(o["points"] for o in self.reports if o["step"] == s) for s in range(6)]
        if self.standing is not None:
            votes[self.standing] += self.numbers["STANDING_POINTS"]
        sums = [sum(votes[: step + 1]) for step in range(6)]
        low = next(step for step in range(6) if sums[step] * 2 >= sums[-1])
        high = next(step for step in range(6) if sums[step] * 2 > sums[-1])
        return low if self.standing is None else min(max(self.standing, low), high)

    def draw_to(self, one: Row) -> None:
        """Adds the pull of a statement."""
        self.pull = [p + one["points"] * abs(s - one["step"]) for s, p in enumerate(self.pull)]

    def is_far(self, step: int) -> bool:
        """Whether a step contradicts the one that stands."""
        assert self.standing is not None
        return bool(abs(step - self.standing) >= self.numbers["CONTRADICTION_STEPS"])

    def find_doubt(self, day: date) -> set[int]:
        """The steps of the recent reports that put the line in doubt."""
        since = day - timedelta(days=self.numbers["CONTEST_DAYS"])
        recent = [one for one in self.reports if one["first"] >= since]
        against = [one for one in recent if self.is_far(one["step"])]
        if not against:
            return set()
        after = recent[recent.index(against[0]) :]
        agreeing = sum(one["points"] for one in after if not self.is_far(one["step"]))
        doubted = sum(one["points"] for one in against) >= agreeing
        return {one["step"] for one in against} if doubted else set()

    def find_band(self, day: date) -> tuple[int, int]:
        """The lowest and highest step of the middle of the belief."""
        pull, step_points = self.pull_on(day), self.numbers["PULL_A_STEP"] / 100
        weights = [math.exp((min(pull) - one) * step_points) for one in pull]
        shares = [one / sum(weights) for one in weights]
        tail = self.numbers["TAIL"] - 1e-9
        low = next(s for s in range(6) if sum(shares[: s + 1]) >= tail)
        high = next(s for s in range(5, -1, -1) if sum(shares[s:]) >= tail)
        return low, high

    def say(self, day: date) -> Says:
        """What the line says on a day."""
        if self.standing is None:
            return ("stale", None, None, None, 0, 0, False)
        doubt = self.find_doubt(day)
        contested = bool(self.rivals or doubt)
        inside = {self.standing, *self.rivals, *doubt}
        if self.blur and day <= self.blur[1]:
            inside.add(self.blur[0])
        low, high = self.find_band(day)
        low, high = min(low, *inside), max(high, *inside)
        near = [one for one in self.past if contested or not self.is_far(one["step"])]
        return (
            "contested" if contested else "held",
            None if contested else SCALE[self.standing],
            SCALE[low],
            SCALE[high],
            sum(one["copies"] for one in near),
            len({one["origin"] for one in near}),
            any(one["reviewed"] for one in near),
        )


def join(days: Iterable[tuple[date, bool, Says]]) -> list[Row]:
    """The days as spans: a new one where something is said, and where time changes what holds."""
    spans: list[tuple[str, str | None, Says]] = []
    for day, heard, says in days:
        if spans and not heard and spans[-1][2] == says:
            continue
        spans.append((day.isoformat(), None, says))
    ends = [*(first for first, _, _ in spans[1:]), None]
    return [dict(zip(SPAN, (one[0], end, *one[2]))) for one, end in zip(spans, ends)]


def lay_pins(spans: list[Row], pins: Iterable[Row]) -> list[Row]:
    """The spans with the editors' pins over them, the later ones on top; one without a position says
    that the government was asked and would not say."""
    steps: dict[str | None, int] = {None: -1, **{step: n for n, step in enumerate(SCALE)}}
    order = [(p["first"], p["last"] or "9999", steps[p["position"]], p) for p in pins]
    for first, last, _, pin in sorted(order, key=lambda one: one[:3]):
        until = None
        if last != "9999":
            until = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
        step = pin["position"]
        state = "held" if step else "declined"
        pinned = dict(zip(SPAN, (first, until, state, step, step, step, 0, 0, True)))
        before = [
            dict(o, until=min(o["until"] or "9999", first)) for o in spans if o["first"] < first
        ]
        rest = [o for o in spans if until and (o["until"] is None or o["until"] > until)]
        after = [dict(o, first=max(o["first"], until)) for o in rest]
        spans = [*before, pinned, *after]
    return spans


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
