"""Addresses that are a setting, as tests ask for them."""

from django.conf import settings

ADMIN = f"/{settings.ADMIN_PATH}"
