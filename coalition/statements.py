"""What a line rests on: its stances as the estimation sees them, its horizon, its pins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from coalition.estimation import Pin as PinnedSpan
from coalition.estimation import Span, Statement, estimate_line
from coalition.extraction.claims import Day
from coalition.extraction.dates import last_day
from coalition.models import Pin, Proposal, Stance
from coalition.replica import connection
from coalition.vocabulary import (
    Attribution,
    Precision,
    ReviewState,
    StanceKind,
    Tier,
    Time,
    Voice,
)
from coalition.vocabulary import Position as Step

# A country on a proposal.
Line = tuple[str, str]

# The columns of a stance that a line needs, in the order of StatementRow.
STATEMENT_COLUMNS = (
    "id",
    "first_day",
    "precision",
    "position",
    "voice",
    "attribution",
    "review_state",
    "kind",
    "confidence",
    "speaker",
)
PIN_COLUMNS = ("position", "first", "last", "words", "url")
JOINED = (
    "article__story_id",
    "article__story__shared_origin",
    "source__tier",
    "article__story__origin__tier",
)

# Words by their value: a look into a table takes a third of the time that an enumeration's own call
# takes, and a long line has thousands.
PRECISIONS = {word.value: word for word in Precision}
STEPS = {word.value: word for word in Step}
VOICES = {word.value: word for word in Voice}
ATTRIBUTIONS = {word.value: word for word in Attribution}
TIERS = {word.value: word for word in Tier}
REVIEW_STATES = {word.value: word for word in ReviewState}
KINDS = {word.value: word for word in StanceKind}


# What `standing_stances` asks.
STANDING = """NOT stance.withdrawn AND stance.first_day IS NOT NULL
    AND (stance.time = 'current' OR stance.time = 'past' AND stance.first_day < printed.published)"""
# What never counts leaves no trace in a line, so that a line is drawn without it. These are two of the
# reasons for which the estimation refuses a statement; a third of them may have one.
COUNTING = f"""stance.voice = '{Voice.GOVERNMENT}'
    AND stance.review_state <> '{ReviewState.REJECTED}'"""
# The stances of one line, as `standing_stances` has them, in the order of StatementRow, but with sources
# in place of their tiers: there are few, and a join would look up each a thousand times. Written out for
# its OFFSET 0: without it the planner reads all articles there are for the few hundred of a line.
READ_STATEMENTS = f"""
    SELECT {", ".join(f"stance.{name}" for name in STATEMENT_COLUMNS)},
        printed.story_id, printed.shared_origin, stance.source_id, printed.origin_id
    FROM coalition_stance AS stance
    LEFT JOIN LATERAL (
        SELECT article.published, article.story_id, story.shared_origin, story.origin_id
        FROM coalition_article AS article
        JOIN coalition_story AS story ON story.id = article.story_id
        WHERE article.id = stance.article_id
        OFFSET 0
    ) AS printed ON true
    WHERE stance.country_id = %s AND stance.proposal_id = %s AND {STANDING}
"""  # noqa: S608 - our own names
READ_COUNTING = f"{READ_STATEMENTS} AND {COUNTING}"
READ_TIERS = "SELECT domain, tier FROM coalition_source WHERE domain = ANY(%s)"
# The horizon beside each pin, or beside none.
READ_TERMS = f"""
    SELECT proposal.horizon_days, {", ".join(f"pin.{name}" for name in PIN_COLUMNS)}
    FROM coalition_proposal AS proposal
    LEFT JOIN coalition_pin AS pin
        ON pin.proposal_id = proposal.slug AND pin.country_id = %s AND pin.active
    WHERE proposal.slug = %s ORDER BY pin.id
"""  # noqa: S608 - our own names


class StatementRow(NamedTuple):
    """A dated stance with what its line needs: STATEMENT_COLUMNS, and from JOINED the story of its
    article, what that story shares with others, the tier of its source, and the tier of the source
    whose report the story is; None where it has none."""

    id: int
    first_day: date
    precision: str
    position: str
    voice: str
    attribution: str
    review_state: str
    kind: str
    confidence: float
    speaker: str
    story: int | None
    shared_origin: str | None
    tier: str | None
    origin_tier: str | None


@dataclass(frozen=True, slots=True)
class LineEvidence:
    """All that a line rests on."""

    statements: Sequence[Statement]
    horizon_days: int
    pins: Sequence[PinnedSpan]

    def draw(self) -> tuple[Span, ...]:
        """The line."""
        return estimate_line(*self.parts)

    @property
    def parts(self) -> tuple[Sequence[Statement], int, Sequence[PinnedSpan]]:
        """What the estimation asks for, in its order."""
        return self.statements, self.horizon_days, self.pins


def read_line(country: str, proposal: str) -> LineEvidence:
    """What a line rests on now, and what was considered and never counts."""
    horizon, pins = read_terms(country, proposal)
    return LineEvidence(read_statements(country, proposal), horizon, pins)


def read_counting(country: str, proposal: str) -> LineEvidence:
    """What a line rests on now: the same line is drawn from it, sooner."""
    horizon, pins = read_terms(country, proposal)
    return LineEvidence(read_statements(country, proposal, READ_COUNTING), horizon, pins)


def read_lines(proposal: str, codes: Iterable[str]) -> dict[Line, LineEvidence]:
    """What the lines of these countries on a proposal rest on now; of those with nothing, none."""
    horizon = Proposal.objects.values_list("horizon_days", flat=True).get(pk=proposal)
    wanted = {"proposal": proposal, "country__in": list(codes)}
    statements: dict[str, list[Statement]] = {}
    rows = standing_stances().filter(**wanted).order_by()
    for code, *row in rows.values_list("country_id", *STATEMENT_COLUMNS, *JOINED):
        statements.setdefault(code, []).append(describe_row(StatementRow._make(row)))
    pins: dict[str, list[PinnedSpan]] = {}
    set_pins = Pin.objects.filter(**wanted, active=True).order_by("id")
    for code, *columns in set_pins.values_list("country_id", *PIN_COLUMNS):
        pins.setdefault(code, []).append(describe_pin(*columns))
    return {
        (code, proposal): LineEvidence(statements.get(code, []), horizon, pins.get(code, []))
        for code in sorted(statements.keys() | pins.keys())
    }


def standing_stances() -> QuerySet[Stance]:
    """Stances that a line may rest on: dated, and not withdrawn by their reader.

    An earlier line that the text looks back on counts only where its own, earlier day is known.
    """
    earlier = Q(time=Time.PAST, first_day__lt=F("article__published"))
    return Stance.objects.filter(
        Q(time=Time.CURRENT) | earlier, withdrawn=False, first_day__isnull=False
    )


def read_statements(country: str, proposal: str, command: str = READ_STATEMENTS) -> list[Statement]:
    """The stances of a line as the estimation sees them."""
    with connection.cursor() as cursor:
        cursor.execute(command, [country, proposal])
        rows = cursor.fetchall()
        sources = {row[-2] for row in rows} | {row[-1] for row in rows}
        cursor.execute(READ_TIERS, [list(sources)])
        tier_of = dict(cursor.fetchall()).get
    return [
        describe_row(StatementRow._make([*known, tier_of(source), tier_of(origin)]))
        for *known, source, origin in rows
    ]


def describe_stance(stance: Stance) -> Statement:
    """A dated stance, stored or not, as a statement."""
    source = stance.source
    story = stance.article.story if stance.article else None
    return describe_row(
        StatementRow._make(
            [
                *(getattr(stance, name) for name in STATEMENT_COLUMNS),
                story.pk if story else None,
                story.shared_origin if story else None,
                source.tier if source else None,
                story.origin.tier if story and story.origin else None,
            ]
        )
    )


def describe_row(row: StatementRow) -> Statement:
    """A row as a statement: the days it may be from, its source's tier, its origin.

    A copy of what a source that does not count reported has that source's tier, whoever printed it.
    """
    day = row.first_day
    precision = PRECISIONS[row.precision]
    return Statement(
        id=row.id,
        first=day,
        last=day if precision is Precision.DAY else last_day(Day(day, precision)),
        position=STEPS[row.position],
        voice=VOICES[row.voice],
        attribution=ATTRIBUTIONS[row.attribution],
        tier=find_tier(row.tier, row.origin_tier),
        review=REVIEW_STATES[row.review_state],
        origin=row.shared_origin or (f"story-{row.story}" if row.story else f"stance-{row.id}"),
        kind=KINDS[row.kind],
        confidence=row.confidence,
        speaker=row.speaker or None,
    )


@cache
def find_tier(tier: str | None, origin_tier: str | None) -> Tier:
    """What a statement counts as: its own source's tier, or that of its story's origin where only
    the origin does not count."""
    own = TIERS[tier or Tier.UNKNOWN]
    if origin_tier is None or not own.counts or TIERS[origin_tier].counts:
        return own
    return TIERS[origin_tier]


def read_terms(country: str, proposal: str) -> tuple[int, list[PinnedSpan]]:
    """Days after which evidence on a proposal is stale, and the editors' pins on a line.

    Raises Proposal.DoesNotExist where there is no such proposal.
    """
    with connection.cursor() as cursor:
        cursor.execute(READ_TERMS, [country, proposal])
        rows = cursor.fetchall()
    if not rows:
        raise Proposal.DoesNotExist(f"There is no proposal {proposal!r}.")
    pins = [describe_pin(*columns) for _, *columns in rows if columns[1]]
    return rows[0][0], pins


def describe_pin(
    position: str | None, first: date, last: date | None, words: str, url: str
) -> PinnedSpan:
    """The columns of a pin as the estimation sees it."""
    return PinnedSpan(STEPS[position] if position else None, first, last, words, url)
