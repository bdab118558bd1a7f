"""What an address asks for. A value that cannot be is refused with one sentence, never guessed."""

from collections.abc import Container
from datetime import date, datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.errors import BadInput
from coalition.vintages import SHAPE, Instant, read_instant
from coalition.web.dates import say_day
from coalition.web.moment import FIRST_DAY, Moment, end_of_day, today
from coalition.web.moved import look_for_code, look_for_slug

# Parameters that name a country or a proposal, which may have had another name before.
NAMING = {"c": look_for_code, "country": look_for_code, "proposal": look_for_slug}
SHOWN = 40  # characters of a value that cannot be, repeated in its sentence


def read_day(request: HttpRequest, name: str = "at") -> date | None:
    """The day that a parameter names, or None where it is not given. Raises BadInput.

    Tomorrow is allowed: it has begun already for readers east of us.
    """
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        sentence = _("“%(text)s” is not a day. Write it as year, month and day: 2026-01-06.")
        raise BadInput(sentence % {"text": text[:SHOWN]}) from error
    last = today() + timedelta(days=1)
    if not FIRST_DAY <= day <= last:
        sentence = _("%(day)s lies outside what we cover: from %(first)s to %(last)s.")
        raise BadInput(
            sentence % {"day": say_day(day), "first": say_day(FIRST_DAY), "last": say_day(last)}
        )
    return day


def read_moment(request: HttpRequest) -> Moment:
    """The day and the instant that an address asks for (`at`, `as_of`). Raises BadInput."""
    asked = request.GET.get("as_of", "").strip()
    as_of = read_as_of(asked) if asked else None
    return Moment(read_day(request) or (as_of.date() if as_of else today()), as_of, asked)


def read_as_of(text: str) -> Instant:
    """A settled instant, or the end of a day that is over. Raises BadInput."""
    try:
        found = datetime.fromisoformat(text) if SHAPE.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or found.date() < FIRST_DAY:
        sentence = _(
            "“%(text)s” is no instant of what we knew. Write a day, 2026-01-06, or an instant with"
            " its offset, 2026-01-06T09:00:00Z, from 2014 on."
        )
        raise BadInput(sentence % {"text": text[:SHOWN]})
    instant = end_of_day(found.date()) if found.tzinfo is None else found
    if instant > timezone.now():
        sentence = _(
            "What we know on %(text)s cannot be told yet: that time is not over. Leave “as_of” out"
            " to see what is known now."
        )
        raise BadInput(sentence % {"text": text[:SHOWN]})
    try:
        return read_instant(text)
    except BadInput as error:
        sentence = _(
            "What we knew at %(text)s is not settled yet: changes of that time are still being"
            " written. Try again in a moment, or ask for an earlier instant."
        )
        raise BadInput(sentence % {"text": text[:SHOWN]}) from error


def read_choice(request: HttpRequest, name: str, choices: Container[str]) -> str | None:
    """One of the choices that a parameter names, or None where it is not given. Raises BadInput."""
    text = request.GET.get(name, "").strip()
    return check_choice(text, name, choices) if text else None


def read_choices(request: HttpRequest, name: str, choices: Container[str]) -> list[str]:
    """All choices that a parameter names, each once: given several times, or between commas.

    Raises BadInput.
    """
    parts = [part.strip() for text in request.GET.getlist(name) for part in text.split(",")]
    return [check_choice(part, name, choices) for part in dict.fromkeys(parts) if part]


def check_choice(text: str, name: str, choices: Container[str]) -> str:
    """The text, where it is one of the choices. Raises BadInput, or Moved where it was one before."""
    if text not in choices:
        if name in NAMING:
            NAMING[name](text)
        sentence = _("“%(text)s” is none of the choices for “%(name)s”.")
        raise BadInput(sentence % {"text": text[:SHOWN], "name": name})
    return text


def read_number(request: HttpRequest, name: str, most: int) -> int | None:
    """A whole number from 1 to `most`, or None where it is not given. Raises BadInput."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most):
        sentence = _("“%(text)s” is no whole number from 1 to %(most)s.")
        raise BadInput(sentence % {"text": text[:SHOWN], "most": most})
    return int(text)
