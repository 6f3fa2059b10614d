"""Where a team reads what it is told, and from when on it is warned."""

from django.db import models
from django.db.models import Q

from atv.kalender.models.supply import Kalender, Terminart


class Notices(models.Model):
    """Mailboxes of a team and its thresholds. Mailboxes of functions, not of persons; empty: nothing is sent there."""

    kalender = models.OneToOneField(Kalender, models.CASCADE, related_name="notices")
    team_mailbox = models.EmailField(blank=True)
    lead_mailbox = models.EmailField(blank=True)
    coordinator_mailbox = models.EmailField(blank=True)
    staff_minutes = models.PositiveSmallIntegerField(default=10)
    warn_days = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(staff_minutes__gte=1, staff_minutes__lte=60), name="notices_staff_minutes"
            ),
            models.CheckConstraint(
                condition=Q(warn_days__gte=1, warn_days__lte=60), name="notices_warn_days"
            ),
        ]

    def __str__(self) -> str:
        return str(self.kalender)


class Reading(models.Model):
    """The capacity of a team for one Terminart on one day, read anew every quarter of an hour."""

    kalender = models.ForeignKey(Kalender, models.CASCADE, related_name="readings")
    terminart = models.ForeignKey(Terminart, models.PROTECT, related_name="+")
    day = models.DateField()
    read_at = models.DateTimeField()
    next_free_at = models.DateTimeField(null=True)
    days_to_free = models.PositiveSmallIntegerField(null=True)
    fitting = models.PositiveIntegerField()
    booked = models.PositiveIntegerField()
    days_until_sold_out = models.PositiveIntegerField(null=True)
    open_minutes = models.PositiveIntegerField()
    needed_minutes = models.PositiveIntegerField()
    is_measured = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kalender", "terminart", "day"], name="reading_once_a_day"),
            models.CheckConstraint(
                condition=Q(next_free_at=None, days_to_free=None)
                | Q(next_free_at__isnull=False, days_to_free__isnull=False),
                name="reading_free_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kalender} {self.day}"
