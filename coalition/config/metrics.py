"""Figures for Prometheus: how it fares, and how long requests took. DECISIONS.md says who may read them."""

import hmac
import os
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from coalition.watching import Figures, read_figures

# Around what pages are promised to take: 0.3 s for 95 of 100.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
COUNTED = CollectorRegistry()
REQUESTS = Histogram(
    "coalition_request_seconds",
    "How long requests took to answer.",
    ["method", "route", "status"],
    buckets=BUCKETS,
    registry=COUNTED,
)
QUEUES = {
    "due": "Jobs that are due and that nobody has taken.",
    "oldest": "Seconds that the oldest due job is late.",
    "running": "Jobs that workers hold.",
    "failing": "Jobs that failed and wait for another try.",
    "quarantined": "Jobs that are set aside until an editor looks.",
}
NUMBERS = {
    "feeds": "Feeds that are read.",
    "feeds_failing": "Feeds whose last reading failed.",
    "feeds_late": "Feeds that are due for more than 15 minutes: nobody reads them.",
    "readings": "The newest readings of articles, at most 1,000, that the next two look at.",
    "claims": "Claims of these readings whose quote stands in the text.",
    "refused": "Claims of these readings that were refused.",
    "waiting": "Statements that wait for a review.",
    "deliveries_due": "Deliveries to webhooks that are due.",
    "webhook_failures": "Failures in a row of the webhooks that are not stopped.",
    "webhooks_stopped": "Webhooks that were stopped.",
}
# Of these the instant is told: how long ago it was, is Prometheus's to say. None where there was none.
INSTANTS = {
    "newest_reading": "When a feed was last read with success.",
    "newest_article": "When the newest article was stored.",
    "newest_export": "The instant of the newest bulk files.",
    "waiting_since": "Since when the oldest statement waits for a review.",
}


class FiguresCollector(Collector):
    """The figures of the database; without one, that there is none."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge a figure, and whether the database answered."""
        up = GaugeMetricFamily("coalition_database_up", "Whether the database answers.")
        try:
            figures = read_figures()
        except DatabaseError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from write_gauges(figures)


def write_gauges(figures: Figures) -> Iterable[GaugeMetricFamily]:
    """Each figure under its name."""
    for name, words in QUEUES.items():
        unit = "_seconds" if name == "oldest" else ""
        gauge = GaugeMetricFamily(f"coalition_jobs_{name}{unit}", words, labels=["lane", "kind"])
        for queue in figures.queues:
            gauge.add_metric([queue.lane, queue.kind.value], getattr(queue, name))
        yield gauge
    for name, words in NUMBERS.items():
        yield GaugeMetricFamily(f"coalition_{name}", words, value=getattr(figures, name))
    for name, words in INSTANTS.items():
        gauge = GaugeMetricFamily(f"coalition_{name}_timestamp_seconds", words)
        at: datetime | None = getattr(figures, name)
        if at is not None:
            gauge.add_metric([], at.timestamp())
        yield gauge


def note_request(method: str, route: str, status: int, seconds: float) -> None:
    """Counts a request and its duration."""
    known = method if method in METHODS else "other"
    REQUESTS.labels(known, route, str(status)).observe(seconds)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who shows METRICS_TOKEN; where none is set, the address is not there."""
    if not settings.METRICS_TOKEN:
        return HttpResponseNotFound()
    given = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUESTS)
    registry.register(FiguresCollector())
    said = generate_latest(registry)
    return HttpResponse(
        said, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )
