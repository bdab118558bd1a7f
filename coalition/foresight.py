"""What lines would say if stances came, went or were judged otherwise: estimated, and nothing written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from django.db.models import Q

from coalition.estimation.comparison import Rehearsal
from coalition.estimation.stands import Stretch
from coalition.models import Position, Stance
from coalition.statements import Line, describe_stance, read_counting
from coalition.vocabulary import LineState, Time

# Drafts have no id yet; what was stored before comes first, as it would if they were stored now.
FIRST_DRAFT = 10**15
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Flip:
    """Days [first, until) on which a line would say something else; `until` None is from then on.

    `before` and `after` are a position, or the state that says why there is none.
    """

    country: str
    proposal: str
    first: date
    until: date | None
    before: str
    after: str

    def covers(self, day: date) -> bool:
        """Whether the line would say something else on a day."""
        return self.first <= day and (self.until is None or day < self.until)


def find_flips(coming: Iterable[Stance], going: Iterable[Stance]) -> list[Flip]:
    """Where lines would change if some stances came and others went, by country, proposal and day.

    A stance that comes as it is judged stands in for the one of its id. Estimated in memory from
    what stands now; takes no lock and changes nothing.
    """
    drafts: dict[Line, list[Stance]] = defaultdict(list)
    gone: dict[Line, set[int]] = defaultdict(set)
    for stance in coming:
        drafts[line_of(stance)].append(stance)
    for stance in going:
        gone[line_of(stance)].add(stance.pk)
    return [
        flip
        for line in sorted(drafts.keys() | gone.keys())
        for flip in find_line_flips(line, drafts[line], gone[line])
    ]


def find_line_flips(line: Line, coming: Iterable[Stance], going: set[int]) -> Iterator[Flip]:
    """Where one line would change."""
    drafts = [
        replace(describe_stance(stance), id=stance.pk or number)
        for number, stance in enumerate(filter(would_stand, coming), start=FIRST_DRAFT)
    ]
    rehearsal = Rehearsal(*read_counting(*line).parts)
    for stretch in rehearsal.compare(going, drafts):
        yield make_flip(line, stretch)


def foresee_each(stance: Stance, drafts: Mapping[Key, Stance]) -> dict[Key, list[Flip]]:
    """Where the line of a stance would change for each way in which it might be judged, on this line.

    The line is read once, however many ways there are.
    """
    line = line_of(stance)
    rehearsal = Rehearsal(*read_counting(*line).parts)
    return {
        key: [
            make_flip(line, stretch)
            for stretch in rehearsal.compare(
                {stance.pk}, [describe_stance(draft)] if would_stand(draft) else []
            )
        ]
        for key, draft in drafts.items()
    }


def make_flip(line: Line, stretch: Stretch) -> Flip:
    """A stretch as one of this line."""
    return Flip(*line, stretch.first, stretch.until, stretch.before.word, stretch.after.word)


def say_today(line: Line, today: date) -> str:
    """What a line says today, as it is drawn: a position, or why there is none."""
    rows = Position.objects.filter(country=line[0], proposal=line[1], first__lte=today)
    span = rows.filter(Q(until__isnull=True) | Q(until__gt=today)).first()
    return LineState.NO_EVIDENCE.value if span is None else str(span.position or span.state)


def would_stand(stance: Stance) -> bool:
    """Whether a line may rest on a stance once it is stored: the rule of `statements.standing_stances`."""
    if stance.first_day is None:
        return False
    published = stance.article.published if stance.article else None
    looks_back = published is not None and stance.first_day < published
    return stance.time == Time.CURRENT or looks_back


def line_of(stance: Stance) -> Line:
    """The line that a stance belongs to."""
    return stance.country_id, stance.proposal_id
