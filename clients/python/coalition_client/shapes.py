"""The shapes of the API's rows, written from its description by write_shapes.py: do not edit."""

from typing import Any, Literal, TypedDict

Attribution = Literal["on-record", "anonymous", "narrative"]
Condition = Literal[
    "us-backstop",
    "ceasefire",
    "peace-deal",
    "mandate",
    "un-mandate",
    "parliament",
    "troop-protection",
    "role-limit",
    "place-limit",
    "allies-join",
    "resources",
    "other",
]
DeliveryState = Literal["waiting", "delivered", "failed"]
Fate = Literal[
    "word-on-record",
    "weak-report",
    "copy-of-a-better-one",
    "not-the-voice-of-the-government",
    "source-does-not-count",
    "rejected-by-an-editor",
]
Flag = Literal["withheld", "implausible"]
Kind = Literal["text", "integer", "number", "flag", "day", "instant"]
LineState = Literal["held", "no-evidence", "stale", "declined", "contested"]
NewsKind = Literal["position-change", "new-evidence"]
PageState = Literal["found", "fetched", "stored", "unreadable", "failed", "gone", "alias"]
Position = Literal["committed", "supportive", "conditional", "undecided", "sceptical", "opposed"]
Precision = Literal["day", "month", "year"]
Reason = Literal[
    "wrong-country",
    "wrong-proposal",
    "wrong-position",
    "wrong-voice",
    "wrong-speaker",
    "wrong-date",
    "wrong-quote",
    "negation",
    "irony",
    "duplicate",
    "not-a-stance",
]
ReviewState = Literal["waiting", "accepted", "corrected", "rejected"]
Role = Literal[
    "head-of-state",
    "head-of-government",
    "foreign-minister",
    "defence-minister",
    "other-minister",
    "spokesperson",
    "organisation-head",
    "opposition",
    "military",
    "former",
]
Rule = Literal[
    "drawn-by-a-report-where-no-line-stood",
    "set-by-a-word-on-record",
    "two-voices-of-the-government-differ",
    "moved-by-reports-that-outweigh-it",
    "a-report-leaves-it-where-it-is",
    "contradicted-by-a-report",
    "time-passed",
    "older-than-the-horizon",
    "pinned-by-an-editor",
    "asked-and-would-not-say",
]
Scope = Literal["own", "total"]
StanceKind = Literal["quoted", "coded"]
Tier = Literal[
    "official",
    "agency",
    "public-broadcaster",
    "quality",
    "regional",
    "aggregator",
    "unknown",
    "state-aligned",
    "machine-written",
    "mirror",
]
Time = Literal["current", "past"]
Verdict = Literal["accept", "correct", "reject", "undo"]
Voice = Literal["government", "claim", "other"]


class Ally(TypedDict):
    """A country in the arithmetic."""

    country: str
    state: "LineState"
    position: "Position | None"
    conditions: list["StandingCondition"]
    would_be: "Position | None"
    counted: bool
    pivot: bool
    blocked_by: list["Condition"]
    population: int | None
    forces: int | None
    html_url: str


class Article(TypedDict):
    """An article without its text."""

    id: int
    version: int
    title: str
    author: str
    language: str
    published: str | None
    precision: "Precision | None"
    source: str
    outlet: str
    tier: "Tier"
    url: str | None
    story: int
    stored_at: str
    stances: int
    removed_at: str | None
    removal_notice: str
    html_url: str


class ArticleDetail(TypedDict):
    """An article with the words that may be shown."""

    id: int
    version: int
    title: str
    author: str
    language: str
    published: str | None
    precision: "Precision | None"
    source: str
    outlet: str
    tier: "Tier"
    url: str | None
    story: int
    stored_at: str
    stances: int
    removed_at: str | None
    removal_notice: str
    html_url: str
    whole: bool
    passages: list["Passage"]
    evidence: list["Stance"]
    copies: list["Article"]


class ArticleGiven(TypedDict):
    """An article: its text, plain or as HTML, and what you know of it; or its address alone."""

    text: str | None
    html: str | None
    url: str | None
    date: str | None
    language: str | None
    source: str | None
    title: str | None


class ArticleHop(TypedDict):
    """The text that was read out of the bytes."""

    id: int
    version: int
    sha256: str
    stored_at: str
    story: int
    left_out_of: int | None


class ArticlePage(TypedDict):
    """A page of articles, the largest ids first."""

    items: list["Article"]
    next: str | None
    prev: str | None


class BadParameter(TypedDict):
    """What is wrong with one parameter."""

    parameter: str
    detail: str
    given: str | None
    allowed: list[str]
    near: list[str]


class BulkFile(TypedDict):
    """A file."""

    name: str
    url: str
    bytes: int
    sha256: str


class BulkTable(TypedDict):
    """A table."""

    name: str
    words: str
    key: list[str]
    columns: list["TableColumn"]


class Change(TypedDict):
    """One step of a line, and the stance that caused it."""

    country: str
    proposal: str
    day: str
    state_before: "LineState"
    state_after: "LineState"
    position_before: "Position | None"
    position_after: "Position | None"
    step_before: int | None
    step_after: int | None
    cause: "Stance | None"
    html_url: str


class ChangePage(TypedDict):
    """A page of changes, newest first."""

    items: list["Change"]
    next: str | None
    prev: str | None


class Coalition(TypedDict):
    """Who is in for a proposal once some conditions are met and others have failed."""

    proposal: str
    at: str
    as_of: str | None
    threshold: "Position"
    met: list["Condition"]
    failed: list["Condition"]
    counted: "Sum"
    asked: "Sum"
    population_share: float | None
    forces_share: float | None
    sizes_source: str
    countries: list["Ally"]


class ConditionPage(TypedDict):
    """A page of conditions, the largest ids first."""

    items: list["StatedCondition"]
    next: str | None
    prev: str | None


class Country(TypedDict):
    """A country, with the codes that other data joins on."""

    code: str
    alpha3: str
    m49: str
    wikidata: str
    kind: str
    name_en: str
    name_it: str
    region: str
    coalition_status: str
    html_url: str


class CountryDetail(TypedDict):
    """A country with its offices and groups."""

    code: str
    alpha3: str
    m49: str
    wikidata: str
    kind: str
    name_en: str
    name_it: str
    region: str
    coalition_status: str
    html_url: str
    offices: list["Office"]
    groups: list[str]


class CountryList(TypedDict):
    """All countries."""

    items: list["Country"]


class CountryPosition(TypedDict):
    """Where a country stands on a proposal on a day."""

    first: str | None
    until: str | None
    state: "LineState"
    position: "Position | None"
    step: int | None
    low: "Position | None"
    high: "Position | None"
    statements: int
    origins: int
    reviewed: bool
    country: str
    proposal: str
    cause: "Stance | None"
    html_url: str


class CoverageList(TypedDict):
    """Weeks of all groups of sources."""

    at: str
    items: list["CoverageWeek"]


class CoverageWeek(TypedDict):
    """How well we looked in one week at the sources of one country, language and tier."""

    country: str
    language: str
    tier: "Tier"
    week: str
    feeds: int
    expected: float | None
    seen: int
    read: int
    unreadable: int


class Declined(TypedDict):
    """That a government was asked and would not say, as an editor noted it."""

    first: str
    last: str
    words: str
    url: str


class Delivery(TypedDict):
    """One thing that a receiver was told, or is to be."""

    id: str
    event: str
    state: "DeliveryState"
    attempts: int
    due_at: str
    status: int | None
    error: str
    created_at: str
    ended_at: str | None


class Edition(TypedDict):
    """The bulk files as of an instant."""

    edition: str
    as_of: str
    token: str
    method: str
    method_version: str
    tables: list["TableFiles"]


class Ended(TypedDict):
    """A webhook that was ended."""

    ended: int


class Event(TypedDict):
    """A dated event of the world."""

    day: str
    title_en: str
    title_it: str
    kind: str
    url: str


class EventList(TypedDict):
    """All events."""

    items: list["Event"]


class ExplainedPin(TypedDict):
    """A position that an editor set, whatever the evidence."""

    position: "Position"
    first: str
    last: str | None
    words: str
    url: str


class ExplainedSpan(TypedDict):
    """A span of a line and how it came about. The lists have a number for each step, opposed first."""

    first: str
    until: str | None
    state: "LineState"
    position: "Position | None"
    low: "Position | None"
    high: "Position | None"
    statements: int
    origins: int
    reviewed: bool
    cause: int | None
    rule: "Rule"
    votes: list[int]
    pull: list[float]
    belief: list[float]


class ExplainedStatement(TypedDict):
    """A statement as the method sees it, what became of it, and the words behind it."""

    id: int
    first: str
    last: str
    position: "Position"
    voice: "Voice"
    attribution: "Attribution"
    tier: "Tier"
    review: "ReviewState"
    origin: str
    kind: "StanceKind"
    confidence: float
    speaker: str | None
    fate: "Fate"
    points: int
    stance: "Stance | None"


class Explanation(TypedDict):
    """Why a line says what it says: all that is needed to draw it again (clients/recompute.py)."""

    country: str
    proposal: str
    at: str
    as_of: str | None
    method: str
    version: str
    horizon_days: int
    constants: dict[str, Any]
    statements: list["ExplainedStatement"]
    set_aside: list["Stance"]
    pins: list["ExplainedPin"]
    declined: list["Declined"]
    spans: list["ExplainedSpan"]
    result: "ExplainedSpan | None"
    html_url: str


class Group(TypedDict):
    """A group of countries."""

    name: str
    members: list[str]


class GroupList(TypedDict):
    """All groups on a day."""

    at: str
    items: list["Group"]


class Line(TypedDict):
    """A country's positions on a proposal over time; no spans: nothing was ever found."""

    country: str
    proposal: str
    spans: list["LineSpan"]
    html_url: str


class LineDifference(TypedDict):
    """Days on which a line from less evidence says something else."""

    first: str
    until: str | None
    before: "LineStand"
    after: "LineStand"


class LineList(TypedDict):
    """Lines."""

    items: list["Line"]


class LineSpan(TypedDict):
    """A span of a line."""

    first: str | None
    until: str | None
    state: "LineState"
    position: "Position | None"
    step: int | None
    low: "Position | None"
    high: "Position | None"
    statements: int
    origins: int
    reviewed: bool
    cause: int | None


class LineStand(TypedDict):
    """What a line says."""

    state: "LineState"
    position: "Position | None"


class Neighbour(TypedDict):
    """How alike another country is."""

    country: str
    common: list[str]
    similarity: float | None
    html_url: str


class NeighbourList(TypedDict):
    """The other countries, the most alike first."""

    country: str
    at: str
    as_of: str | None
    items: list["Neighbour"]


class Office(TypedDict):
    """A person in an office of a country."""

    person: str
    role: "Role"
    title: str
    since: str
    until: str


class PageGiven(TypedDict):
    """A page that was taken in."""

    id: int
    url: str | None
    state: "PageState"
    failure: str
    waiting: bool
    stuck: bool
    articles: list[int]
    found_at: str
    new: bool


class PageHop(TypedDict):
    """The bytes behind a stance, as they came."""

    id: int
    url: str | None
    content_type: str
    sha256: str
    found_at: str
    fetched_at: str | None
    gone_since: str | None


class PageProgress(TypedDict):
    """A page on its way to stances."""

    id: int
    url: str | None
    state: "PageState"
    failure: str
    waiting: bool
    stuck: bool
    articles: list[int]
    found_at: str


class Passage(TypedDict):
    """A stretch of text that lies in the quotes of all these stances, and of no others."""

    text: str
    ids: list[int]
    gap: bool


class PositionList(TypedDict):
    """Positions on a day: every pair that was asked for, also where nothing is known."""

    at: str
    items: list["CountryPosition"]


class Problem(TypedDict):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list["BadParameter"]


class Proposal(TypedDict):
    """A proposal with its newest definition."""

    slug: str
    name_en: str
    name_it: str
    group: str
    order: int
    definition_en: str
    definition_it: str
    definition_version: int
    first_raised: str
    horizon_days: int
    horizon_reason: str
    related: list[str]
    split_from: str | None
    superseded_by: str | None
    html_url: str


class ProposalList(TypedDict):
    """All proposals."""

    items: list["Proposal"]


class Provenance(TypedDict):
    """A stance and each hop of its way from the bytes that we hold."""

    page: "PageHop | None"
    article: "ArticleHop | None"
    stance: "Stance"
    reviews: list["ReviewHop"]


class Quantity(TypedDict):
    """A number as written."""

    low: int | None
    high: int | None
    unit: str
    scope: "Scope | None"
    raw: str
    flag: "Flag | None"


class ReplayWanted(TypedDict):
    """What is to be sent again."""

    webhook: int
    delivery: str | None


class Replayed(TypedDict):
    """What is sent again."""

    due: int


class ReviewHop(TypedDict):
    """One verdict of an editor."""

    verdict: "Verdict"
    reason: "Reason | None"
    at: str


class RowChange(TypedDict):
    """A row as it stands now."""

    table: str
    key: str
    row: dict[str, Any] | None


class RowChangePage(TypedDict):
    """Changes since a token."""

    as_of: str
    items: list["RowChange"]
    token: str
    more: bool


class SearchResult(TypedDict):
    """What words were found in: the first of each kind; page on with q on the lists themselves."""

    q: str
    countries: list["Country"]
    proposals: list["Proposal"]
    articles: list["Article"]
    stances: list["Stance"]


class SelectedRows(TypedDict):
    """A list with `fields`: its rows hold those fields only, and all else stands beside them."""

    items: list[dict[str, Any]]


class Series(TypedDict):
    """A line on each of the days of its reply: three lists of the same length as those."""

    country: str
    proposal: str
    positions: list["Position | None"]
    steps: list[int | None]
    states: list["LineState"]


class SeriesList(TypedDict):
    """Lines day by day."""

    days: list[str]
    as_of: str | None
    items: list["Series"]


class Source(TypedDict):
    """Who publishes."""

    domain: str
    name: str
    country: str
    language: str
    tier: "Tier"
    counts: bool
    articles: int


class SourceList(TypedDict):
    """All sources."""

    items: list["Source"]


class Stance(TypedDict):
    """A statement that a country holds a position, with the words that it rests on."""

    id: int
    kind: "StanceKind"
    country: str
    proposal: str
    position: "Position"
    step: int
    voice: "Voice"
    time: "Time"
    attribution: "Attribution"
    speaker: str
    reported_by: str
    day: str | None
    precision: "Precision | None"
    quote: str | None
    quote_start: int | None
    quote_end: int | None
    summary: str | None
    article: int | None
    source: str | None
    outlet: str
    tier: "Tier"
    url: str | None
    language: str
    conditions: list["StanceCondition"]
    quantity: "Quantity | None"
    confidence: float
    reader: str
    reader_version: str
    review_state: "ReviewState"
    counts: bool
    why_not: str | None
    html_url: str
    stored_at: str
    article_html_url: str | None


class StanceCondition(TypedDict):
    """What a country makes its position depend on."""

    kind: "Condition"
    words: str


class StancePage(TypedDict):
    """A page of stances, the largest ids first."""

    total: int | None
    items: list["Stance"]
    next: str | None
    prev: str | None


class StandingCondition(TypedDict):
    """A condition that stands: a statement behind the position names it."""

    kind: "Condition"
    words: str
    stance: int
    day: str | None
    quote: str | None
    summary: str | None
    stance_html_url: str


class StatedCondition(TypedDict):
    """A condition, and the stance that names it."""

    id: int
    kind: "Condition"
    words: str
    stance: int
    country: str
    proposal: str
    position: "Position"
    day: str | None
    language: str
    stance_html_url: str


class Story(TypedDict):
    """Articles that are copies of one report: they count as one origin."""

    id: int
    sources: list[str]
    articles: list["Article"]


class StoryPage(TypedDict):
    """A page of stories, the largest ids first."""

    items: list["Story"]
    next: str | None
    prev: str | None


class Sum(TypedDict):
    """Countries and what they have together."""

    countries: int
    population: int
    forces: int
    unknown: list[str]


class TableColumn(TypedDict):
    """A column."""

    name: str
    kind: "Kind"
    words: str


class TableFiles(TypedDict):
    """A table and its files."""

    name: str
    words: str
    key: list[str]
    columns: list["TableColumn"]
    rows: int
    files: list["BulkFile"]


class TableList(TypedDict):
    """All tables."""

    items: list["BulkTable"]


class WeakenedLine(TypedDict):
    """A line from less evidence beside the line itself."""

    country: str
    proposal: str
    kept: int
    given: int
    before: "LineStand"
    after: "LineStand"
    differs: bool
    differences: list["LineDifference"]
    html_url: str


class WeakenedList(TypedDict):
    """Lines from less evidence."""

    at: str
    as_of: str | None
    items: list["WeakenedLine"]


class Webhook(TypedDict):
    """A webhook."""

    id: int
    url: str
    kind: "NewsKind | None"
    country: str | None
    proposal: str | None
    told_until: str
    failures: int
    stopped_at: str | None
    stopped_because: str
    created_at: str


class WebhookDetail(TypedDict):
    """A webhook, and what it was told lately."""

    id: int
    url: str
    kind: "NewsKind | None"
    country: str | None
    proposal: str | None
    told_until: str
    failures: int
    stopped_at: str | None
    stopped_because: str
    created_at: str
    deliveries: list["Delivery"]


class WebhookList(TypedDict):
    """Your webhooks."""

    items: list["Webhook"]


class WebhookMade(TypedDict):
    """A new webhook."""

    id: int
    url: str
    kind: "NewsKind | None"
    country: str | None
    proposal: str | None
    told_until: str
    failures: int
    stopped_at: str | None
    stopped_because: str
    created_at: str
    secret: str


class WebhookNamed(TypedDict):
    """A webhook."""

    webhook: int


class WebhookWanted(TypedDict):
    """A webhook that is asked for: where, and of what."""

    url: str
    kind: "NewsKind | None"
    country: str | None
    proposal: str | None
