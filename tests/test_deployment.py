"""The production files need a container engine (`make compose-check`); that they fit the settings, and what an
engine would refuse, is checked here."""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery import current_app
from django.conf import settings
from django.core.management import call_command

import coalition.tasks  # noqa: F401 - so that Celery knows them
from coalition.api.writing import AROUND, ESCAPED
from coalition.config.settings import DATABASE_OPTIONS
from coalition.errors import BadInput
from coalition.management.commands.describe_settings import read_variables

ROOT = settings.BASE_DIR


class Strict(yaml.SafeLoader):
    """Refuses a key that is given twice, as Compose does and yaml itself does not."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping; what is merged into it may be given anew."""
        keys = [key.value for key, _ in node.value if key.value != "<<"]
        assert len(keys) == len(set(keys)), f"given twice: {sorted(keys)}{node.start_mark}"
        return super().construct_mapping(node, deep)


COMPOSE = yaml.load((ROOT / "docker-compose.yml").read_text(), Strict)
EXAMPLE = (ROOT / ".env.example").read_text()
NAMES_IN_EXAMPLE = set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE))
# What the services' own images read, not our settings.
OF_THE_DATABASE_IMAGE = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
# What boto3 reads itself.
OF_OBJECT_STORAGE = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"}
WORKERS = {"worker", "fetcher", "weigher", "exporter", "teller", "clock"}


def read_names_of_settings() -> set[str]:
    """Each variable that our Python code reads from the environment."""
    code = "".join(file.read_text() for file in (ROOT / "coalition" / "config").rglob("*.py"))
    pattern = r'(?:environ\.get\(|environ\[|read_flag\(|read_number\(|read_amount\(|read_list\(|read_database\(|REQUIRED = \()\s*"([A-Z_]+)"'
    required = re.search(r"REQUIRED = \(([^)]*)\)", code)
    assert required is not None
    return set(re.findall(pattern, code)) | set(re.findall(r'"([A-Z_]+)"', required[1]))


def read_queues(service: dict[str, Any]) -> list[str]:
    """The queues that a service serves."""
    command = service["command"]
    queues: list[str] = command[command.index("--queues") + 1].split(",")
    return queues


def test_every_variable_that_compose_sets_is_read_by_the_settings() -> None:
    """A misspelt name would be silently ignored."""
    for name, service in COMPOSE["services"].items():
        given = set(service.get("environment", {}))
        known = (
            OF_THE_DATABASE_IMAGE
            if name == "database"
            else read_names_of_settings() | OF_OBJECT_STORAGE
        )
        assert given - known == set(), name


def test_every_variable_that_compose_asks_for_is_in_the_example() -> None:
    """Who copies the example, has them all."""
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked - NAMES_IN_EXAMPLE == set()


def test_every_variable_that_the_settings_read_is_in_the_example() -> None:
    """The example is the list of what can be set."""
    read = read_names_of_settings() - {"DJANGO_SETTINGS_MODULE"}
    assert read - NAMES_IN_EXAMPLE == set()


def test_every_variable_of_the_example_is_read() -> None:
    """One that nothing reads would be set in vain."""
    compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert NAMES_IN_EXAMPLE - read_names_of_settings() - compose == set()


def test_the_page_of_settings_is_what_the_example_says() -> None:
    """`make docs` writes it again."""
    out = StringIO()
    call_command("describe_settings", stdout=out)
    assert (ROOT / "docs" / "settings.md").read_text() == out.getvalue()
    with pytest.raises(BadInput, match="line 3: B has no explanation"):
        list(read_variables("# What A is.\nA=1\nB=2"))


def test_no_secret_has_a_default_in_compose_or_example() -> None:
    """A default secret is a public one."""
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        assert f"{name}=\n" in EXAMPLE
        assert re.findall(rf"\$\{{{name}(:?-)", text) == []


def test_every_service_that_keeps_running_has_a_health_check() -> None:
    """What cannot be told to be ill is never restarted."""
    services = COMPOSE["services"]
    lasting = {name for name, service in services.items() if service.get("restart") != "no"}
    assert {name for name in lasting if "healthcheck" not in services[name]} == set()
    assert lasting == {"database", "broker", "web", "proxy", "beat", *WORKERS}


def test_each_queue_has_a_worker_of_its_own_and_nobody_else() -> None:
    """One that serves two lets the slower one starve the other; one that is forgotten is never served."""
    served = [read_queues(COMPOSE["services"][name]) for name in WORKERS]
    assert sorted(served) == sorted([queue] for queue in settings.CELERY_TASK_QUEUES)
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert routed | {settings.CELERY_TASK_DEFAULT_QUEUE} == set(settings.CELERY_TASK_QUEUES)
    assert settings.CELERY_TASK_ROUTES.keys() <= set(current_app.tasks)


def test_data_lives_in_named_volumes() -> None:
    """A recreated container loses nothing."""
    assert set(COMPOSE["volumes"]) == {"database", "broker", "exports"}
    assert COMPOSE["services"]["database"]["volumes"] == ["database:/var/lib/postgresql/data"]
    # Workers build the bulk files, web serves them.
    for name in ("web", "exporter"):
        assert COMPOSE["services"][name]["volumes"] == ["exports:/app/var/exports"]


def test_the_image_does_not_run_as_root_and_copies_only_what_it_needs() -> None:
    """The last stage ends as a user without rights."""
    lines = Path(ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER coalition"]
    copied = {line.split()[1] for line in lines if line.startswith("COPY") and "--from" not in line}
    assert copied == {
        "${REQUIREMENTS}", "manage.py", "clients", "coalition", "seeds", "static", "templates",
    }  # fmt: skip
    locks = {f"requirements{more}.lock" for more in ("", "-watching", "-storage")}
    taken = (copied - {"${REQUIREMENTS}"}) | locks
    assert all((ROOT / name).exists() for name in taken)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == taken


def test_the_proxy_buffers_and_says_who_asks_and_how() -> None:
    """What TRUST_PROXY believes is what the proxy sets; nobody reaches web around it."""
    proxy, web = COMPOSE["services"]["proxy"], COMPOSE["services"]["web"]
    assert "ports" not in web
    assert COMPOSE["x-app"]["environment"]["TRUST_PROXY"] == "1"
    assert "./deploy/nginx.conf:/etc/nginx/conf.d/default.conf:ro" in proxy["volumes"]
    lines = (ROOT / "deploy" / "nginx.conf").read_text().splitlines()
    said = {line.strip().partition(";")[0] for line in lines}
    assert {
        "proxy_request_buffering on",
        "proxy_set_header Host $host",
        "proxy_set_header X-Forwarded-For $remote_addr",
        "proxy_set_header X-Forwarded-Proto $scheme",
        "set $web http://web:8000",
    } <= said
    most = next(line.split()[1] for line in said if line.startswith("client_max_body_size"))
    assert int(most.removesuffix("m")) * 1_000_000 > settings.INGEST_MAX_BYTES * ESCAPED + AROUND
    seconds = next(line.split()[1] for line in said if line.startswith("proxy_read_timeout"))
    statement = int(str(DATABASE_OPTIONS["options"]).partition("statement_timeout=")[2].split()[0])
    assert int(seconds.removesuffix("s")) * 1000 > statement


def test_the_proxy_says_nothing_twice() -> None:
    """Our file is read within the image's own `http { … }`, and the server does not start where both say
    the same."""
    said_by_the_image = {
        "default_type", "log_format", "access_log", "sendfile", "keepalive_timeout",
    }  # fmt: skip
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    ours = re.findall(r"^(\w+) ", text, re.MULTILINE)
    assert "server" in ours
    assert set(ours) & said_by_the_image == set()


def test_every_queue_has_a_worker_and_every_task_a_queue() -> None:
    """What no worker listens to would wait for ever."""
    commands = [service.get("command", []) for service in COMPOSE["services"].values()]
    served = {
        queue
        for command in commands
        if "--queues" in command
        for queue in command[command.index("--queues") + 1].split(",")
    }
    assert served == set(settings.CELERY_TASK_QUEUES)
    assert {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} <= served
    assert "--appendonly" in COMPOSE["services"]["broker"]["command"]
    assert COMPOSE["services"]["broker"]["volumes"] == ["broker:/data"]


def test_the_image_collects_its_static_files_as_production_serves_them(tmp_path: Path) -> None:
    """Without the hashed names of production's storage every page would fail."""
    step = re.search(
        r"&& (PRODUCTION=1 .*?collectstatic --noinput)",
        (ROOT / "Dockerfile").read_text(),
        re.DOTALL,
    )
    assert step is not None
    command = (
        step[1].replace("\\\n", " ").replace("python manage.py", f"{sys.executable} manage.py")
    )
    environment = os.environ | {"VAR_DIR": str(tmp_path)}
    subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    assert (tmp_path / "static" / "staticfiles.json").exists()
