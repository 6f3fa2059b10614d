"""What a Service Center is asked about today: Anliegen by group, for the slot in its Lagebild."""

from collections import Counter
from datetime import datetime

from routing.escalation.models import Anliegen
from routing.escalation.rules.cells import LEAST
from routing.escalation.rules.groups import GROUP_LABELS, GROUP_OF
from socl.lib.workdays import berlin_day, berlin_midnight
from socl.orga.models import Unit


def groups_today(unit: Unit, at: datetime) -> list[tuple[str, str]]:
    """(group, how many) of the calls that came to a Service Center since midnight, in the order of the catalogue.

    Under five only that; no sum stands beside them from which they could be calculated. Rule RUF-21.
    """
    since = berlin_midnight(berlin_day(at))
    here = Anliegen.objects.filter(call__rufkreis__unit=unit, call__first_queued_at__gte=since)
    counts = Counter(GROUP_OF[code] for code in here.values_list("code", flat=True))
    return [(label, _shown(counts[group])) for group, label in GROUP_LABELS.items()]


def _shown(number: int) -> str:
    return str(number) if number >= LEAST or not number else f"unter {LEAST}"
