"""What machines that watch us are told, by whatever name they know us."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings as project

ASK = """
import django
django.setup()
from django.test import Client
for host in ("127.0.0.1:8000", "web:8000", "example.org"):
    print(host, *(Client().get(path, headers={"host": host}).status_code
                  for path in ("/healthz", "/readyz", "/metrics", "/")))
"""


def test_in_production_probes_are_answered_without_tls_and_without_our_host_name(
    tmp_path: Path,
) -> None:
    """A container's health check asks at 127.0.0.1, Prometheus by the container's name: both once got
    400, and the container was never healthy."""
    environment = os.environ | {
        "PRODUCTION": "1",
        "SECRET_KEY": "only for this test " * 3,
        "ALLOWED_HOSTS": "example.org",
        "CELERY_BROKER_URL": "redis://broker/0",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "DJANGO_SETTINGS_MODULE": "coalition.config.settings",
        "VAR_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=project.BASE_DIR, env=environment,
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "127.0.0.1:8000 200 503 404 400",
        "web:8000 200 503 404 400",
        "example.org 200 503 404 301",
    ]
