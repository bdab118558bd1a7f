"""Reads stored articles again, and says what another reader would change before anything is stored."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from django.db import transaction

from coalition.estimation import Span, estimate_line
from coalition.extraction.claims import Reading, StanceReader
from coalition.ingestion.readers import read_article
from coalition.ingestion.stances import claim_key, describe_article, draft_stance, store_stances
from coalition.models import Article, Proposal, Stance
from coalition.positions import describe_stance, read_pins, read_statements
from coalition.vocabulary import LineState, ReviewState, StanceKind, Time

# Drafts have no id yet; what was stored before comes first, as it would if they were stored now.
FIRST_DRAFT = 10**15

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What reading an article again would change of its stances.

    `added` are drafts, and withdrawn stances that come back; `lost` would be withdrawn. A lost and an
    added one on the same words, country and proposal are one of `changed` (before, after) instead.
    `kept` are reviewed stances that this reading does not make: they stay.
    """

    article: Article
    reading: Reading
    added: tuple[Stance, ...]
    lost: tuple[Stance, ...]
    changed: tuple[tuple[Stance, Stance], ...]
    kept: tuple[Stance, ...]

    @property
    def coming(self) -> tuple[Stance, ...]:
        """All stances that would newly stand."""
        return self.added + tuple(after for _, after in self.changed)

    @property
    def going(self) -> tuple[Stance, ...]:
        """All stances that would be withdrawn."""
        return self.lost + tuple(before for before, _ in self.changed)


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


def replay_article(article: Article, reader: StanceReader) -> Replayed:
    """Reads one stored article again; stores nothing. Lets ReaderFailed pass: nobody stands in."""
    reading = read_article(describe_article(article), reader)
    claimed = {claim_key(found): found for found in reading.stances}
    rows = list(
        Stance.objects.filter(article=article, kind=StanceKind.QUOTED)
        .select_related("source", "article")
        .order_by("id")
    )
    waiting = [row for row in rows if row.review_state == ReviewState.WAITING]
    known = {row.claim_key for row in rows}
    lost = [row for row in waiting if not row.withdrawn and row.claim_key not in claimed]
    added = [row for row in waiting if row.withdrawn and row.claim_key in claimed]
    added += [
        draft_stance(article, reading, key, found)
        for key, found in claimed.items()
        if key not in known
    ]
    changed = list(pair_changed(lost, added))
    return Replayed(
        article=article,
        reading=reading,
        added=tuple(row for row in added if all(row is not after for _, after in changed)),
        lost=tuple(row for row in lost if all(row is not before for before, _ in changed)),
        changed=tuple(changed),
        kept=tuple(row for row in rows if row not in waiting and row.claim_key not in claimed),
    )


def pair_changed(
    lost: Iterable[Stance], added: Sequence[Stance]
) -> Iterator[tuple[Stance, Stance]]:
    """Lost and added stances of one country on one proposal whose quotes share words, each used once."""
    free = list(added)
    for before in lost:
        for place, after in enumerate(free):
            if line_of(before) == line_of(after) and share_words(before, after):
                yield before, free.pop(place)
                break


def share_words(one: Stance, other: Stance) -> bool:
    """Whether the quotes of two stances of one article overlap."""
    assert one.quote_start is not None
    assert one.quote_end is not None
    assert other.quote_start is not None
    assert other.quote_end is not None
    return one.quote_start < other.quote_end and other.quote_start < one.quote_end


def line_of(stance: Stance) -> Line:
    """The line that a stance belongs to."""
    return stance.country_id, stance.proposal_id


def find_flips(replayed: Iterable[Replayed]) -> list[Flip]:
    """Where lines would change if all of these readings were stored, by country, proposal and day.

    Estimated in memory from the stances that stand now; takes no lock and changes nothing.
    """
    coming: dict[Line, list[Stance]] = defaultdict(list)
    going: dict[Line, set[int]] = defaultdict(set)
    for one in replayed:
        for stance in one.coming:
            coming[line_of(stance)].append(stance)
        for stance in one.going:
            going[line_of(stance)].add(stance.pk)
    horizons = dict(Proposal.objects.values_list("slug", "horizon_days"))
    return [
        flip
        for line in sorted(coming.keys() | going.keys())
        for flip in find_line_flips(line, coming[line], going[line], horizons[line[1]])
    ]


def find_line_flips(
    line: Line, coming: Iterable[Stance], going: set[int], horizon_days: int
) -> Iterator[Flip]:
    """Where one line would change."""
    now, pins = read_statements(*line), read_pins(*line)
    after = [statement for statement in now if statement.id not in going]
    for number, stance in enumerate(filter(would_stand, coming), start=FIRST_DRAFT):
        after.append(replace(describe_stance(stance), id=stance.pk or number))
    before_spans = estimate_line(now, horizon_days, pins)
    for first, until, old, new in compare_spans(
        before_spans, estimate_line(after, horizon_days, pins)
    ):
        yield Flip(*line, first, until, old, new)


def would_stand(stance: Stance) -> bool:
    """Whether a line may rest on a stance once it is stored: the rule of `positions.standing_stances`."""
    if stance.first_day is None:
        return False
    published = stance.article.published if stance.article else None
    looks_back = published is not None and stance.first_day < published
    return stance.time == Time.CURRENT or looks_back


def compare_spans(
    before: Sequence[Span], after: Sequence[Span]
) -> Iterator[tuple[date, date | None, str, str]]:
    """The stretches (first, until, old, new) on which two lines differ, neighbours that agree joined."""
    edges = {edge for span in (*before, *after) for edge in (span.first, span.until) if edge}
    stretches: list[tuple[date, date | None, str, str]] = []
    for first, until in pairwise([*sorted(edges), None]):
        assert first is not None
        old, new = name_on(before, first), name_on(after, first)
        if stretches and stretches[-1][1:] == (first, old, new):
            stretches[-1] = (stretches[-1][0], until, old, new)
        elif old != new:
            stretches.append((first, until, old, new))
    yield from stretches


def name_on(spans: Iterable[Span], day: date) -> str:
    """What a line says on a day: its position, or why there is none."""
    for span in spans:
        if span.first <= day and (span.until is None or day < span.until):
            return span.position.value if span.position else span.state.value
    return LineState.NO_EVIDENCE.value


def promote(replayed: Replayed) -> None:
    """Stores a reading as the workers would: what was reviewed stays as it is."""
    with transaction.atomic():
        store_stances(replayed.article, replayed.reading)
