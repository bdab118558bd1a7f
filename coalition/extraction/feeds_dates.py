"""Dates as feeds write them: RFC 822, ISO 8601 and what people make of them."""

import re
from datetime import UTC, datetime, timedelta, timezone

from coalition.extraction.feeds_records import DateQuality

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before the web nothing was published on it
LATEST = datetime(2100, 1, 1, tzinfo=UTC)  # where the caller does not say what time it is
FARTHEST_ZONE = timedelta(hours=14)  # Kiribati
LONGEST = 100

# The first letters of the months in English, German, French, Italian, Spanish, Polish, Ukrainian, Russian.
_MONTHS = """jan янв січ sty gen ene | feb fév fev фев лют lut | mar mär мар бер mrz maa | apr avr абр апр кві kwi abr
    | mai may maj mag май мая тра | jun juin июн чер cze giu | jul juil июл лип lip lug
    | aug aoû aou ago авг сер sie | sep set сен вер wrz | oct okt ott окт жов paź paz | nov ноя лис lis
    | dec dez déc dic дек гру gru"""
MONTHS = {stem: at for at, stems in enumerate(_MONTHS.split("|"), 1) for stem in stems.split()}
_ZONES = """ut=0 utc=0 gmt=0 z=0 wet=0 west=1 bst=1 cet=1 cest=2 mez=1 mesz=2 eet=2 eest=3 msk=3
    est=-5 edt=-4 cst=-6 cdt=-5 mst=-7 mdt=-6 pst=-8 pdt=-7 akst=-9 akdt=-8 hst=-10"""
ZONES = {name: int(hours) for name, hours in (zone.split("=") for zone in _ZONES.split())}

_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?(?:[.,]\d{1,9})?\s*(?P<half>[ap]\.?m\.?\b)?"
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY = r"(?:[^\W\d_]{2,14}\.?,?\s+)?"  # Thu,
_REST = rf"(?:[\s,T]+{_CLOCK})?\s*(?P<zone>[^\d\s][^\s]{{0,9}})?(?:\s*\([^)]*\))?"
FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 20250304T100000Z
        r"(?P<year>\d{4})(?P<number>\d\d)(?P<day>\d\d)T(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<zone>\S{1,9})?",
        # 2025-03-04T10:00:00Z, 2025/03/04 10:00
        rf"(?P<year>\d{{4}})(?P<gap>[-/.]?)(?P<number>\d\d?)(?P=gap)(?P<day>\d\d?){_REST}",
        # Tue, 04 Mar 2025 10:00:00 +0100
        rf"{_DAY}(?P<day>\d{{1,2}})\.?[\s-]+{_MONTH}[\s,-]+(?P<year>\d{{4}}|\d\d){_REST}",
        # March 4, 2025 10:00 PM
        rf"{_DAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_REST}",
        # Tue Mar  4 10:00:00 2025, Tue Mar 4 10:00:00 CET 2025
        rf"{_DAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s*(?P<zone>[a-z+][\w:+-]{{0,8}})?\s+(?P<year>\d{{4}})",
        # 04.03.2025 10:00: with dots the day always comes first; 04/03/2025 may be April
        rf"(?P<day>\d{{1,2}})\.(?P<number>\d{{1,2}})\.(?P<year>\d{{4}}){_REST}",
    )
)
OFFSET = re.compile(r"(?:gmt|utc)?([+-])(\d{1,2}):?(\d\d)?", re.IGNORECASE)
EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?")  # seconds since 1970


def read_moment(given: str, latest: datetime | None = None) -> tuple[datetime | None, DateQuality]:
    """The moment that a feed gives, in UTC, and what it is worth.

    Implausible, with no moment, is what lies before 1990 or after `latest` (the hour of the fetch and
    a day), is not exact to the day, means two days at once (06/07/2025), or is no date. A date without
    a zone, or with one that nobody knows, counts as UTC; a leap second as the second before.
    """
    given = " ".join(given[:LONGEST].split())
    if not given:
        return None, DateQuality.MISSING
    try:
        moment = _read(given)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not EARLIEST <= moment <= (latest or LATEST):
        return None, DateQuality.IMPLAUSIBLE
    return moment, DateQuality.GIVEN


def _read(given: str) -> datetime | None:
    if EPOCH.fullmatch(given):
        return datetime.fromtimestamp(float(given), UTC)
    for form in FORMS:
        match = form.fullmatch(given)
        if match:
            return _build(match.groupdict())
    return None


def _build(parts: dict[str, str | None]) -> datetime | None:
    """Raises ValueError or OverflowError where the numbers are no date."""
    number = parts.get("number")
    month = int(number) if number else _month(parts.get("month") or "")
    hour = _hour(int(parts.get("hour") or 0), parts.get("half"))
    clock = hour, int(parts.get("minute") or 0), int(parts.get("second") or 0)
    is_next_day = clock == (24, 0, 0)
    if is_next_day:
        clock = 0, 0, 0
    day = datetime(_year(parts["year"] or ""), month, int(parts["day"] or 0), tzinfo=UTC)
    moment = day.replace(hour=clock[0], minute=clock[1], second=min(clock[2], 59))
    offset = _offset(parts.get("zone") or "")
    if clock[2] > 60 or abs(offset) > FARTHEST_ZONE:
        return None
    local = moment.replace(tzinfo=timezone(offset))
    return local.astimezone(UTC) + timedelta(days=is_next_day)


def _year(written: str) -> int:
    year = int(written)
    if len(written) == 4:
        return year
    return year + (2000 if year < 50 else 1900)  # RFC 2822, section 4.3


def _month(name: str) -> int:
    low = name.lower()
    return MONTHS.get(low[:4]) or MONTHS.get(low[:3]) or 0


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no hour of half a day")
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _offset(zone: str) -> timedelta:
    match = OFFSET.fullmatch(zone)
    if not match:
        return timedelta(hours=ZONES.get(zone.lower(), 0))
    sign, hours, minutes = match.groups()
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return -size if sign == "-" else size
