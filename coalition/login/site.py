"""The desk as a site of the admin: who may come in is asked at each of its addresses, here."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from coalition import second_factor
from coalition.login.factor import read_next, show_factor
from coalition.login.forms import LoginForm
from coalition.login.sessions import limit_session

View = Callable[..., HttpResponseBase]

MAY_WORK = "coalition.may_work"  # its place in request.META


class DeskSite(AdminSite):
    """Asks for password and second factor, and ends sessions that are old."""

    login_form = LoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person of a request may work at the desk; pages ask several times."""
        if MAY_WORK not in request.META:
            request.META[MAY_WORK] = second_factor.may_work(request.user)
        return bool(request.META[MAY_WORK])

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """The view behind the door."""
        return limit_session(super().admin_view(view, cacheable))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own = never_cache(sensitive_post_parameters()(limit_session(self.second_factor)))
        return [path("second-factor/", own, name="second_factor"), *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The login; who gave his password already is asked for his second factor."""
        if request.method == "GET" and is_waiting(request) and not self.has_permission(request):
            address = reverse("admin:second_factor")
            return HttpResponseRedirect(f"{address}?{urlencode({'next': read_next(request)})}")
        return super().login(request, extra_context)

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """The page of the second factor, for those who gave their password."""
        if not is_waiting(request):
            return HttpResponseRedirect(reverse("admin:login"))
        return show_factor(request, self.each_context(request))


def is_waiting(request: HttpRequest) -> bool:
    """Whether a member of the staff gave his password."""
    return bool(request.user.is_active and request.user.is_staff)
