"""What a calendar offers: its Serviceplätze, their Zeitfenster, and what closes them."""

from datetime import date, datetime, time, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from atv.kalender.rules.attempts import ENDING_LABELS, Ending
from socl.orga.models import VALID, Person, Unit, ValidityQuerySet, single


class Channel(models.TextChoices):
    """Who may book: the staffed Kundenportal (SC, Eingangszone) or clients."""

    SC = "sc", "Service Center"
    EINGANGSZONE = "eingangszone", "Eingangszone"
    ONLINE = "online", "Online"


class Kalender(models.Model):
    """One per Alg Plus-Team or Eingangszone: the row that every writer locks first, and the rules of booking.

    A share is the part (percent) of a day's open minutes that a channel may fill until ``share_relax_days`` before
    it. ``version`` counts the changes of what the calendar offers. ``takes_visits``: of an Eingangszone, where people
    come (202202013) and may do so today; a Rückruf begins on the next day at the earliest (202302002).
    """

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="kalender")
    raster_minutes = models.PositiveSmallIntegerField(default=10)
    lead_days = models.PositiveSmallIntegerField(default=1)
    horizon_days = models.PositiveSmallIntegerField(default=60)
    share_sc = models.PositiveSmallIntegerField(default=100)
    share_eingangszone = models.PositiveSmallIntegerField(default=100)
    share_online = models.PositiveSmallIntegerField(default=100)
    share_relax_days = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    attempts_wanted = models.PositiveSmallIntegerField(default=3)
    attempt_spacing_minutes = models.PositiveSmallIntegerField(default=5)
    ending = models.CharField(
        max_length=10,
        choices=[(e.value, label) for e, label in ENDING_LABELS.items()],
        default=Ending.LETTER.value,
    )
    reach_working_days = models.PositiveSmallIntegerField(default=5)
    helps_sisters = models.BooleanField(default=False)
    takes_visits = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(raster_minutes__gt=0), name="kalender_raster"),
            # 202302002, 2.1: "ab dem Folgetag"
            models.CheckConstraint(
                condition=Q(lead_days__gte=1) | Q(takes_visits=True), name="kalender_from_the_next_day"
            ),
            models.CheckConstraint(condition=Q(horizon_days__gte=F("lead_days")), name="kalender_horizon"),
            models.CheckConstraint(
                condition=Q(share_sc__lte=100, share_eingangszone__lte=100, share_online__lte=100),
                name="kalender_shares",
            ),
            models.CheckConstraint(condition=Q(attempts_wanted__gte=1), name="kalender_attempts_wanted"),
            models.CheckConstraint(
                condition=Q(ending__in=[e.value for e in Ending]), name="kalender_ending_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def nouns(self) -> tuple[str, str]:
        """What is booked here, one and several: people come to an Eingangszone, a team calls back."""
        return ("Termin", "Termine") if self.takes_visits else ("Rückruf", "Rückrufe")

    def share(self, channel: str) -> int:
        """The share of ``channel`` in percent."""
        found: int = getattr(self, f"share_{channel}")
        return found


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
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="serviceplatz_validity",
            ),
        ]

    def __str__(self) -> str:
        return f"Serviceplatz {self.number}"


class Terminart(models.Model):
    """What kind of appointment, and how long: 30 minutes Leistungsberatung, 20 minutes Sonstige Anliegen.

    One with a ``kalender`` is offered by this calendar alone and is no Rückruf: whoever books it tells the customer.
    """

    code = models.CharField(max_length=30, unique=True)
    label = models.CharField(max_length=60)
    minutes = models.PositiveSmallIntegerField()
    kalender = models.ForeignKey(Kalender, models.PROTECT, null=True, related_name="terminarten")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="terminart_minutes")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_rueckruf(self) -> bool:
        """True for the two of directive 202302002, which every calendar may offer."""
        return self.kalender_id is None


class Zeitfenster(models.Model):
    """Weekly times at which a Serviceplatz takes bookings; closed on public holidays of the team's Land.

    ``weekdays`` are ISO numbers (1 Monday to 7 Sunday), times are Berlin wall clock, an end of 00:00 is the midnight
    after. A single day is a row that is in force for one day. A change ends one row and begins another, so that
    past days stay as they were; a row that ends on the day it begins was never in force.
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
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends=time(0)), name="zeitfenster_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7], weekdays__len__gt=0),
                name="zeitfenster_weekdays",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="zeitfenster_validity",
            ),
            ExclusionConstraint(  # of two functions that the migration makes
                name="zeitfenster_once_at_a_time",
                expressions=[
                    (single("serviceplatz"), RangeOperators.OVERLAPS),
                    (VALID, RangeOperators.OVERLAPS),
                    (Func(F("weekdays"), function="kalender_weekdays"), RangeOperators.OVERLAPS),
                    (Func(F("starts"), F("ends"), function="kalender_clock"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"

    @property
    def single_day(self) -> date | None:
        """The day, if it is in force on one day only."""
        one = self.valid_until == self.valid_from + timedelta(days=1)
        return self.valid_from if one else None


class AusfallzeitQuerySet(models.QuerySet["Ausfallzeit"]):
    """Ausfallzeiten in the words of the calendar."""

    def touching(self, start: datetime, end: datetime) -> "AusfallzeitQuerySet":
        """Those that share a moment with [start, end)."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Ausfallzeit(models.Model):
    """A time at which a Serviceplatz, or with none given all of them, takes no bookings in spite of its Zeitfenster.

    ``reason`` names an occasion (Teambesprechung), never a person.
    """

    kalender = models.ForeignKey(Kalender, models.PROTECT, related_name="ausfallzeiten")
    serviceplatz = models.ForeignKey(Serviceplatz, models.PROTECT, null=True, related_name="ausfallzeiten")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=80)

    objects = AusfallzeitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="ausfallzeit_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["kalender", "ends_at"], name="ausfallzeit_ahead")]

    def __str__(self) -> str:
        return self.reason


class Besetzung(models.Model):
    """Who sits at a Serviceplatz on a day. Kept for 90 days."""

    serviceplatz = models.ForeignKey(Serviceplatz, models.PROTECT, related_name="besetzung")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["serviceplatz", "day"], name="besetzung_one_per_serviceplatz"),
            models.UniqueConstraint(fields=["person", "day"], name="besetzung_one_place_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.serviceplatz} {self.day}"


class SupplyChange(models.Model):
    """One change of what a calendar offers: the version it led to, by whom and when. Kept as long as the calendar.

    ``facts`` holds numbers, days, times and codes; no names.
    """

    kalender = models.ForeignKey(Kalender, models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    repacked = models.PositiveSmallIntegerField(default=0)
    displaced = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kalender", "version"], name="supply_change_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.version}"
