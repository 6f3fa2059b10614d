"""What the introduction changes at the telephone: how often somebody has to be asked, before and after."""

from datetime import datetime

from routing.escalation.models import Anliegen, Consult
from socl.lib.spans import Span


def consulted(region: int, span: Span[datetime]) -> tuple[int, int]:
    """(Anliegen about which FiT or OS was asked, all Anliegen) of calls in an SC-Region (id). Kept for 90 days."""
    rows = Anliegen.objects.filter(call__region=region, opened_at__gte=span.start, opened_at__lt=span.end)
    asked = Consult.objects.filter(anliegen__in=rows).values("anliegen").distinct().count()
    return asked, rows.count()
