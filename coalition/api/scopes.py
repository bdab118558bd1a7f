"""What a client may do by its key."""

from django.http import HttpRequest
from ninja.errors import HttpError

from coalition.access import Client
from coalition.vocabulary import KeyScope

CLIENT = "coalition.client"  # its place in request.META; `limits` puts it there
NO_KEY = (
    'This needs a key of scope "{scope}", sent as "Authorization: Bearer ..."; editors issue them.'
)
OTHER_KEY = 'This needs a key of scope "{scope}"; yours has scope "{own}".'


def require_scope(request: HttpRequest, scope: KeyScope) -> Client:
    """Who asks, with a key of this scope. Raises HttpError 401 without a key, 403 with another."""
    client: Client | None = request.META.get(CLIENT)
    if client is None:
        raise HttpError(401, NO_KEY.format(scope=scope.value))
    if not client.scope.allows(scope):
        raise HttpError(403, OTHER_KEY.format(scope=scope.value, own=client.scope.value))
    return client
