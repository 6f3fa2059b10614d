"""What a calendar offers: its Serviceplätze, their Zeitfenster, and what closes them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from socl.orga.models import Unit, ValidityQuerySet


class Channel(models.TextChoices):
    """Who may book: the staffed Kundenportal (SC, Eingangszone) or clients."""

    SC = "sc", "Service Center"
    EINGANGSZONE = "eingangszone", "Eingangszone"
    ONLINE = "online", "Online"


class Kalender(models.Model):
    """One per Alg Plus-Team: the row that every writer locks first, and the rules of booking."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="kalender")
    raster_minutes = models.PositiveSmallIntegerField(default=10)
    lead_days = models.PositiveSmallIntegerField(default=1)
    horizon_days = models.PositiveSmallIntegerField(default=60)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(raster_minutes__gt=0), name="kalender_raster"),
            # 202302002, 2.1: "ab dem Folgetag"
            models.CheckConstraint(condition=Q(lead_days__gte=1), name="kalender_from_the_next_day"),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Serviceplatz(models.Model):
    """A bookable place without a name on it; n places are n parallel Rückrufe."""

    kalender = models.ForeignKey(Kalender, models.PROTECT, related_name="serviceplaetze")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kalender", "number"], name="serviceplatz_number_once"),
        ]

    def __str__(self) -> str:
        return f"Serviceplatz {self.number}"


class Terminart(models.Model):
    """What kind of appointment, and how long: 30 minutes Leistungsberatung, 20 minutes Sonstige Anliegen."""

    code = models.CharField(max_length=30, unique=True)
    label = models.CharField(max_length=60)
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="terminart_minutes")]

    def __str__(self) -> str:
        return self.label


class Zeitfenster(models.Model):
    """Weekly times at which a Serviceplatz takes bookings; closed on public holidays of the team's Land.

    ``weekdays`` are ISO numbers (1 Monday to 7 Sunday), times are Berlin wall clock.
    """

    serviceplatz = models.ForeignKey(Serviceplatz, models.CASCADE, related_name="zeitfenster")
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    starts = models.TimeField()
    ends = models.TimeField()
    terminarten = ArrayField(models.CharField(max_length=30))
    channels = ArrayField(models.CharField(max_length=15, choices=Channel))
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="zeitfenster_ends_after_start"),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7], weekdays__len__gt=0),
                name="zeitfenster_weekdays",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"
