"""What citizens write with the public contact form: a small inbox of the Service Center."""

from django.db import models
from django.db.models import Q

from atv.otv.rules.messages import SUBJECT_LABELS, MessageState, Subject
from socl.orga.models import Person, Unit


class OtvMessage(models.Model):
    """One message. ``region`` is the SC-Region whose Service Center answers; None: every one may.

    ``reference`` is what the citizen typed, perhaps of no Termin at all. Kept for 30 days.
    """

    subject = models.CharField(
        max_length=15, choices=[(s.value, label) for s, label in SUBJECT_LABELS.items()]
    )
    region = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=5, default=MessageState.NEW.value)
    received_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MessageState.NEW.value, done_at=None, done_by=None)
                | Q(state=MessageState.DONE.value, done_at__isnull=False, done_by__isnull=False),
                name="otv_message_done_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(subject__in=[s.value for s in Subject]), name="otv_message_subject_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "received_at"], name="otv_message_waiting")]

    def __str__(self) -> str:
        return f"Nachricht {self.pk}"
