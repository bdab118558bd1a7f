"""Which bell rings when, and in which queue. Bells say only "look": what is to be done stands in rows."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab

# Whatever may take long has a queue, and in production a worker, of its own: who waits for the web, who
# reads what came, who weighs lines, who builds files, who tells receivers; none starves another. What
# takes milliseconds is the clock's. A worker that is started for no queue in particular serves all.
CLOCK = "clock"
SLOW = ("fetch", "read", "weigh", "export", "tell")
QUEUES = {name: {"routing_key": name} for name in (CLOCK, *SLOW)}
ROUTES = {f"coalition.tasks.{name}": {"queue": name} for name in SLOW}
# Old bells are worth nothing: they expire. When each feed is due stands on its row.
SCHEDULE: dict[str, dict[str, Any]] = {
    "tick": {"task": "coalition.tasks.tick", "schedule": 15.0, "options": {"expires": 15}},
    "sweep": {"task": "coalition.tasks.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "clean": {"task": "coalition.tasks.clean", "schedule": 3600.0, "options": {"expires": 600}},
    "tell": {"task": "coalition.tasks.tell", "schedule": 30.0, "options": {"expires": 30}},
    # At night in Europe. A day that is missed is made up for by the next one.
    "export": {"task": "coalition.tasks.export", "schedule": crontab(hour=2, minute=10)},
    "weigh": {"task": "coalition.tasks.weigh", "schedule": 30.0, "options": {"expires": 30}},
    # After midnight another day is today.
    "weigh_again": {
        "task": "coalition.tasks.weigh_again",
        "schedule": crontab(hour=0, minute=5),
        "options": {"expires": 6 * 3600},
    },
    # The sample of the week that has ended is drawn once, on its Monday or the first day that it can be.
    "sample": {
        "task": "coalition.tasks.sample",
        "schedule": crontab(minute=15, hour=1),
        "options": {"expires": 6 * 3600},
    },
}


def describe_broker(url: str, folder: Path) -> dict[str, Any]:
    """Celery's options for a broker; `folder` is where the local one, of plain files, lies."""
    scheme = urlsplit(url).scheme
    options: dict[str, dict[str, Any]] = {
        "filesystem": {
            "polling_interval": 0.1,  # the default of 1 s means two tasks a second
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "processed_folder": str(folder / "processed"),
            "control_folder": str(folder / "control"),
        },
        "redis": {
            "visibility_timeout": 600,  # longer than any task may run
            "socket_connect_timeout": 1,
            # A broker that takes connections and says nothing held a reply up for more than a minute.
            # Workers wait for a message a second at a time (kombu), so this is no limit to them.
            "socket_timeout": 2,
            "health_check_interval": 25,
        },
        "amqp": {"confirm_publish": True},
    }
    return options.get({"rediss": "redis", "amqps": "amqp"}.get(scheme, scheme), {})
