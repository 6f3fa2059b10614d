"""What a caller wants, and what came of it."""

from django.db import models
from django.db.models import Q

from atv.kalender.models import Booking
from eakte.models import WorkOrder
from routing.escalation.rules.catalogue import KIND_LABELS
from routing.escalation.rules.lifecycle import OUTCOME_LABELS, AnliegenState, OutcomeKind
from routing.rufkreis.models import Call
from socl.orga.models import Person, Unit


class Outcome(models.Model):
    """How an Anliegen ended. Points down to the booking or the work order; kept for 180 days."""

    kind = models.CharField(max_length=15, choices=[(k.value, label) for k, label in OUTCOME_LABELS.items()])
    booking = models.OneToOneField(Booking, models.PROTECT, null=True, related_name="outcome")
    work_order = models.OneToOneField(WorkOrder, models.PROTECT, null=True, related_name="outcome")
    note = models.TextField(blank=True)
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
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in OutcomeKind]), name="outcome_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Anliegen(models.Model):
    """One question of one call; a call may carry several. Kept for 90 days."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="anliegen")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in AnliegenState])
    code = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=[(k.value, label) for k, label in KIND_LABELS.items()])
    plz = models.CharField(max_length=5, blank=True)
    agentur = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    os = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    kundennummer = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=40, blank=True)
    communication_aid = models.CharField(max_length=120, blank=True)
    outcome = models.OneToOneField(Outcome, models.PROTECT, null=True, related_name="anliegen")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AnliegenState.CLOSED.value, outcome__isnull=False)
                | Q(state=AnliegenState.OPEN.value, outcome=None),
                name="anliegen_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(agentur=None, os=None, team=None)
                | Q(agentur__isnull=False, os__isnull=False, team__isnull=False),
                name="anliegen_responsible_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code
