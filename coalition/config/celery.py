"""The Celery application. What the workers do stands in coalition/tasks.py."""

import os

from celery import Celery

from coalition.config.folder_broker import use_folder_broker

use_folder_broker()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
app = Celery("coalition")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["coalition"])
