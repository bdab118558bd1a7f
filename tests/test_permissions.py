"""Who may use which address: a line for each that there is, tried by those who may and those who may not.

The roles are nested (tried here too), so the lowest that may is tried, and the one below it.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import URLPattern, get_resolver
from pytest_django import Settings

from coalition.models import Pin
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import quick_passwords, roles

__all__ = ["quick_passwords", "roles"]
pytestmark = pytest.mark.django_db

ANYONE, VIEWER, EDITOR, SENIOR, ADMINISTRATOR, KEY, NOBODY = (
    "anyone", "viewer", "editor", "senior-editor", "administrator", "key", "nobody"
)  # fmt: skip
LADDER = (ANYONE, VIEWER, EDITOR, SENIOR, ADMINISTRATOR, NOBODY)

# Each table of the desk: who sees it, adds to it, changes a row by hand, removes one.
TABLES = {
    "apikey": (ADMINISTRATOR, ADMINISTRATOR, NOBODY, NOBODY),
    "article": (VIEWER, NOBODY, EDITOR, NOBODY),
    "assignment": (VIEWER, NOBODY, NOBODY, NOBODY),
    "band": (VIEWER, NOBODY, NOBODY, NOBODY),
    "batch": (VIEWER, NOBODY, EDITOR, NOBODY),
    "change": (VIEWER, NOBODY, NOBODY, NOBODY),
    "correctionrequest": (VIEWER, NOBODY, EDITOR, NOBODY),
    "country": (VIEWER, NOBODY, ADMINISTRATOR, NOBODY),
    "delivery": (VIEWER, NOBODY, NOBODY, NOBODY),
    "difference": (VIEWER, NOBODY, EDITOR, NOBODY),
    "feed": (VIEWER, SENIOR, SENIOR, ADMINISTRATOR),
    "formername": (VIEWER, ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR),
    "group": (ADMINISTRATOR, NOBODY, NOBODY, NOBODY),
    "hoststate": (VIEWER, NOBODY, NOBODY, NOBODY),
    "hostvisit": (VIEWER, NOBODY, NOBODY, NOBODY),
    "job": (VIEWER, NOBODY, NOBODY, NOBODY),
    "likeness": (VIEWER, NOBODY, NOBODY, NOBODY),
    "membership": (VIEWER, SENIOR, SENIOR, SENIOR),
    "modelcall": (VIEWER, NOBODY, NOBODY, NOBODY),
    "offer": (VIEWER, NOBODY, NOBODY, NOBODY),
    "office": (VIEWER, SENIOR, SENIOR, SENIOR),
    "page": (VIEWER, NOBODY, NOBODY, NOBODY),
    "pin": (VIEWER, SENIOR, NOBODY, NOBODY),
    "position": (VIEWER, NOBODY, NOBODY, NOBODY),
    "proposal": (VIEWER, NOBODY, ADMINISTRATOR, NOBODY),
    "proposaldefinition": (VIEWER, ADMINISTRATOR, NOBODY, NOBODY),
    "proposalrelation": (VIEWER, NOBODY, NOBODY, NOBODY),
    "reading": (VIEWER, NOBODY, NOBODY, NOBODY),
    "requestcount": (VIEWER, NOBODY, NOBODY, NOBODY),
    "review": (VIEWER, NOBODY, NOBODY, NOBODY),
    "savedfilter": (VIEWER, NOBODY, NOBODY, NOBODY),
    "secondcoding": (VIEWER, NOBODY, EDITOR, NOBODY),
    "source": (VIEWER, NOBODY, SENIOR, NOBODY),
    "stance": (VIEWER, NOBODY, EDITOR, NOBODY),
    "stancecondition": (VIEWER, NOBODY, NOBODY, NOBODY),
    "story": (VIEWER, NOBODY, EDITOR, NOBODY),
    "storyreview": (VIEWER, NOBODY, NOBODY, NOBODY),
    "suggestion": (VIEWER, NOBODY, EDITOR, NOBODY),
    "user": (ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR, NOBODY),
    "waiting": (VIEWER, NOBODY, NOBODY, NOBODY),
    "webhook": (VIEWER, NOBODY, NOBODY, NOBODY),
    "worldevent": (VIEWER, SENIOR, SENIOR, SENIOR),
    "writemark": (VIEWER, NOBODY, NOBODY, NOBODY),
}
# The pages that Django gives each table: what is tried there, and which of the four may.
PAGES: dict[str, list[tuple[str, int]]] = {
    "": [("GET", 0)],
    "add/": [("POST", 1)],
    "<path:object_id>/": [],  # leads to the next
    "<path:object_id>/change/": [("GET", 0), ("POST", 2)],
    "<path:object_id>/history/": [("GET", 0)],
    "<path:object_id>/delete/": [("POST", 3)],
}
# The other addresses of the desk: who may ask, who may send.
DESK = {
    "": (VIEWER, VIEWER),
    "login/": (ANYONE, ANYONE),
    "second-factor/": (ANYONE, ANYONE),  # leads those without a password to the login
    "logout/": (ANYONE, ANYONE),  # leads those who are not logged in to the desk
    "password_change/": (VIEWER, VIEWER),
    "password_change/done/": (VIEWER, VIEWER),
    "autocomplete/": (NOBODY, VIEWER),  # without a field that completes: 405 to who sends
    "jsi18n/": (VIEWER, VIEWER),
    "r/<path:content_type_id>/<path:object_id>/": (VIEWER, VIEWER),
    "^(?P<app_label>coalition|auth)/$": (VIEWER, VIEWER),
    "(?P<url>.*)$": (VIEWER, VIEWER),
    "auth/user/<id>/password/": (ADMINISTRATOR, ADMINISTRATOR),
    "coalition/feed/coverage/": (VIEWER, VIEWER),
    "coalition/pin/<path:object_id>/end/": (SENIOR, SENIOR),
    "coalition/source/hosts/": (VIEWER, VIEWER),
    "coalition/source/hosts/add/": (SENIOR, SENIOR),
    "coalition/source/hosts/move/": (NOBODY, SENIOR),
    "coalition/stance/judge/": (VIEWER, VIEWER),
    "coalition/stance/filters/": (NOBODY, VIEWER),
    "coalition/stance/filters/<int:key>/forget/": (NOBODY, VIEWER),
    "coalition/stance/missed/<int:article_id>/": (EDITOR, EDITOR),
    "coalition/stance/<int:key>/gold/": (EDITOR, EDITOR),
    "coalition/stance/<int:key>/clause/": (EDITOR, EDITOR),
    "coalition/stance/<int:key>/versions/": (VIEWER, EDITOR),
    "coalition/waiting/my-day/": (EDITOR, EDITOR),
    "coalition/waiting/errors/": (VIEWER, VIEWER),
    "coalition/waiting/paste/": (EDITOR, EDITOR),
}
# What everybody may ask for; what takes what somebody sends stands below.
PUBLIC = {
    "", ".well-known/security.txt", "articles/<int:article_id>/", "changes/", "compare/", "countries/", "countries/<str:code>/",
    "cards/<str:code>.png", "cards/<str:code>/<slug:slug>.png", "cards/proposals/<slug:slug>.png",
    "countries/<str:code>/<slug:slug>/", "csp-reports", "embed/<str:code>/<slug:slug>/",
    "figures/<str:code>/<slug:slug>.<figure:kind>", "figures/map/<slug:slug>.<figure:kind>",
    "figures/compare.<drawing:kind>", "figures/strips/<slug:slug>.<drawing:kind>",
    "figures/months/<slug:slug>.<figure:kind>", "healthz", "i18n/setlang/", "methodology/", "metrics",
    "positions.csv", "proposals/", "proposals/<slug:slug>/", "proposals/<slug:slug>/coalition/",
    "quality/", "readyz", "revisions/", "search/", "search/silence/", "sensitivity/", "sources/", "status/",
    "stances/<int:stance_id>/", "stances/<int:stance_id>/correction/",
    "api/", "api/docs", "api/v1/", "api/v1/agreement/<code>", "api/v1/articles",
    "api/v1/articles/<int:article_id>", "api/v1/bulk", "api/v1/bulk/<str:edition>/<str:name>",
    "api/v1/changes", "api/v1/changes-since/<token>", "api/v1/coalition/<slug>", "api/v1/conditions",
    "api/v1/countries", "api/v1/coverage", "api/v1/countries/<code>", "api/v1/events", "api/v1/explain/<code>/<slug>",
    "api/v1/groups", "api/v1/lines", "api/v1/openapi.json",
    "api/v1/positions", "api/v1/proposals", "api/v1/proposals/<slug>", "api/v1/provenance/<int:stance_id>",
    "api/v1/search", "api/v1/sensitivity", "api/v1/series", "api/v1/sources", "api/v1/stances",
    "api/v1/stances/<int:stance_id>", "api/v1/stories", "api/v1/stories/<int:story_id>", "api/v1/tables",
}  # fmt: skip
WANTS_A_KEY = {
    "api/v1/pages/<int:page_id>": "GET",
    "api/v1/webhooks": "GET POST",
    "api/v1/webhooks/<int:webhook_id>": "GET",
    "api/v1/webhooks/replay": "POST",
    "api/v1/webhooks/end": "POST",
    "api/v1/articles": "POST",
}
TAKES_WHAT_ANYBODY_SENDS = {
    "csp-reports", "healthz", "readyz", "i18n/setlang/", "stances/<int:stance_id>/correction/",
    "api/", "api/v1/",  # both only lead to the page that explains the API
}  # fmt: skip


def list_routes(resolver: Any = None, before: str = "") -> Iterator[str]:
    """The patterns of all addresses; those of the desk begin with "DESK "."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            desk = ADMIN.removeprefix("/") + "/"
            yield f"DESK {route.removeprefix(desk)}" if route.startswith(desk) else route
        else:
            yield from list_routes(one, route)


def describe_table(route: str) -> tuple[str, str] | None:
    """The table and the kind of page of one of Django's own addresses of a table."""
    found = re.fullmatch(r"DESK (?:coalition|auth)/(\w+)/(.*)", route)
    return (found[1], found[2]) if found and found[2] in PAGES else None


def test_every_address_has_a_line_that_says_who_may_use_it() -> None:
    routes = set(list_routes())
    tables = {found[0] for route in routes if (found := describe_table(route))}
    others = {route for route in routes if not describe_table(route)}
    assert tables == set(TABLES)
    assert {one.removeprefix("DESK ") for one in others if one.startswith("DESK ")} == set(DESK)
    public = {one for one in others if not one.startswith("DESK ")}
    assert public == PUBLIC | set(WANTS_A_KEY)


def test_each_role_may_do_what_the_one_before_may(roles: None) -> None:
    held = [
        set(Group.objects.get(name=name).permissions.values_list("content_type", "codename"))
        for name in LADDER[1:-1]
    ]
    assert all(lower < higher for lower, higher in pairwise(held))


class People:
    """Somebody of each role, logged in, and somebody who is not."""

    def __init__(self) -> None:
        self.clients = {ANYONE: Client()}
        for role in LADDER[1:-1]:
            self.clients[role] = Client()
            self.clients[role].force_login(factories.make_person(role))

    def is_refused(self, role: str, method: str, address: str) -> bool:
        """Whether somebody of a role is refused, or sent to the login."""
        answer = self.clients[role].generic(method, address)
        assert answer.status_code < 500, address
        to_login = answer.status_code == 302 and answer["Location"].startswith(f"{ADMIN}/login/?")
        return to_login or answer.status_code in {401, 403}

    def check(self, lowest: str, method: str, address: str) -> str:
        """What is wrong with who may use an address; "" where the lowest role that may is this one."""
        place = LADDER.index(lowest)
        refused, admitted = LADDER[place - 1], LADDER[place]
        if place > 0 and not self.is_refused(refused, method, address):
            return f"{refused} is let in: {method} {address}"
        if lowest != NOBODY and self.is_refused(admitted, method, address):
            return f"{admitted} is refused: {method} {address}"
        return ""


def fill_keys(route: str, keys: dict[str, Any]) -> str:
    """An address of a route, with the row of its table where there is one."""
    fixed = {"^(?P<app_label>coalition|auth)/$": "coalition/", "(?P<url>.*)$": "nowhere/at/all"}
    if route in fixed:
        return fixed[route]
    names = (name for name in keys if f"{name}_id" in route or f"/{name}/" in route)
    return re.sub(r"<[^>]*>", str(keys.get(next(names, ""), 0)), route)


@pytest.fixture
def keys(roles: None) -> dict[str, Any]:
    """The keys of one row of those tables whose pages look for it before they ask who comes."""
    stance = factories.make_stance()
    pin = Pin.objects.create(
        country=stance.country,
        proposal=stance.proposal,
        position="opposed",
        first="2026-03-01",
        reason="A vote.",
        editor=User.objects.create_user("somebody"),
    )
    return {
        "stance": stance.pk,
        "article": stance.article_id,
        "story": stance.article.story_id if stance.article else 0,
        "pin": pin.pk,
        "user": pin.editor_id,
        "group": Group.objects.get(name="viewer").pk,
    }


def test_A09_who_may_use_the_tables_of_the_desk(keys: dict[str, Any]) -> None:
    people, wrong = People(), []
    for route in dict.fromkeys(list_routes()):
        if found := describe_table(route):
            address = f"{ADMIN}/{fill_keys(route.removeprefix('DESK '), keys)}"
            for method, column in PAGES[found[1]]:
                wrong.append(people.check(TABLES[found[0]][column], method, address))
    assert len(wrong) == 6 * len(TABLES)
    assert [one for one in wrong if one] == []


def test_A09_who_may_use_the_other_addresses_of_the_desk(keys: dict[str, Any]) -> None:
    people, wrong = People(), []
    for route, (asks, sends) in DESK.items():
        address = f"{ADMIN}/{fill_keys(route, keys)}"
        wrong += [people.check(asks, "GET", address), people.check(sends, "POST", address)]
    assert [one for one in wrong if one] == []


def test_A09_what_everybody_may_use_and_what_wants_a_key(
    keys: dict[str, Any], settings: Settings
) -> None:
    settings.API_PER_MINUTE = 1_000
    wrong, takes = [], set()
    for route in sorted(PUBLIC | set(WANTS_A_KEY)):
        address = "/" + fill_keys(route, keys)
        for method in ("GET", "POST"):
            status = Client().generic(method, address).status_code
            wants = method in WANTS_A_KEY.get(route, "").split()
            if (status == 401) != wants or status in {403, 429} or status >= 500:
                wrong.append(f"{status}: {method} {address}")
            if method == "POST" and status not in {401, 404, 405}:
                takes.add(route)
    assert wrong == []
    assert takes == TAKES_WHAT_ANYBODY_SENDS
