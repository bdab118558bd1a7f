"""The newest evidence of each line: a page shows some of each, however much there is of one."""

from datetime import date

from django.db.models import F, Max, Window
from django.db.models.functions import RowNumber

from coalition.models import Stance
from coalition.published.evidence import known_stances, read_stances
from coalition.published.records import StanceRecord
from coalition.replica import connection
from coalition.vintages import Instant
from coalition.vocabulary import ReviewState, Voice

# One look into the index a line: the newest of hundreds of thousands is found without reading them.
NEWEST_WORDS = """
    SELECT country.code, proposal.slug, newest.first_day
    FROM coalition_country country CROSS JOIN coalition_proposal proposal
    CROSS JOIN LATERAL (
        SELECT said.first_day FROM coalition_stance said
        WHERE said.country_id = country.code AND said.proposal_id = proposal.slug
            AND said.first_day <= %(at)s AND said.voice = %(voice)s
            AND NOT said.withdrawn AND said.review_state <> %(rejected)s
        ORDER BY said.first_day DESC LIMIT 1
    ) newest
    WHERE %(slug)s::text IS NULL OR proposal.slug = %(slug)s
"""


def list_newest_evidence(
    country: str, most: int, proposal: str | None = None
) -> list[StanceRecord]:
    """The newest `most` statements of each line of a country, or of one, whatever it made of them.

    The newest day comes first, undated ones last.
    """
    order = (F("first_day").desc(nulls_last=True), F("id").desc())
    numbered = (
        Stance.objects.filter(country=country, withdrawn=False)
        .exclude(review_state=ReviewState.REJECTED)
        .annotate(place=Window(RowNumber(), partition_by=F("proposal"), order_by=order))
    )
    if proposal:
        numbered = numbered.filter(proposal=proposal)
    return read_stances(numbered.filter(place__lte=most).order_by(*order))


def list_newest_days(proposal: str, at: date, *, as_of: Instant | None = None) -> dict[str, date]:
    """The newest day up to `at` on which each country's government spoke of a proposal, by country."""
    if as_of is None:
        return {code: day for (code, _slug), day in list_newest_words(at, proposal).items()}
    spoken = known_stances(as_of).filter(
        proposal=proposal, voice=Voice.GOVERNMENT, first_day__lte=at
    )
    newest = spoken.order_by().values_list("country").annotate(newest=Max("first_day"))
    return dict(newest)


def list_newest_words(at: date, proposal: str | None = None) -> dict[tuple[str, str], date]:
    """The newest day up to `at` on which a government spoke, by (country, proposal)."""
    wanted = {
        "at": at,
        "slug": proposal,
        "voice": Voice.GOVERNMENT.value,
        "rejected": ReviewState.REJECTED.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_WORDS, wanted)
        return {(code, slug): day for code, slug, day in cursor.fetchall()}
