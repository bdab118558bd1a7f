"""How it is put together: settings, addresses, Celery, the web server's entry, the local database."""

from coalition.config.celery import app as celery_app

__all__ = ["celery_app"]
