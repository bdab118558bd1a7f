"""Old addresses: what they name is found under another name now, and they lead there for good."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from coalition import published


class Moved(Exception):
    """What an address names by `old` is named `now`. Every page answers it with its new address."""

    def __init__(self, old: str | int, now: str | int) -> None:
        super().__init__(f"{old} is {now} now")
        self.old, self.now = str(old), str(now)


def look_for_code(name: str) -> None:
    """Raises Moved where a country had this code before."""
    if now := published.find_former_code(name):
        raise Moved(name, now)


def look_for_slug(name: str) -> None:
    """Raises Moved where a proposal had this slug before."""
    if now := published.find_former_slug(name):
        raise Moved(name, now)


def lead_on(request: HttpRequest, moved: Moved) -> HttpResponse:
    """To the same page under the new name, with all else that was asked for. Raises Http404 where the
    address does not hold the old one."""
    match = request.resolver_match
    if match is None:
        raise Http404

    def rename(value: object) -> str:
        return moved.now if str(value).strip() == moved.old else str(value)

    query = request.GET.copy()
    for name, values in request.GET.lists():
        query.setlist(name, [",".join(map(rename, value.split(","))) for value in values])
    named = {name: rename(value) for name, value in match.kwargs.items()}
    path = reverse(match.view_name, kwargs=named)
    if path == request.path and query == request.GET:
        raise Http404
    return redirect(f"{path}?{query.urlencode(safe=',')}" if query else path, permanent=True)
