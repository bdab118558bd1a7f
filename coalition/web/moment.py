"""The two days of a page: what held `at` a day, of what was known `as_of` an instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from babel.dates import format_datetime
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.vintages import Instant
from coalition.web.dates import locale, say_day

FIRST_DAY = date(2014, 1, 1)  # the year in which the war began; nothing here is older
STRIDE = timedelta(days=30)  # of the links to an earlier and a later day


def today() -> date:
    """Today, by the clock of the site (UTC)."""
    return timezone.now().date()


@dataclass(frozen=True, slots=True)
class Moment:
    """The day that a page is about, and the instant of what was known; without one, what is known now.

    `asked` is the instant as the address writes it, so that links repeat it letter by letter.
    """

    at: date
    as_of: Instant | None = None
    asked: str = ""

    @property
    def last(self) -> date:
        """The newest day of what is known: that of the instant, else today."""
        return self.as_of.date() if self.as_of else today()

    @property
    def is_newest(self) -> bool:
        """Whether the page is about the newest day, so that its address need not name it."""
        return self.at == self.last

    @property
    def words(self) -> str:
        """The day in words."""
        return say_day(self.at)

    @property
    def known(self) -> str:
        """The instant in words; of a day asked for, the day."""
        if self.as_of is None:
            return ""
        if len(self.asked) == len("2026-01-06"):
            return _("the end of %(day)s") % {"day": say_day(self.as_of.date())}
        said = format_datetime(self.as_of, "d MMMM y, HH:mm:ss", tzinfo=UTC, locale=locale())
        return f"{said} UTC"

    @property
    def stamp(self) -> str:
        """The instant as a machine reads it; empty where the page shows what is known now."""
        return self.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z") if self.as_of else ""

    @property
    def earlier(self) -> date:
        """A month before the day."""
        return max(FIRST_DAY, self.at - STRIDE)

    @property
    def later(self) -> date | None:
        """A month after the day, no later than what is known; None where the day is the newest."""
        return min(self.last, self.at + STRIDE) if self.at < self.last else None

    @property
    def last_day(self) -> date:
        """The newest day to be chosen: tomorrow has begun already east of us. Of an instant, that of the
        instant: its page says the same on any day that it is opened."""
        return max(self.at, self.last + timedelta(days=1))

    @property
    def first_day(self) -> date:
        """The oldest day that may be asked for."""
        return FIRST_DAY

    def parameters(self) -> dict[str, str]:
        """What an address must name so that it opens at this moment."""
        day = {} if self.is_newest else {"at": self.at.isoformat()}
        return {**day, "as_of": self.asked} if self.asked else day

    def query(self, **more: str) -> str:
        """The same as the end of an address, with its question mark; empty where all is usual."""
        return write_query({**self.parameters(), **more})


def write_query(parameters: Mapping[str, str]) -> str:
    """Parameters as the end of an address, with its question mark; empty ones are left out."""
    given = {name: value for name, value in parameters.items() if value}
    return f"?{urlencode(given)}" if given else ""


def end_of_day(day: date) -> datetime:
    """The last microsecond of a day, by the clock of the site."""
    return datetime.combine(day, datetime.max.time(), UTC)
