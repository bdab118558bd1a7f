"""Reads stored articles again, and says what another reader would change before anything is stored."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from coalition import foresight
from coalition.extraction.claims import Reading, StanceReader
from coalition.foresight import Flip, line_of
from coalition.ingestion.readers import read_article
from coalition.ingestion.stances import claim_key, describe_article, draft_stance, store_stances
from coalition.models import Article, Stance
from coalition.vocabulary import ReviewState, StanceKind


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


def find_flips(replayed: Iterable[Replayed]) -> list[Flip]:
    """Where lines would change if all of these readings were stored, by country, proposal and day.

    Estimated in memory from the stances that stand now; takes no lock and changes nothing.
    """
    readings = list(replayed)
    return foresight.find_flips(
        [stance for one in readings for stance in one.coming],
        [stance for one in readings for stance in one.going],
    )


def promote(replayed: Replayed) -> None:
    """Stores a reading as the workers would: what was reviewed stays as it is."""
    with transaction.atomic():
        store_stances(replayed.article, replayed.reading)
