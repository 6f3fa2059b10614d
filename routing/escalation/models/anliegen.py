"""What a caller wants, who was asked about it, and what came of it."""

from django.db import models
from django.db.models import Q

from atv.kalender.models import Booking
from eakte.models import WorkOrder
from routing.escalation.rules.catalogue import KIND_LABELS
from routing.escalation.rules.lifecycle import (
    CONSULT_LABELS,
    EXCEPTION_LABELS,
    LIVE_CONSULT,
    OUTCOME_LABELS,
    TARGET_LABELS,
    UNFINISHED,
    AnliegenState,
    ConsultState,
    ExceptionCode,
    OutcomeKind,
    Target,
)
from routing.rufkreis.models import Call
from socl.orga.models import Person, Unit

KINDS = [(k.value, label) for k, label in KIND_LABELS.items()]
EXCEPTIONS = [(e.value, label) for e, label in EXCEPTION_LABELS.items()]


class Outcome(models.Model):
    """How an Anliegen ended. Points down to the booking or the work order; kept for 180 days.

    ``anliegen_kind`` repeats the kind that the Anliegen ended with: a foreign key over both columns ties the two, so
    that the database itself refuses to hand a Leistungsberatung over (in the migration).
    """

    kind = models.CharField(max_length=15, choices=[(k.value, label) for k, label in OUTCOME_LABELS.items()])
    anliegen_kind = models.CharField(max_length=20, choices=KINDS)
    booking = models.OneToOneField(Booking, models.PROTECT, null=True, related_name="outcome")
    work_order = models.OneToOneField(WorkOrder, models.PROTECT, null=True, related_name="outcome")
    exception_code = models.CharField(max_length=15, blank=True, choices=EXCEPTIONS)
    promised_until = models.DateTimeField(null=True)
    promise_kept_at = models.DateTimeField(null=True)
    promise_broken_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    guide_version = models.PositiveSmallIntegerField(default=0)  # of the Gesprächsleitfaden in force; 0: none
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=OutcomeKind.RUECKRUF.value, booking__isnull=False)
                | (~Q(kind=OutcomeKind.RUECKRUF.value) & Q(booking=None)),
                name="outcome_rueckruf_has_booking",
            ),
            models.CheckConstraint(
                condition=Q(kind=OutcomeKind.WORK_ORDER.value, work_order__isnull=False)
                | (~Q(kind=OutcomeKind.WORK_ORDER.value) & Q(work_order=None)),
                name="outcome_work_order_has_order",
            ),
            # 202302002, 2.1: "In sehr wenigen Ausnahmefällen (z. B. bei einer besonderen Dringlichkeit)"
            models.CheckConstraint(
                condition=(
                    Q(
                        kind=OutcomeKind.HANDED_OVER.value,
                        exception_code__in=[e.value for e in ExceptionCode],
                    )
                    & ~Q(note="")
                )
                | (~Q(kind=OutcomeKind.HANDED_OVER.value) & Q(exception_code="")),
                name="outcome_handed_over_is_an_exception",
            ),
            models.CheckConstraint(
                condition=Q(kind=OutcomeKind.PROMISE_48H.value, promised_until__isnull=False)
                | (
                    ~Q(kind=OutcomeKind.PROMISE_48H.value)
                    & Q(promised_until=None, promise_kept_at=None, promise_broken_at=None)
                ),
                name="outcome_promise_has_deadline",
            ),
            # 202302002, 2.1: "Leistungsberatungen werden nicht an die FIT oder den OS direkt übergeben"
            models.CheckConstraint(
                condition=~Q(kind=OutcomeKind.HANDED_OVER.value, anliegen_kind="leistungsberatung"),
                name="outcome_leistungsberatung_never_handed_over",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in OutcomeKind]), name="outcome_kind_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["promised_until"],
                condition=Q(kind="promise_48h", promise_kept_at=None),
                name="outcome_promises",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Anliegen(models.Model):
    """One question of one call; a call may carry several. Kept for 90 days."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="anliegen")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in AnliegenState])
    code = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=KINDS)
    exception_code = models.CharField(max_length=15, blank=True, choices=EXCEPTIONS)
    exception_reason = models.CharField(max_length=500, blank=True)
    plz = models.CharField(max_length=5, blank=True)
    agentur = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    os = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    kundennummer = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=40, blank=True)
    communication_aid = models.CharField(max_length=120, blank=True)
    third_party = models.CharField(
        max_length=120, blank=True
    )  # who speaks for the person, and by which right
    restricted = models.BooleanField(default=False, db_default=False)  # § 35 (1) S. 3 SGB I
    outcome = models.OneToOneField(Outcome, models.PROTECT, null=True, related_name="anliegen")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    is_veiled = False  # what a reader outside the restricted group gets; never saved

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AnliegenState.CLOSED.value, outcome__isnull=False)
                | Q(state__in=[s.value for s in UNFINISHED], outcome=None),
                name="anliegen_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(agentur=None, os=None, team=None)
                | Q(agentur__isnull=False, os__isnull=False, team__isnull=False),
                name="anliegen_responsible_whole",
            ),
            models.CheckConstraint(
                condition=Q(exception_code="", exception_reason="")
                | (Q(exception_code__in=[e.value for e in ExceptionCode]) & ~Q(exception_reason="")),
                name="anliegen_exception_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kundennummer"], condition=~Q(kundennummer=""), name="anliegen_kundennummer"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Consult(models.Model):
    """A Rücksprache: FiT or OS is asked about an Anliegen, the call stays. ``unit``: whose hotline. Kept for 90 days."""

    anliegen = models.ForeignKey(Anliegen, models.CASCADE, related_name="consults")
    target = models.CharField(max_length=5, choices=[(t.value, label) for t, label in TARGET_LABELS.items()])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=[(s.value, label) for s, label in CONSULT_LABELS.items()])
    question = models.TextField()
    answer = models.TextField(blank=True)
    outcome = models.OneToOneField(Outcome, models.PROTECT, null=True, related_name="consult")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(null=True)
    joined_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_cause = models.CharField(max_length=20, blank=True)

    identified = ""  # how sure the desk is who is calling, in words; set by queries.hotline, never saved

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["anliegen"],
                condition=Q(state__in=[s.value for s in LIVE_CONSULT]),
                name="consult_one_live_per_anliegen",
            ),
            models.UniqueConstraint(
                fields=["joined_by"],
                condition=Q(state=ConsultState.JOINED.value),
                name="consult_one_joined_per_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in LIVE_CONSULT], ended_at=None)
                | (~Q(state__in=[s.value for s in LIVE_CONSULT]) & Q(ended_at__isnull=False)),
                name="consult_live_has_no_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "nobody_came"], joined_by=None, joined_at=None)
                | Q(
                    state__in=["joined", "answered", "handed_over"],
                    joined_by__isnull=False,
                    joined_at__isnull=False,
                )
                | Q(state="cancelled"),
                name="consult_joined_has_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""), name="consult_answered_has_answer"
            ),
            # 202302002, 2.1: only the OS takes a call over
            models.CheckConstraint(
                condition=Q(state="handed_over", target=Target.OS.value, outcome__isnull=False)
                | (~Q(state="handed_over") & Q(outcome=None)),
                name="consult_handed_over_by_the_os",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "asked_at"],
                condition=Q(state__in=[s.value for s in LIVE_CONSULT]),
                name="consult_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.state
