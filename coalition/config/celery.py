"""The Celery application. What the workers do stands in coalition/tasks.py."""

import logging
import os
import time
from pathlib import Path
from typing import Any

from celery import Celery, bootsteps
from django.conf import settings

from coalition.config.folder_broker import use_folder_broker

log = logging.getLogger(__name__)

LAST_PLACE = 19  # Linux knows none further back
AUTOGROUP = Path("/proc/self/autogroup")
# Linux takes one such order in a tenth of a second, of whomever: several workers may start at once.
TRIES, AGAIN_SECONDS = 20, 0.15


class StepBack(bootsteps.Step):  # type: ignore[misc]  # without types
    """Lets a worker, and the processes that it starts, compute only where others leave room."""

    def __init__(self, worker: Any, **kwargs: Any) -> None:
        super().__init__(worker, **kwargs)
        step_back(min(settings.WORKER_NICE, LAST_PLACE))


def step_back(nice: int) -> None:
    """Gives this process a place so far back; who was started further back stays there.

    Linux weighs sessions first and the processes within one afterwards (man 7 sched, "autogroup"), so a
    leader of a session steps back with all of it.
    """
    nice = max(nice, os.getpriority(os.PRIO_PROCESS, 0))
    os.setpriority(os.PRIO_PROCESS, 0, nice)
    if nice == 0 or os.getsid(0) != os.getpid() or not AUTOGROUP.exists():
        return
    for _ in range(TRIES):
        try:
            AUTOGROUP.write_text(str(nice))
        except BlockingIOError:
            time.sleep(AGAIN_SECONDS)
        except OSError as error:  # a closed /proc: this process alone steps back
            log.warning("the session did not step back: %s", error)
            return
        else:
            return


use_folder_broker()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
app = Celery("coalition")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(StepBack)
app.autodiscover_tasks(["coalition"])
