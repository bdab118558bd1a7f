"""Addresses: pages at the root, the editors' pages, the API, and two for machines that watch us."""

from django.contrib import admin
from django.urls import include, path

from coalition.config import health

handler500 = "coalition.config.faults.show_fault"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/", include("coalition.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("coalition.web.urls")),
]
