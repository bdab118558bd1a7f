"""What an address asks for. A value that cannot be is refused with one sentence, never guessed."""

from collections.abc import Container
from datetime import date, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.errors import BadInput
from coalition.web.dates import say_day

FIRST_DAY = date(2014, 1, 1)  # the year in which the war began; nothing here is older


def today() -> date:
    """Today, by the clock of the site (UTC)."""
    return timezone.now().date()


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
        raise BadInput(sentence % {"text": text[:40]}) from error
    last = today() + timedelta(days=1)
    if not FIRST_DAY <= day <= last:
        sentence = _("%(day)s lies outside what we cover: from %(first)s to %(last)s.")
        raise BadInput(
            sentence % {"day": say_day(day), "first": say_day(FIRST_DAY), "last": say_day(last)}
        )
    return day


def read_choice(request: HttpRequest, name: str, choices: Container[str]) -> str | None:
    """One of the choices that a parameter names, or None where it is not given. Raises BadInput."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    if text not in choices:
        sentence = _("“%(text)s” is none of the choices for “%(name)s”.")
        raise BadInput(sentence % {"text": text[:40], "name": name})
    return text
