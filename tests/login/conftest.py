"""People with their roles, as at the desk."""

from tests.admin.conftest import log_in, quick_passwords, roles

__all__ = ["log_in", "quick_passwords", "roles"]
