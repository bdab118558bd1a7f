"""Who asks, how often, and with which key: counted before anything is read or believed.

A request without a key counts for its address. One with a key counts for the address's tries first,
whatever the key is, so that guessing is bounded; then for the key itself.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from coalition import access, replica
from coalition.access import Client, Spent, Written
from coalition.api import problems
from coalition.api.scopes import CLIENT
from coalition.vocabulary import KeyScope

COUNT = "coalition.count"  # its place in request.META
WRONG_KEY_COST = 20  # tries: nobody mistypes a key often, and a guess costs us a look-up
SCHEME = "bearer"
WRONG_KEY = "This key is unknown, expired or revoked; leave it out to read without one."


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted against which limit."""

    policy: str
    limit: int
    spent: Spent

    @property
    def exceeded(self) -> bool:
        """Whether this request is one too many."""
        return self.spent.spent > self.limit


def admit(request: HttpRequest) -> HttpResponse | None:
    """Counts a request and recognises its key; a problem where it is one too many or the key is wrong."""
    address, given = access.read_address(request), request.headers.get("Authorization")
    if given is None:
        return count(request, "address", address, settings.API_PER_MINUTE)
    tries = settings.API_PER_MINUTE_WITH_KEY
    if refusal := count(request, "tries", address, tries):
        return refusal
    scheme, _, text = given.partition(" ")
    client = access.recognise_key(text.strip()) if scheme.lower() == SCHEME else None
    if client is None:
        count(request, "tries", address, tries, WRONG_KEY_COST - 1)
        return problems.make_problem(request, 401, WRONG_KEY)
    request.META[CLIENT] = client
    return count(request, "key", str(client.id), settings.API_PER_MINUTE_WITH_KEY)


def count(
    request: HttpRequest, policy: str, who: str, limit: int, cost: int = 1
) -> HttpResponse | None:
    """Counts a request by one policy; a problem where that was one too many."""
    found = Count(policy, limit, access.count_request(f"{policy}:{who}", cost))
    request.META[COUNT] = found
    if not found.exceeded:
        return None
    said = f"More than {limit} requests in this minute; go on in {found.spent.seconds} seconds."
    response = problems.make_problem(request, 429, said)
    response["Retry-After"] = str(found.spent.seconds)
    return response


def add_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    """How many requests are left, and until when (IETF draft ratelimit-headers, version 10)."""
    found: Count | None = request.META.get(COUNT)
    if found is None:
        return
    left, seconds = max(0, found.limit - found.spent.spent), found.spent.seconds
    response["RateLimit-Policy"] = f'"{found.policy}";q={found.limit};w={access.WINDOW_SECONDS}'
    response["RateLimit"] = f'"{found.policy}";r={left};t={seconds}'


def read_written(request: HttpRequest) -> Written:
    """What had been written when a request was counted; where a replica is read, what had come there."""
    if replica.is_read():
        return access.read_written()
    found: Count = request.META[COUNT]
    return found.spent.written


def may_write(request: HttpRequest) -> bool:
    """Whether a request showed a key that is for more than reading."""
    client: Client | None = request.META.get(CLIENT)
    return client is not None and client.scope is not KeyScope.READ


def ask_for_key(response: HttpResponseBase) -> None:
    """Adds the header that every 401 bears (RFC 9110, 11.6.1)."""
    response["WWW-Authenticate"] = 'Bearer realm="api"'
