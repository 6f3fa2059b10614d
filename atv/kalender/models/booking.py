"""Bookings of a Serviceplatz (holds are bookings too) and the attempts to call back."""

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from atv.kalender.models.supply import Channel, Kalender, Serviceplatz, Terminart
from atv.kalender.rules.attempts import Ending
from atv.kalender.rules.lifecycle import IN_VAIN, LABELS, LIVE, State
from socl.orga.models import Person, Unit


class BookingQuerySet(models.QuerySet["Booking"]):
    """Bookings in the words of the calendar."""

    def live(self) -> "BookingQuerySet":
        """Those that occupy their Serviceplatz."""
        return self.filter(state__in=LIVE)

    def visible(self) -> "BookingQuerySet":
        """Those that people speak of: everything but holds."""
        return self.exclude(state=State.HELD)

    def touching(self, start: datetime, end: datetime) -> "BookingQuerySet":
        """Those that share a moment with [start, end)."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def rueckrufe(self) -> "BookingQuerySet":
        """Visible ones at which somebody is called back; not the Termine of the OTV, which have pages of their own."""
        return self.visible().filter(terminart__kalender=None)

    def blocking(self, at: datetime) -> "BookingQuerySet":
        """Live ones, without the holds that have expired by ``at``."""
        return self.live().exclude(state=State.HELD, expires_at__lte=at)


class Booking(models.Model):
    """A Rückruf at one Serviceplatz, or the hold of one while the customer decides.

    Carries all that the team needs (``briefing``), so that it never has to look up the call.
    Contact and free text are kept for 90 days after the end.
    """

    kalender = models.ForeignKey(Kalender, models.PROTECT, related_name="bookings", db_index=False)
    serviceplatz = models.ForeignKey(Serviceplatz, models.PROTECT, related_name="bookings")
    terminart = models.ForeignKey(Terminart, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=[(s.value, label) for s, label in LABELS.items()])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    channel = models.CharField(max_length=15, choices=Channel)
    reference = models.CharField(max_length=9, null=True, unique=True)  # noqa: DJ001 - unique, holds have none
    name = models.CharField(max_length=120, blank=True)
    rueckruf_number = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    kundennummer = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=40, blank=True)
    communication_aid = models.CharField(max_length=120, blank=True)
    briefing = models.TextField(blank=True)
    restricted = models.BooleanField(default=False, db_default=False)  # § 35 (1) S. 3 SGB I
    in_person = models.BooleanField(default=False, db_default=False)  # somebody comes: no number is needed
    result = models.CharField(max_length=12, blank=True)
    closing_note = models.TextField(blank=True)
    ending = models.CharField(max_length=10, blank=True, default="", db_default="")
    worked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by", db_index=False)
    for_team = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    purged_at = models.DateTimeField(null=True)  # contact and free text were emptied then
    expires_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)  # the start that stays although nothing is open there any more
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    tried: list["Attempt"]  # where a query brought them along (queries.sheet.rows_of_sheet)
    is_veiled = False  # set on rows whose reader may only know that the time is taken
    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state=State.HELD.value, expires_at__isnull=False)
                | (~Q(state=State.HELD.value) & Q(expires_at=None)),
                name="booking_held_has_expiry",
            ),
            models.CheckConstraint(
                condition=Q(state=State.HELD.value, reference=None)
                | (
                    ~Q(state=State.HELD.value)
                    & Q(reference__isnull=False)
                    & (~Q(rueckruf_number="") | Q(purged_at__isnull=False) | Q(in_person=True))
                ),
                name="booking_has_reference_and_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="booking_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ending__in=[e.value for e in Ending], state__in=[s.value for s in IN_VAIN])
                | (Q(ending="") & ~Q(state=State.NOT_REACHED.value)),
                name="booking_in_vain_has_ending",
            ),
            models.UniqueConstraint(
                fields=["follows"], condition=Q(follows__isnull=False), name="booking_followed_once"
            ),
            ExclusionConstraint(
                name="booking_no_double",
                expressions=[
                    (
                        Func(F("serviceplatz"), F("serviceplatz"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=[s.value for s in LIVE]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["kalender", "starts_at"],
                include=["serviceplatz", "ends_at", "state", "expires_at"],
                condition=Q(state__in=[s.value for s in LIVE]),
                name="booking_live",
            ),
            models.Index(fields=["kalender", "starts_at"], name="booking_day"),
            models.Index(fields=["starts_at"], condition=Q(state=State.BOOKED.value), name="booking_ahead"),
            models.Index(
                fields=["ends_at"],
                condition=Q(purged_at=None) & ~Q(state=State.HELD.value),
                name="booking_unpurged",
            ),
            models.Index(fields=["kundennummer"], condition=~Q(kundennummer=""), name="booking_kundennummer"),
            models.Index(
                fields=["closed_at"],
                condition=Q(result="work_order") | Q(ending=Ending.WORK_ORDER.value),
                name="booking_ended_by_order",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or "Vormerkung"


class AttemptResult(models.TextChoices):
    """How an attempt to call back ended."""

    REACHED = "reached", "erreicht"
    NO_ANSWER = "no_answer", "meldet sich nicht"
    BUSY = "busy", "besetzt"
    WRONG_NUMBER = "wrong_number", "falsche Nummer"
    MAILBOX = "mailbox", "Anrufbeantworter"


class Attempt(models.Model):
    """One attempt to reach the customer; it counts only if it rang."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="attempts")
    result = models.CharField(max_length=12, choices=AttemptResult)
    rang = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(result=AttemptResult.REACHED.value) | Q(rang=True),
                name="attempt_reached_rang",
            ),
        ]

    def __str__(self) -> str:
        return self.result
