"""What all pages share: how an address is answered, and the moment that it is about."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coalition import published, vintages
from coalition.errors import BadInput
from coalition.published import CountryRecord, ProposalRecord
from coalition.replica import reading
from coalition.web.evidence import Move, describe_move
from coalition.web.labels import name_of
from coalition.web.moment import Moment

View = Callable[..., HttpResponseBase]
NEWEST_CHANGES = 8  # below each page: four rows of two; /changes/ has the rest


def page(view: View) -> View:
    """A page: GET and HEAD only, sent packed to who can unpack it; what an address asks for wrongly is
    answered in words, with 400."""

    @gzip_page
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with reading():
                return view(request, *args, **kwargs)
        except BadInput as error:
            return render(request, "web/bad_request.html", {"sentence": str(error)}, status=400)

    return answer


def show(request: HttpRequest, template: str, moment: Moment, **context: Any) -> HttpResponse:
    """The page `web/TEMPLATE.html` at a moment."""
    return render(request, f"web/{template}.html", {"moment": moment, **context})


def name_all(*records: Iterable[CountryRecord] | Iterable[ProposalRecord]) -> dict[str, str]:
    """The names of countries by code and of proposals by slug; the two never collide."""
    return {
        one.code if isinstance(one, CountryRecord) else one.slug: name_of(one)
        for group in records
        for one in group
    }


def list_moves(names: dict[str, str], **wanted: Any) -> list[Move]:
    """Changes ready to be shown."""
    return [describe_move(change, names) for change in published.list_changes(**wanted)]


def list_known_proposals(moment: Moment) -> list[ProposalRecord]:
    """The proposals in their order: those known at the moment, with their horizons of then."""
    found = published.list_proposals()
    if moment.as_of is None:
        return found
    horizons = vintages.list_horizons(moment.as_of)
    return [replace(one, horizon_days=horizons[one.slug]) for one in found if one.slug in horizons]


def list_known_countries(moment: Moment) -> list[CountryRecord]:
    """The countries by their names: those known at the moment."""
    found = sorted(published.list_countries(), key=name_of)
    if moment.as_of is None:
        return found
    codes = set(published.list_codes(moment.as_of))
    return [one for one in found if one.code in codes]


def find_country(code: str, moment: Moment) -> CountryRecord:
    """A country by its code in capitals. Raises Http404 where none was known at the moment."""
    # A name of letters and digits only: the database refuses to be asked for a zero byte.
    found = published.get_country(code) if code.isalnum() else None
    if found is None:
        raise Http404(_("We follow no country with the code “%(code)s”.") % {"code": code[:20]})
    if moment.as_of and found.code not in published.list_codes(moment.as_of):
        raise Http404(_("We did not follow %(name)s yet at that time.") % {"name": name_of(found)})
    return found


def find_proposal(slug: str, moment: Moment) -> ProposalRecord:
    """A proposal by its slug. Raises Http404 where none was known at the moment."""
    known = next((one for one in list_known_proposals(moment) if one.slug == slug), None)
    if known is not None:
        return known
    found = published.get_proposal(slug)
    if found is None:
        raise Http404(_("We follow no proposal called “%(slug)s”.") % {"slug": slug[:40]})
    raise Http404(_("We did not follow %(name)s yet at that time.") % {"name": name_of(found)})
