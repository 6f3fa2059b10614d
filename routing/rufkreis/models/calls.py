"""Calls, the desks that take them, the offers between the two, and who is calling."""

from django.db import models
from django.db.models import F, Q

from routing.rufkreis.models.lines import EntryNumber, Pbx, Rufkreis
from routing.rufkreis.rules.lifecycle import STORED_ACTIVITIES, WISH_LABELS, CallState, OfferState, Wish
from routing.rufkreis.rules.priority import Priority
from socl.orga.models import Person, Unit


class Call(models.Model):
    """One call. The waiting time counts from the first entry into a queue and runs through every requeue.

    ``person`` has or had it. Kept for 90 days; the person is replaced by the team after 24 h.
    """

    # A call is written six times, so no index that another one covers or nobody looks into.
    pbx = models.ForeignKey(Pbx, models.PROTECT, related_name="+", db_index=False)
    call_id = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in CallState])
    rufkreis = models.ForeignKey(Rufkreis, models.PROTECT, related_name="calls", db_index=False)
    region = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    agentur = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    entry_number = models.ForeignKey(EntryNumber, models.PROTECT, null=True, related_name="+")
    plz = models.CharField(max_length=5, blank=True)
    from_raw = models.CharField(max_length=40, blank=True)
    from_e164 = models.CharField(max_length=20, blank=True)
    to_raw = models.CharField(max_length=40, blank=True)
    first_queued_at = models.DateTimeField()
    last_polled_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="calls", db_index=False)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_cause = models.CharField(max_length=20, blank=True)
    held = models.BooleanField(default=False)
    widening = models.JSONField(default=list)  # [[after seconds, [Service Centers]]], frozen when it came
    priority = models.PositiveSmallIntegerField(default=Priority.NORMAL.value)  # of its Rufkreis, likewise
    reconstructed = models.BooleanField(default=False)
    last_seq = models.BigIntegerField(default=0)
    # The call that this caller had in the wrong Rufkreis, before being sent on.
    continues = models.OneToOneField("self", models.SET_NULL, null=True, related_name="continued_by")
    missing_since = models.DateTimeField(null=True)  # first snapshot of its telephone system that lacked it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pbx", "call_id"], name="call_id_once_per_pbx"),
            models.CheckConstraint(
                condition=Q(state=CallState.ENDED.value, ended_at__isnull=False)
                | (~Q(state=CallState.ENDED.value) & Q(ended_at=None)),
                name="call_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=CallState.ANSWERED.value) | Q(answered_at__isnull=False),
                name="call_answered_has_time",
            ),
            models.CheckConstraint(condition=Q(priority__in=[0, 1]), name="call_priority"),
        ]
        indexes = [
            models.Index(
                fields=["rufkreis", "first_queued_at"],
                condition=Q(state=CallState.QUEUED.value),
                name="call_waiting",
            ),
            models.Index(
                fields=["rufkreis"], condition=Q(state=CallState.OFFERED.value), name="call_offered"
            ),
            models.Index(fields=["person", "-first_queued_at"], name="call_person"),
            models.Index(fields=["rufkreis", "first_queued_at"], name="call_of_day"),
            models.Index(fields=["from_e164"], condition=~Q(from_e164=""), name="call_number"),
            models.Index(fields=["pbx"], condition=~Q(state=CallState.ENDED.value), name="call_live_of_pbx"),
        ]

    def __str__(self) -> str:
        return f"Anruf {self.pk}"


class Offer(models.Model):
    """A call offered to one desk, with a deadline. At most one open per call and one per person."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="offers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in OfferState])
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    cause = models.CharField(
        max_length=20, blank=True
    )  # how it ended: deadline declined noAnswer busy unreachable gone

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(state=OfferState.OPEN.value), name="offer_one_open_per_call"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state=OfferState.OPEN.value), name="offer_one_open_per_person"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("offered_at")), name="offer_expires_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.OPEN.value, closed_at=None)
                | (~Q(state=OfferState.OPEN.value) & Q(closed_at__isnull=False)),
                name="offer_open_has_no_end",
            ),
        ]
        indexes = [models.Index(fields=["call", "closed_at"], name="offer_of_call")]

    def __str__(self) -> str:
        return f"Angebot {self.pk}"


class Presence(models.Model):
    """One row per person: the wish (by the person) and the activity (by the system). No history is kept."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="presence")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    wish = models.CharField(
        max_length=10, choices=[(w.value, label) for w, label in WISH_LABELS.items()], default=Wish.OFF.value
    )
    reason = models.CharField(max_length=120, blank=True)
    activity = models.CharField(max_length=15, choices=[(a.value, a.value) for a in STORED_ACTIVITIES])
    call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField()
    idle_since = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    wrap_up_until = models.DateTimeField(null=True)
    device = models.CharField(
        max_length=15, blank=True
    )  # DeviceState; empty: the telephone system never said
    device_at = models.DateTimeField(null=True)
    unanswered = models.PositiveSmallIntegerField(default=0)  # offers in a row that rang in vain

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(activity__in=["idle", "not_responding"], call=None, wrap_up_until=None)
                | Q(activity__in=["offered", "talking", "consulting"], call__isnull=False, wrap_up_until=None)
                | Q(activity="wrap_up", wrap_up_until__isnull=False),
                name="presence_activity_has_its_columns",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "idle_since"], condition=Q(activity="idle"), name="presence_idle"),
        ]

    def __str__(self) -> str:
        return f"{self.wish} {self.activity}"


class Plan(models.Model):
    """The roster of one person for one Berlin day: 48 half-hours, one letter each (``rules.roster``). 90 days."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="plans")
    day = models.DateField()
    half_hours = models.CharField(max_length=48)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="plan_one_per_person_and_day"),
            models.CheckConstraint(condition=Q(half_hours__regex=r"^[-agb]{48}$"), name="plan_half_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class Decision(models.Model):
    """Why a call was offered or had to wait: counts of desks by reason, the step, the choice, the rule version.

    Never a list of persons. Kept for 90 days with the call.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="decisions")
    offered = models.BooleanField()
    step = (
        models.PositiveSmallIntegerField()
    )  # 1 own Service Center, 2 SC-Region, ...; 0 for a call that waits
    counts = models.JSONField()
    rule_version = models.CharField(max_length=10)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Entscheidung {self.pk}"


class IdentificationResult(models.TextChoices):
    """How sure the desk is who is calling."""

    CONFIRMED = "confirmed", "bestätigt"
    PARTLY = "partly", "teilweise"
    REFUSED = "refused", "abgelehnt"
    NOT_ASKED = "not_asked", "nicht gefragt"


class Identification(models.Model):
    """Who the caller is and which features matched; never the date of birth itself."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="identifications")
    result = models.CharField(max_length=10, choices=IdentificationResult)
    features = models.JSONField(default=list)
    name = models.CharField(max_length=120, blank=True)
    kundennummer = models.CharField(max_length=10, blank=True)
    current = models.BooleanField(default=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(current=True), name="identification_one_current_per_call"
            ),
        ]

    def __str__(self) -> str:
        return self.result
