"""Coalition as a Django application."""

from django.apps import AppConfig


class CoalitionConfig(AppConfig):
    """One application: its folders are stages, not apps."""

    name = "coalition"
    default_auto_field = "django.db.models.BigAutoField"
