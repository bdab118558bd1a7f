"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
application = get_wsgi_application()

from coalition.config.warming import warm_up  # noqa: E402 - not before Django is set up

# All that can be loaded is, which takes 0.7 s of computing: a process that takes over from a dead one has
# its first visitors wait for less. Everything that lives as long as the process is left out of the collector's rounds:
# to look through it once more took 70 ms of one request in twenty-five.
warm_up()
gc.collect()
gc.freeze()
