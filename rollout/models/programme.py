"""Programmes, their waves, and the SC-Regionen in them. Every region is in one wave of a programme."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from socl.orga.models import ProgrammeCode, Unit


class Programme(models.Model):
    """One introduction that a directive orders, with the span its planned days must lie in (both days included)."""

    code = models.CharField(max_length=10, choices=ProgrammeCode, unique=True)
    name = models.CharField(max_length=120)
    directive = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="programme_span"),
            models.UniqueConstraint(fields=["id", "starts_on", "ends_on"], name="programme_span_key"),
        ]

    def __str__(self) -> str:
        return self.name


class Beteiligung(models.Model):
    """A representation that takes part in a programme (section 6 of the directives); ``on`` where the day is known."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="beteiligungen")
    body = models.CharField(max_length=60)
    on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "body"], name="beteiligung_once"),
        ]

    def __str__(self) -> str:
        return self.body


class Wave(models.Model):
    """One wave of a programme; the regions in it have their own days."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="waves")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    directorates = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="wave_number_once"),
            models.UniqueConstraint(fields=["id", "programme"], name="wave_key"),
        ]

    def __str__(self) -> str:
        return f"Welle {self.number}"


class WaveRegionQuerySet(models.QuerySet[Any]):
    """Regions in their waves."""

    def whole(self) -> Any:
        """With everything that a page says about them, in the order of the waves."""
        rows = self.select_related("wave", "programme", "region")
        return rows.order_by("-programme__starts_on", "wave__number", "region__name")


class WaveRegion(models.Model):
    """An SC-Region in a wave. The planned day lies in the programme's span, the real start is free (rule EINF-1).

    ``not_before`` and ``not_after`` are the programme's span once more: a foreign key over all three keeps them the
    same, so that a check constraint can compare the planned day with it. ``team_until``: first day without the
    virtual Einführungsteam.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="regions")
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="regions")
    region = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    planned_on = models.DateField()
    not_before = models.DateField()
    not_after = models.DateField()
    live_from = models.DateTimeField(null=True)
    team_until = models.DateField()
    mailbox = models.EmailField(blank=True)  # of a function, not of a person; empty: no digest

    objects = WaveRegionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "region"], name="wave_region_once"),
            models.CheckConstraint(
                condition=Q(planned_on__gte=F("not_before"), planned_on__lte=F("not_after")),
                name="wave_region_planned_in_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.code}: {self.region}"
