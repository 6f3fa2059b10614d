"""Figures for those who watch the house, in Prometheus' format: how much, how fast, how full; never who.

Each process counts for itself; with METRICS_DIR (settings.py) the processes of a machine share their counts there.
Source: Prometheus text exposition format 0.0.4.
"""

import os
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as written
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from routing.rufkreis.queries.figures import live_figures
from socl.core import clock
from socl.post.queries import overview

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 30.0)
REQUESTS = Counter("socl_requests", "Answered requests", ["face", "status"])
SECONDS = Histogram("socl_request_seconds", "Time to the answer", ["face"], buckets=BUCKETS)


class Present(Collector):
    """What the database holds at this moment: sums over the whole house, no unit and no person."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """One gauge per figure."""
        at = clock.now()
        for name, (words, value) in {**live_figures(at), **_post(at)}.items():
            yield GaugeMetricFamily(f"socl_{name}", words, value=value)


def _post(at: datetime) -> dict[str, tuple[str, float]]:
    found = overview(at)
    age = (at - found.oldest).total_seconds() if found.oldest else 0.0
    return {
        "post_dead": ("Messages that could not be delivered", len(found.dead)),
        "post_oldest_due_seconds": ("How long the oldest due message has been waiting", age),
    }


def observe(face: str, status: int, seconds: float) -> None:
    """Count one request."""
    REQUESTS.labels(face, f"{status // 100}xx").inc()
    SECONDS.labels(face).observe(seconds)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures; only for whoever knows METRICS_TOKEN, and nowhere if there is none."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Present())
    counted = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return HttpResponse(written(counted) + written(registry), content_type=CONTENT_TYPE_LATEST)
