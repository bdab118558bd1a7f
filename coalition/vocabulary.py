"""The field's words, as plain enumerations: the codebook's labels and the states of our own rows.

Their values are what the database, the API and the files hold. Source: the codebook, version 2.
"""

from enum import StrEnum


class Position(StrEnum):
    """Where a country stands on a proposal, from support to refusal, in six ordered steps."""

    COMMITTED = "committed"
    SUPPORTIVE = "supportive"
    CONDITIONAL = "conditional"
    UNDECIDED = "undecided"
    SCEPTICAL = "sceptical"
    OPPOSED = "opposed"

    @property
    def step(self) -> int:
        """The step on the codebook's scale: 5 for committed down to 0 for opposed."""
        return 5 - list(Position).index(self)

    @classmethod
    def from_step(cls, step: int) -> "Position":
        """The position at a step from 0 to 5; raises ValueError outside."""
        if not 0 <= step <= 5:
            raise ValueError(f"a step is 0 to 5, not {step}")
        return list(cls)[5 - step]


class Voice(StrEnum):
    """Whose word a stance is. Only GOVERNMENT sets a country's position."""

    GOVERNMENT = "government"
    CLAIM = "claim"
    OTHER = "other"


class Attribution(StrEnum):
    """How well a stance is sourced, best first."""

    ON_RECORD = "on-record"
    ANONYMOUS = "anonymous"
    NARRATIVE = "narrative"


class Time(StrEnum):
    """Whether a stance is the line as of the article, or one that the text marks as earlier."""

    CURRENT = "current"
    PAST = "past"


class Condition(StrEnum):
    """What a country makes its position depend on, or how it limits its part."""

    US_BACKSTOP = "us-backstop"
    CEASEFIRE = "ceasefire"
    PEACE_DEAL = "peace-deal"
    MANDATE = "mandate"
    UN_MANDATE = "un-mandate"
    PARLIAMENT = "parliament"
    TROOP_PROTECTION = "troop-protection"
    ROLE_LIMIT = "role-limit"
    PLACE_LIMIT = "place-limit"
    ALLIES_JOIN = "allies-join"
    RESOURCES = "resources"
    OTHER = "other"


class Scope(StrEnum):
    """Whether a quantity is the country's own part or the whole."""

    OWN = "own"
    TOTAL = "total"


class Flag(StrEnum):
    """What is odd about a quantity: nothing is repaired silently."""

    WITHHELD = "withheld"
    IMPLAUSIBLE = "implausible"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class StanceKind(StrEnum):
    """QUOTED rests on words of a stored text; CODED was coded by hand from public reporting."""

    QUOTED = "quoted"
    CODED = "coded"


class ReviewState(StrEnum):
    """What stands of a stance: nobody judged it yet, or the newest verdict."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class Verdict(StrEnum):
    """What an editor says of a stance; UNDO takes the verdict before it back."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    UNDO = "undo"


class Reason(StrEnum):
    """Why an editor corrected or rejected a stance."""

    WRONG_COUNTRY = "wrong-country"
    WRONG_PROPOSAL = "wrong-proposal"
    WRONG_POSITION = "wrong-position"
    WRONG_VOICE = "wrong-voice"
    WRONG_SPEAKER = "wrong-speaker"
    WRONG_DATE = "wrong-date"
    WRONG_QUOTE = "wrong-quote"
    NEGATION = "negation"
    IRONY = "irony"
    DUPLICATE = "duplicate"
    NOT_A_STANCE = "not-a-stance"


class StoryVerdict(StrEnum):
    """What an editor does to stories; UNDO takes an earlier deed back."""

    SPLIT = "split"
    MERGE = "merge"
    UNDO = "undo"


class OriginReason(StrEnum):
    """Why a story is held to be a source's report."""

    NAMED_WIRE = "named-wire"
    FIRST_OUTLET = "first-outlet"


class Outcome(StrEnum):
    """What became of something that asks for an editor's word; OUTDATED was overtaken by another deed."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OUTDATED = "outdated"


class LineState(StrEnum):
    """What a span of a line says: a position is held, or why none is."""

    HELD = "held"
    NO_EVIDENCE = "no-evidence"
    STALE = "stale"
    DECLINED = "declined"
    CONTESTED = "contested"


class Tier(StrEnum):
    """What kind of publisher a source is."""

    OFFICIAL = "official"
    AGENCY = "agency"
    PUBLIC_BROADCASTER = "public-broadcaster"
    QUALITY = "quality"
    REGIONAL = "regional"
    AGGREGATOR = "aggregator"
    UNKNOWN = "unknown"
    STATE_ALIGNED = "state-aligned"
    MACHINE_WRITTEN = "machine-written"
    MIRROR = "mirror"

    @property
    def counts(self) -> bool:
        """Whether evidence of this tier may set a position; the others are kept and shown apart."""
        return self not in QUARANTINED_TIERS


# Unknown waits for an editor's word; the other three repeat or invent what others say.
QUARANTINED_TIERS = frozenset({Tier.UNKNOWN, Tier.STATE_ALIGNED, Tier.MACHINE_WRITTEN, Tier.MIRROR})


class FeedForm(StrEnum):
    """What a feed is written as: RSS, Atom or JSON Feed; a sitemap or an index of some; or the
    article list of GDELT, which names pages of others."""

    SYNDICATION = "syndication"
    SITEMAP = "sitemap"
    GDELT = "gdelt"


class PageState(StrEnum):
    """How far a page has come on its way to an article. GONE has vanished from the web and keeps what
    it gave; ALIAS leads to another page that we have."""

    FOUND = "found"
    FETCHED = "fetched"
    STORED = "stored"
    UNREADABLE = "unreadable"
    FAILED = "failed"
    GONE = "gone"
    ALIAS = "alias"


class JobKind(StrEnum):
    """What a job asks of the workers."""

    READ_FEED = "read-feed"
    FETCH_PAGE = "fetch-page"
    STORE_ARTICLE = "store-article"
    READ_STANCES = "read-stances"


class JobState(StrEnum):
    """Where a job is: due, held by a worker under a lease, done, or set aside with its error."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    QUARANTINED = "quarantined"


class CallState(StrEnum):
    """How a request to a language model fared: sent, answered with something of use, answered with
    something of none, or not answered."""

    SENT = "sent"
    ANSWERED = "answered"
    UNUSABLE = "unusable"
    FAILED = "failed"


class Role(StrEnum):
    """What a person is, or was, for a country."""

    HEAD_OF_STATE = "head-of-state"
    HEAD_OF_GOVERNMENT = "head-of-government"
    FOREIGN_MINISTER = "foreign-minister"
    DEFENCE_MINISTER = "defence-minister"
    OTHER_MINISTER = "other-minister"
    SPOKESPERSON = "spokesperson"
    ORGANISATION_HEAD = "organisation-head"
    OPPOSITION = "opposition"
    MILITARY = "military"
    FORMER = "former"


class KeyScope(StrEnum):
    """What an API key allows: reading at a higher rate, and the deed that it is named for."""

    READ = "read"
    INGEST = "ingest"
    WEBHOOK = "webhook"
    ADMIN = "admin"

    def allows(self, needed: "KeyScope") -> bool:
        """Whether a key of this scope may do what needs another: an admin's may do everything."""
        return needed in {self, KeyScope.READ} or self is KeyScope.ADMIN


class NewsKind(StrEnum):
    """What a webhook tells of."""

    POSITION_CHANGE = "position-change"
    NEW_EVIDENCE = "new-evidence"


class DeliveryState(StrEnum):
    """Where a delivery is: due, taken by its receiver, or given up."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
