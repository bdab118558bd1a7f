"""Coalition as a Django application, and the desk as Django's admin."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class CoalitionConfig(AppConfig):
    """One application: its folders are stages, not apps."""

    name = "coalition"
    default = True
    default_auto_field = "django.db.models.BigAutoField"


class DeskConfig(admin.AdminConfig):
    """The admin behind our own door."""

    default = False
    default_site = "coalition.login.site.DeskSite"
