"""The next dates of the introduction: starts, meetings, measures, and what falls due."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from rollout.models import ChecklistItem, Massnahme, Meeting, WaveRegion
from rollout.rules.checklist import UNFINISHED

MOST = 10


@dataclass(frozen=True, order=True)
class Date:
    """One date: the day, where, and what."""

    on: date
    region: str
    words: str


def next_dates(rows: Collection[WaveRegion], today: date) -> list[Date]:
    """The next ten of these regions, from today on. Three queries however many regions."""
    ids = [row.pk for row in rows]
    found = [
        Date(row.planned_on, row.region.name, f"Geplanter Start, {row.programme.get_code_display()}")
        for row in rows
        if row.live_from is None and row.planned_on >= today
    ]
    meetings = Meeting.objects.filter(wave_region__in=ids, next_on__gte=today).order_by("next_on")
    names = ("next_on", "wave_region__region__name", "title")
    found += [Date(*values) for values in meetings.values_list(*names)[:MOST]]
    measures = Massnahme.objects.filter(wave_region__in=ids, planned_on__gte=today, done_on=None)
    names = ("planned_on", "wave_region__region__name", "title")
    found += [Date(*values) for values in measures.order_by("planned_on").values_list(*names)[:MOST]]
    due = (
        ChecklistItem.objects.filter(
            wave_region__in=ids, state__in=[s.value for s in UNFINISHED], due_on__gte=today
        )
        .values_list("due_on", "wave_region__region__name")
        .annotate(n=Count("pk"))
        .order_by("due_on", "wave_region__region__name")
    )
    found += [
        Date(on, region, f"{n} {'Punkt' if n == 1 else 'Punkte'} der Checklisten fällig")
        for on, region, n in due[:MOST]
    ]
    return sorted(found)[:MOST]
