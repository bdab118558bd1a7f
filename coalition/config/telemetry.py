"""Faults to Sentry and spans to OpenTelemetry, each where it is set. Their packages are an extra:
nothing of them is imported otherwise.

What leaves the house is where and how something failed, and how long what took: no words of articles,
no values of variables, no addresses of readers.
"""

import hashlib
import logging
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from coalition.runs import current_run

NAME = "coalition"
NANOSECONDS = 1_000_000_000
OFF: Any = {"mode": "off"}


def require_package(module: str, package: str, variable: str) -> None:
    """Raises ImproperlyConfigured where a setting needs a package that is not installed."""
    if find_spec(module) is None:
        raise ImproperlyConfigured(
            f"{variable} needs the package {package}: install requirements-watching.lock, or unset it."
        )


def start_sentry(dsn: str) -> None:
    """Sends faults to Sentry: the log's errors, and what no view or task caught."""
    require_package("sentry_sdk", "sentry-sdk", "SENTRY_DSN")
    import sentry_sdk  # noqa: PLC0415 - an extra
    from sentry_sdk.utils import BadDsn  # noqa: PLC0415

    try:
        sentry_sdk.init(
            dsn=dsn,
            data_collection={
                "user_info": False,
                "cookies": OFF,
                "http_headers": {"request": OFF},
                "http_bodies": [],
                "url_query_params": OFF,  # what people search for
                "database_query_data": False,
                "queues": False,
                "stack_frame_variables": False,  # they hold texts of articles, and keys
            },
            max_breadcrumbs=0,  # the log's lines and queries before it
        )
    except BadDsn as error:
        raise ImproperlyConfigured("SENTRY_DSN is no address of a Sentry project.") from error


def describe_spans() -> dict[str, Any]:
    """A handler for Django's LOGGING, which makes spans of lines that tell how long something took."""
    require_package(
        "opentelemetry.exporter.otlp.proto.http" if find_spec("opentelemetry") else "opentelemetry",
        "opentelemetry-exporter-otlp-proto-http",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
    )
    return {"()": SpanHandler, "level": "DEBUG"}


class SpanHandler(logging.Handler):
    """Each request and each job as a span, all of one run in one trace: from a feed's poll to the lines
    that it moved, across processes, without a header that had to travel along."""

    def __init__(self) -> None:
        super().__init__()
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - an extra
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        # Where to, and with which headers, the exporter reads from the standard's own variables.
        self.provider = TracerProvider(resource=Resource.create({"service.name": NAME}))
        self.provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self.tracer = self.provider.get_tracer(NAME)

    def emit(self, record: logging.LogRecord) -> None:
        """Makes a span of a line that tells its seconds; any other is none."""
        told: dict[str, Any] = getattr(record, "told", {})
        if "seconds" not in told:
            return
        from opentelemetry import trace  # noqa: PLC0415 - an extra

        run = current_run()
        parent = trace.SpanContext(
            trace_id=number(f"trace {run}", 16),
            span_id=number(f"span {run}", 8),
            is_remote=True,
            trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
        )
        end = int(record.created * NANOSECONDS)
        span = self.tracer.start_span(
            str(told.get("kind") or told.get("route") or record.getMessage()),
            context=trace.set_span_in_context(trace.NonRecordingSpan(parent)),
            start_time=end - int(told["seconds"] * NANOSECONDS),
            attributes={name: value for name, value in told.items() if name != "path"}
            | {"run": run},
        )
        span.end(end)


def number(text: str, length: int) -> int:
    """So many bytes of a digest, as a number that is not zero."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:length]) or 1
