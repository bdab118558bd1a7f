"""Where raw pages lie beside the database, as PAGE_STORE says: a folder, or object storage."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

# A store that does not answer holds a worker up for so long, and the row that it holds.
CONNECT_SECONDS, READ_SECONDS, TRIES = 3, 10, 2
WRONG = "PAGE_STORE must be an address such as s3://bucket/folder or file:///srv/pages."

Faults = tuple[type[Exception], ...]


def describe_page_store(address: str, endpoint: str) -> tuple[dict[str, Any], Faults]:
    """The entry of Django's STORAGES for an address, and what it raises where it is away.

    `endpoint` is where an object storage answers that is not Amazon's. Its keys are those that boto3
    looks up itself (AWS_ACCESS_KEY_ID and others).
    """
    parts = urlsplit(address)
    if parts.scheme == "file" and not parts.netloc and Path(parts.path).is_absolute():
        backend = "django.core.files.storage.FileSystemStorage"
        return {"BACKEND": backend, "OPTIONS": {"location": parts.path}}, (OSError,)
    if parts.scheme != "s3" or not parts.hostname:
        raise ImproperlyConfigured(WRONG)
    try:
        from botocore.config import Config  # noqa: PLC0415 - an optional package
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415
    except ImportError as error:
        raise ImproperlyConfigured(
            "PAGE_STORE=s3://... needs the packages of requirements-storage.lock."
        ) from error
    options = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": endpoint or None,
        "default_acl": None,  # the bucket's own: nothing is public
        "client_config": Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": TRIES},
            signature_version="s3v4",
            s3={"addressing_style": "path" if endpoint else "auto"},
            request_checksum_calculation="when_required",  # newer sums than others know
            proxies={},  # those of the environment are for other things
        ),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}, (
        OSError,
        BotoCoreError,
        ClientError,
    )
