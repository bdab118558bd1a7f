"""The rule: what stands after each moment at which something was said."""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby
from operator import attrgetter

from coalition.estimation.backing import Backing
from coalition.estimation.belief import Belief
from coalition.estimation.evidence import STEPS, Evidence
from coalition.estimation.records import Rule

# What stands counts as much as one reviewed word on record, whoever drew it.
STANDING_POINTS = 100
# From here on two statements contradict each other: one step is the noise of coding (two coders
# of the same words lie within one step on 98 %).
CONTRADICTION_STEPS = 2
# A report that nobody confirmed or denied in two months no longer puts a line in doubt.
CONTEST_DAYS = 60
# Voices of one government within a week speak of the same moment; later it has moved on.
VOICES_DAYS = 7

# The steps that contradict each step.
FAR = [
    frozenset(other for other in STEPS if abs(one - other) >= CONTRADICTION_STEPS) for one in STEPS
]
# Under names of our own, as in evidence.py.
WORD, VOICES, DRAWN = Rule.WORD, Rule.VOICES, Rule.DRAWN
MOVED, REPORT = Rule.MOVED, Rule.REPORT
# Sorts words of one moment by how much they commit to.
by_strength = attrgetter("step", "id")
# In place of a step, where no position stands.
NOTHING = -1
# What `Line.find_doubt` tells where no report contradicts a line.
NO_DOUBT: tuple[frozenset[int], None] = (frozenset(), None)


class Line:
    """A line while it is drawn: what stands, what was said since, and the belief of the band.

    `standing` is the step that stands, NOTHING before the first evidence and beyond the horizon;
    `rivals` are the steps of other voices of the same government; `blur` is the step before an
    imprecisely dated move, and the last day on which that move may have happened.
    """

    def __init__(self, horizon_days: int) -> None:
        self.horizon = horizon_days
        self.belief = Belief(horizon_days)
        self.backing = Backing()
        self.standing = NOTHING
        self.setter = 0
        self.support = 0
        self.words: list[Evidence] = []
        self.reports: deque[Evidence] = deque()
        self.votes = [0] * len(STEPS)
        self.rivals: frozenset[int] = frozenset()
        self.blur: tuple[int, int] | None = None

    @property
    def expiry(self) -> int:
        """The first day on which what stands is stale."""
        return self.support + self.horizon + 1

    def hear_day(self, day: int, heard: Sequence[Evidence]) -> tuple[Rule, int]:
        """Takes in what was said on a day; the step of the rule, and the statement behind it."""
        self.forget(day)
        self.belief.age_to(day)
        rule, cause = REPORT, heard[-1].id
        for moment in split_moments(heard):
            before, last = self.standing, moment[0].last
            words = [evidence for evidence in moment if evidence.firm]
            reports = [evidence for evidence in moment if not evidence.firm] if words else moment
            if words:
                rule, cause = self.hear_words(words), self.setter
            if reports and self.hear_reports(reports):
                rule = DRAWN if before == NOTHING and not words else MOVED
                cause = self.setter
            if last == day and (words or before != self.standing):
                self.blur = None
            elif before not in (NOTHING, self.standing):
                self.blur = (before, last)
        self.backing.add(heard)
        return rule, cause

    def forget(self, day: int) -> None:
        """Lets go of what lies beyond the horizon: of the line itself where nothing supports it."""
        if self.standing != NOTHING and day >= self.expiry:
            self.standing, self.blur = NOTHING, None
            self.rivals = frozenset()
            self.clear_reports()
        while self.reports and self.reports[0].first < day - self.horizon:
            self.drop_report(self.reports[0])
        self.backing.forget(day - self.horizon)

    def clear_reports(self) -> None:
        """Begins a new count of reports."""
        if self.reports:
            self.reports.clear()
            self.votes = [0] * len(STEPS)

    def drop_report(self, report: Evidence) -> None:
        """Takes a report out of the count."""
        self.reports.remove(report)
        self.votes[report.step] -= report.points

    def hear_words(self, words: Sequence[Evidence]) -> Rule:
        """Words on record of one moment set the line at once; the count of reports begins anew.

        Among several the reviewed ones decide, and then the weakest reading, as in the codebook.
        """
        decisive = [word for word in words if word.reviewed] or words
        leader = min(decisive, key=by_strength) if len(decisive) > 1 else decisive[0]
        self.belief.hear_anew(words)
        self.standing, self.setter, self.support = leader.step, leader.id, leader.first
        self.clear_reports()
        since = leader.last - VOICES_DAYS
        self.words = [word for word in [*self.words, *words] if word.first >= since]
        self.rivals = FAR[leader.step].intersection(self.list_voices(leader.speaker))
        if len(decisive) > 1:
            self.rivals |= FAR[leader.step].intersection([word.step for word in decisive])
        return VOICES if self.rivals else WORD

    def list_voices(self, speaker: str | None) -> Iterable[int]:
        """The newest step of each other person who is known to have spoken within the week; none
        where nobody knows who speaks now."""
        if speaker is None:
            return ()
        voices = {word.speaker: word.step for word in self.words}
        return [step for other, step in voices.items() if other not in (None, speaker)]

    def hear_reports(self, reports: Sequence[Evidence]) -> bool:
        """Weak reports of one moment draw a line where none stands, else they vote on it; whether
        they set another position. One story has one vote, its newest report's."""
        self.belief.hear(reports)
        for report in reports:
            for old in [] if report.alone else list(self.reports):
                if old.origin == report.origin:
                    self.drop_report(old)
            self.reports.append(report)
            self.votes[report.step] += report.points
        before = self.standing
        self.standing = find_middle(self.count_votes(), before)
        moved = self.standing != before
        if moved:
            self.setter = reports[-1].id
            self.support = 0
        for report in self.reports if moved else reports:
            if not contradict(report.step, self.standing):
                self.support = report.first
        return moved

    def count_votes(self) -> list[int]:
        """The points for each step: of the reports, and of the position that stands."""
        votes = list(self.votes)
        if self.standing != NOTHING:
            votes[self.standing] += STANDING_POINTS
        return votes

    def find_doubt(self, day: int) -> tuple[frozenset[int], int | None]:
        """The steps of reports that put the line in doubt on a day, and the first day on which the
        oldest of them no longer does (None where no report contradicts it).

        These are the reports of the last CONTEST_DAYS that contradict it, unless the reports since
        the first of them that agree with it weigh more.
        """
        if not self.reports:
            return NO_DOUBT
        oldest, far = day - CONTEST_DAYS, FAR[self.standing]
        against: list[Evidence] = []
        contradicting = agreeing = agreeing_since = 0
        for report in reversed(self.reports):
            if report.first < oldest:
                break
            if report.step in far:
                against.append(report)
                contradicting += report.points
                agreeing_since = agreeing
            else:
                agreeing += report.points
        if not against:
            return NO_DOUBT
        doubted = contradicting >= agreeing_since
        lapse = against[-1].first + CONTEST_DAYS + 1
        return frozenset(report.step for report in against if doubted), lapse


def split_moments(heard: Sequence[Evidence]) -> Iterable[Sequence[Evidence]]:
    """What was said on a day, with the least precisely dated first, by the days it may be from."""
    if heard[0].last == heard[-1].last:
        return [heard]
    return [list(moment) for _, moment in groupby(heard, key=attrgetter("last"))]


def contradict(one: int, other: int) -> bool:
    """Whether two steps are too far apart for the noise of coding."""
    return other in FAR[one]


def find_middle(votes: Sequence[int], standing: int) -> int:
    """The weighted median step, nearest to what stands where the middle lies between two steps.

    With nothing standing the lower one is taken: the weakest reading wins.
    """
    half = sum(votes) / 2
    sums = list(accumulate(votes))
    low, high = bisect_left(sums, half), bisect_right(sums, half)
    return low if standing == NOTHING else min(max(standing, low), high)
