"""One Sonderpostkorb per Operative Service, its work orders, and what was handed over to the E-AKTE."""

from django.db import models
from django.db.models import Q

from eakte.rules.lifecycle import LABELS, OPEN, PRIORITY_LABELS, RESULT_LABELS, Priority, State
from socl.orga.models import Person, Unit


class Sonderpostkorb(models.Model):
    """The inbox of one OS for orders of the Service Center (202302002, 3 OS)."""

    os = models.OneToOneField(Unit, models.PROTECT, related_name="sonderpostkorb")

    def __str__(self) -> str:
        return f"Sonderpostkorb {self.os}"


class WorkOrder(models.Model):
    """A Bearbeitungsauftrag: what an OS has to do without talking to the customer first.

    It carries all that the OS needs and points at no call. ``origin`` names what it follows from, where something must
    lead to one order and no more (``booking:12``). Kept until 180 days after the hand-over.
    """

    postkorb = models.ForeignKey(Sonderpostkorb, models.PROTECT, related_name="orders")
    state = models.CharField(max_length=10, choices=[(s.value, label) for s, label in LABELS.items()])
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    origin = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001 - unique, most have none
    code = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=120)
    text = models.TextField()
    priority = models.CharField(
        max_length=10,
        choices=[(p.value, label) for p, label in PRIORITY_LABELS.items()],
        default=Priority.NORMAL.value,
    )
    due_on = models.DateField()
    name = models.CharField(max_length=120, blank=True)
    kundennummer = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=40, blank=True)
    communication_aid = models.CharField(max_length=120, blank=True)
    restricted = models.BooleanField(default=False, db_default=False)  # § 35 (1) S. 3 SGB I
    result = models.CharField(
        max_length=15, blank=True, choices=[(r.value, label) for r, label in RESULT_LABELS.items()]
    )
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.CLAIMED.value, holder__isnull=False)
                | (~Q(state=State.CLAIMED.value) & Q(holder=None)),
                name="work_order_claimed_has_one_holder",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.DONE.value, closed_at__isnull=False) & ~Q(result=""))
                | (~Q(state=State.DONE.value) & Q(closed_at=None, result="")),
                name="work_order_done_has_result",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="work_order_state_known"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=[p.value for p in Priority]), name="work_order_priority_known"
            ),
        ]
        indexes = [
            models.Index(fields=["postkorb", "-id"], name="work_order_inbox"),
            models.Index(
                fields=["due_on"], condition=Q(state__in=[s.value for s in OPEN]), name="work_order_due"
            ),
            models.Index(
                fields=["kundennummer"], condition=~Q(kundennummer=""), name="work_order_kundennummer"
            ),
        ]

    def __str__(self) -> str:
        return f"Auftrag {self.pk}"


class OrderStep(models.Model):
    """One line of an order's history, with the note that was left."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=[(s.value, label) for s, label in LABELS.items()])
    postkorb = models.ForeignKey(Sonderpostkorb, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.state


class Attachment(models.Model):
    """A file of an order. The bytes stand in the database: they come and go with the order (decision 0041)."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "digest"], name="attachment_once_per_order"),
            models.CheckConstraint(
                condition=Q(kind__in=["application/pdf", "image/png", "image/jpeg"]), name="attachment_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    """The way of one version of an order into the E-AKTE."""

    DUE = "due", "wird übergeben"
    SENT = "sent", "übergeben, noch nicht bestätigt"
    ACKNOWLEDGED = "acknowledged", "von der E-AKTE bestätigt"


class Delivery(models.Model):
    """One version of an order on its way into the E-AKTE; tried again until it is acknowledged."""

    order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="deliveries")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=15, choices=DeliveryState, default=DeliveryState.DUE.value)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="delivery_number_once"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.ACKNOWLEDGED.value, acknowledged_at__isnull=False)
                | (~Q(state=DeliveryState.ACKNOWLEDGED.value) & Q(acknowledged_at=None)),
                name="delivery_acknowledged_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["due", "sent"]), name="delivery_due"),
        ]

    def __str__(self) -> str:
        return f"auftrag-{self.order_id}-{self.number}"
