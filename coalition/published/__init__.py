"""What the public may see: the only reads that the pages and the API make. Plain records come out, and
of the two lists that are asked for most, rows as JSON (as_json.py).

Rejected and withdrawn stances are not here. A text is shown whole only where its source's licence
says so; elsewhere only the passages that stances rest on.

What takes `as_of` gives what was known at that instant, the same for ever (vintages.py); without it,
what is known now.
"""

from coalition.published.articles import (
    get_article,
    get_story,
    list_articles,
    list_stories,
)
from coalition.published.as_json import WrittenRow, write_positions, write_stances
from coalition.published.conditions import list_conditions
from coalition.published.coverage import CoverageRecord, FeedWeek, list_coverage, list_feed_weeks
from coalition.published.evidence import (
    count_stances,
    get_stance,
    list_causes,
    list_evidence,
    list_stances,
)
from coalition.published.fates import FateRecord, find_fate
from coalition.published.former import find_former_code, find_former_slug, find_successor
from coalition.published.lines import (
    find_newest_day,
    list_changes,
    list_last_held,
    list_lines,
    list_positions,
    list_versions,
)
from coalition.published.provenance import ProvenanceRecord, trace_stance
from coalition.published.recent import list_newest_days, list_newest_evidence
from coalition.published.records import (
    MOST_ROWS,
    ArticlePassages,
    ArticleRecord,
    ChangeRecord,
    CountryRecord,
    OfficeRecord,
    PositionRecord,
    ProposalRecord,
    QuantityRecord,
    StanceRecord,
    StatedConditionRecord,
    StoryRecord,
)
from coalition.published.reference import (
    get_country,
    get_proposal,
    list_codes,
    list_countries,
    list_events,
    list_groups,
    list_members,
    list_memberships,
    list_offices,
    list_proposals,
    list_slugs,
    list_sources,
)
from coalition.published.requests import (
    RequestRecord,
    list_requests,
    measure_answering,
    measure_second_coding,
)
from coalition.published.series import SeriesRecord, list_days, list_series
from coalition.published.tables import Cell, write_cell

__all__ = [
    "MOST_ROWS",
    "ArticlePassages",
    "ArticleRecord",
    "Cell",
    "ChangeRecord",
    "CountryRecord",
    "CoverageRecord",
    "FateRecord",
    "FeedWeek",
    "OfficeRecord",
    "PositionRecord",
    "ProposalRecord",
    "ProvenanceRecord",
    "QuantityRecord",
    "RequestRecord",
    "SeriesRecord",
    "StanceRecord",
    "StatedConditionRecord",
    "StoryRecord",
    "WrittenRow",
    "count_stances",
    "find_fate",
    "find_former_code",
    "find_former_slug",
    "find_newest_day",
    "find_successor",
    "get_article",
    "get_country",
    "get_proposal",
    "get_stance",
    "get_story",
    "list_articles",
    "list_causes",
    "list_changes",
    "list_codes",
    "list_conditions",
    "list_countries",
    "list_coverage",
    "list_days",
    "list_events",
    "list_evidence",
    "list_feed_weeks",
    "list_groups",
    "list_last_held",
    "list_lines",
    "list_members",
    "list_memberships",
    "list_newest_days",
    "list_newest_evidence",
    "list_offices",
    "list_positions",
    "list_proposals",
    "list_requests",
    "list_series",
    "list_slugs",
    "list_sources",
    "list_stances",
    "list_stories",
    "list_versions",
    "measure_answering",
    "measure_second_coding",
    "trace_stance",
    "write_cell",
    "write_positions",
    "write_stances",
]
