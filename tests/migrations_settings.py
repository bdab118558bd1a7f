"""The settings with the linter of migrations, which is for developers only: `make test` uses them."""

from coalition.config.settings import *  # noqa: F403
from coalition.config.settings import BASE_DIR
from coalition.config.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "sql_analyser": "postgresql",  # our backend for the local server has another name
    "project_root_path": str(BASE_DIR),
    "no_cache": True,
    "warnings_as_errors": [],  # all of them
    # All up to the release that brings the linter: no installation ran the code between two of them, so
    # that nothing could be in the way. The rules hold for what comes after.
    "ignore_name": [
        "0001_first",
        "0002_roles",
        "0003_model_calls",
        "0004_roles_see_model_calls",
        "0005_hosts",
        "0006_vintages",
        "0007_feeds_at_work",
        "0008_stories",
        "0009_keys_and_counts",
        "0010_words_changes_webhooks",
        "0011_search",
        "0012_desk",
        "0013_roles_at_the_desk",
        "0015_declined",
        "0016_write_marks",
        "0017_newest_stances_first",
    ],
}
