"""What all pages share: how an address is answered, and the moment that it is about."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coalition import published
from coalition.errors import BadInput
from coalition.published import CountryRecord, ProposalRecord
from coalition.replica import reading
from coalition.web.evidence import Move, describe_move
from coalition.web.labels import name_of, sort_name
from coalition.web.moment import Moment
from coalition.web.moved import Moved, lead_on, look_for_code, look_for_slug

View = Callable[..., HttpResponseBase]
NEWEST_CHANGES = 8  # below each page: four rows of two; /changes/ has the rest


def page(view: View) -> View:
    """A page: GET and HEAD only, sent packed to who can unpack it; what an address asks for wrongly is
    answered in words, with 400, and an old address with the new one."""

    @gzip_page
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with reading():
                return view(request, *args, **kwargs)
        except Moved as moved:
            return lead_on(request, moved)
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
    """The proposals in their order: those known at the moment, as they were known."""
    return published.list_proposals(moment.as_of)


def list_known_countries(moment: Moment) -> list[CountryRecord]:
    """The countries by their names: those known at the moment, as they were known."""
    return sorted(published.list_countries(moment.as_of), key=lambda one: sort_name(name_of(one)))


def name_known(moment: Moment) -> dict[str, str]:
    """The names of countries by code and of proposals by slug, as they were known at the moment."""
    return name_all(list_known_countries(moment), list_known_proposals(moment))


def find_country(code: str, moment: Moment) -> CountryRecord:
    """A country by its code in capitals. Raises Moved where it is named otherwise, Http404 where none was
    known at the moment."""
    # A name of letters and digits only: the database refuses to be asked for a zero byte.
    known = published.get_country(code, moment.as_of) if code.isalnum() else None
    if known is not None:
        return known
    found = published.get_country(code) if code.isalnum() else None
    if found is None:
        look_for_name(code)
        raise Http404(_("We follow no country with the code “%(code)s”.") % {"code": code[:20]})
    raise Http404(_("We did not follow %(name)s yet at that time.") % {"name": name_of(found)})


def look_for_name(given: str) -> None:
    """Raises Moved where something names a country otherwise than by its code: by its three-letter code,
    its name or a former code, in any letters."""
    asked = given.casefold().replace("-", " ")
    for one in published.list_countries():
        if asked in {name.casefold() for name in (one.code, one.alpha3, one.name_en, one.name_it)}:
            raise Moved(given, one.code)
    look_for_code(given)


def find_proposal(slug: str, moment: Moment) -> ProposalRecord:
    """A proposal by its slug. Raises Moved where it has another one now, Http404 where none was known at
    the moment."""
    known = published.get_proposal(slug, moment.as_of)
    if known is not None:
        return known
    found = published.get_proposal(slug)
    if found is None:
        look_for_slug(slug)
        raise Http404(_("We follow no proposal called “%(slug)s”.") % {"slug": slug[:40]})
    raise Http404(_("We did not follow %(name)s yet at that time.") % {"name": name_of(found)})
