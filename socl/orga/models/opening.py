"""When a unit is open for people who come: its week, and single days that differ."""

from django.db import models
from django.db.models import F, Q

from socl.orga.models.units import Unit


class OpeningHours(models.Model):
    """One stretch of Berlin wall clock on a weekday (ISO, 1 Monday to 7 Sunday) or on one date.

    A week is the rows with one ``valid_from``; it counts until a later one begins, so that past days stay as they
    were. The rows of a date replace the weekday's; a date without times is a day on which the unit is closed.
    ``demo`` marks hours that nobody has confirmed.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField(null=True)
    day = models.DateField(null=True)
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    weekday__isnull=False, weekday__gte=1, weekday__lte=7, valid_from__isnull=False, day=None
                )
                | Q(weekday=None, valid_from=None, day__isnull=False),
                name="opening_hours_weekday_or_day",
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=False, ends__isnull=False, ends__gt=F("starts"))
                | Q(starts=None, ends=None, day__isnull=False),
                name="opening_hours_times",
            ),
            models.UniqueConstraint(
                fields=["unit", "valid_from", "weekday", "day", "starts"],
                nulls_distinct=False,
                name="opening_hours_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}" if self.starts and self.ends else "geschlossen"
