"""What can go wrong, as one tree. Each message is a sentence for the person who can act on it.

CoalitionError
├── BadInput          what was given cannot be used: says which file, line, field, and what was expected
│   ├── BadSeed           a row of a reference table
│   ├── BadFile           a file given to `ingest`
│   └── BadVerdict        an editor's verdict that does not hold together
├── Unreadable        a page that carries no article, with the reason; not a fault
├── QuoteRefused      a quote that does not stand in the text, word for word, exactly once
├── FetchRefused      where we may not go on the web: an address inside, a port, a robots.txt
├── FetchFailed       nothing usable came from the web; `hard` where asking again will not help
├── FetchPostponed    not our turn at that host yet: `until` says when
├── StoreAway         the store of raw pages does not answer: what was to be kept there was not
├── BytesMissing      the store of raw pages has not what a row says
├── ReaderFailed      a reader could not do its work (down, over budget): never "nothing found"
├── Outdated          a token of a form that is no longer told: begin anew
├── ExportRefused     a bulk export that does not hold together; the last good one stays
├── Conflict          somebody else changed the row meanwhile
└── SetupError        this machine cannot run it: a taken port, a full disk, a broken folder
"""

from datetime import datetime, timedelta


class CoalitionError(Exception):
    """The root: everything that we raise on purpose."""


class BadInput(CoalitionError):
    """What was given cannot be used as it is."""


class BadSeed(BadInput):
    """A row of a reference table breaks its rules."""


class BadFile(BadInput):
    """A file cannot be taken in as a page."""


class BadVerdict(BadInput):
    """A verdict lacks its reason, or names a value that cannot be."""


class Unreadable(CoalitionError):
    """A page carries no article that could be read."""


class QuoteRefused(CoalitionError):
    """A quote does not stand in the text, or stands there more than once."""


class FetchRefused(CoalitionError):
    """We may not fetch this. `chain` holds the addresses that redirected here, in their order."""

    chain: tuple[str, ...] = ()


class FetchFailed(CoalitionError):
    """Nothing usable came from the web. A failure that is not `hard` may pass.

    `status` is the HTTP status where there was one, `wait` how long the site asks us to stay away,
    `chain` the addresses that redirected here, in their order.
    """

    chain: tuple[str, ...] = ()

    def __init__(
        self,
        words: str,
        *,
        hard: bool = False,
        status: int | None = None,
        wait: timedelta | None = None,
    ) -> None:
        super().__init__(words)
        self.hard = hard
        self.status = status
        self.wait = wait


class FetchPostponed(CoalitionError):
    """It is not our turn at a host before `until`. Not a failure, and not to be counted as one."""

    def __init__(self, words: str, until: datetime) -> None:
        super().__init__(words)
        self.until = until


class StoreAway(CoalitionError):
    """The store of raw pages does not answer, or takes nothing."""


class BytesMissing(CoalitionError):
    """The store of raw pages has not the bytes that a row says it has."""


class ReaderFailed(CoalitionError):
    """A reader could not do its work; the article stays unread."""


class Outdated(CoalitionError):
    """A token that was good once; what it leads to is told in another form now."""


class ExportRefused(CoalitionError):
    """A bulk export does not hold together, and is not published."""


class Conflict(CoalitionError):
    """The row was changed by somebody else since it was read."""


class SetupError(CoalitionError):
    """This machine cannot run what was asked."""
