"""Addresses: pages at the root, the editors' pages, the API, and five for machines: three that watch
us, browsers that tell of a broken policy, and whoever looks for our contact."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from coalition.config import csp_reports, health, metrics, security_txt

handler500 = "coalition.config.faults.show_fault"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path(csp_reports.ADDRESS.removeprefix("/"), csp_reports.take_reports, name="csp-reports"),
    path(".well-known/security.txt", security_txt.show_contact, name="security-txt"),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("api/", include("coalition.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("coalition.web.urls")),
]
