"""What the telephone systems said, what they are told, and what they may do."""

from django.db import models
from django.db.models import Q

from routing.rufkreis.models.calls import Call, Offer
from routing.rufkreis.models.lines import Pbx
from socl.orga.models import Person


class CtiEvent(models.Model):
    """What a telephone system said, once, and what it was told. Polls are not kept. 30 days.

    The telephone system's time and ours are both kept.
    """

    pbx = models.ForeignKey(Pbx, models.PROTECT, related_name="+")
    event_id = models.CharField(max_length=200)
    event = models.CharField(max_length=30)
    call_id = models.CharField(max_length=100, blank=True)
    seq = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    body_hash = models.CharField(max_length=64)
    payload = models.JSONField()
    status = models.PositiveSmallIntegerField(default=200)
    answer = models.TextField(default="{}")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pbx", "event_id"], name="cti_event_once")]
        indexes = [models.Index(fields=["pbx", "call_id"], name="cti_event_call")]

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"


class CommandState(models.TextChoices):
    """The way of a command to the telephone system."""

    QUEUED = "queued", "wartet"
    SENT = "sent", "gesendet"
    DONE = "done", "ausgeführt"
    FAILED = "failed", "gescheitert"


class CtiCommand(models.Model):
    """What the desk decided and the telephone system has to do; repeated until it reports the result."""

    pbx = models.ForeignKey(Pbx, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.CASCADE, related_name="commands")
    command = models.CharField(max_length=10)
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="+")
    target = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=CommandState, default=CommandState.QUEUED.value)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["pbx", "id"], condition=Q(state__in=["queued", "sent"]), name="cti_command_pending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.command} {self.state}"


class TransferPermit(models.Model):
    """What the ladder says about handing this call over; without a row the answer is no. At most one live per call.

    With a ``code`` it is a refusal that names its reason; without, ``target`` may take the call ``until`` then.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="permits")
    target = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=40, blank=True)
    rule = models.CharField(max_length=40)
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(closed_at=None), name="transfer_permit_one_live_per_call"
            ),
            models.CheckConstraint(
                condition=Q(code="", until__isnull=False) & ~Q(target="") | ~Q(code=""),
                name="transfer_permit_has_target_or_code",
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.target
