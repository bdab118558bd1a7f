"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
application = get_wsgi_application()

# All views now, which takes 0.4 s of computing: a process that takes over from a dead one has its first
# visitors wait for less. Everything that lives as long as the process is left out of the collector's rounds:
# to look through it once more took 70 ms of one request in twenty-five.
get_resolver().url_patterns  # noqa: B018 - read for what it loads
gc.collect()
gc.freeze()
