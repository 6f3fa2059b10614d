"""The Outbox: every message that leaves the house, once for each purpose."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from socl.post.rules.content import CHANNEL_LABELS, RECIPIENTS, Channel
from socl.post.rules.lifecycle import ENDED, LABELS, WAITING, State


class OutboxQuerySet(models.QuerySet["Outbox"]):
    """Messages in the words of the sender."""

    def sendable(self, at: datetime) -> "OutboxQuerySet":
        """Due by ``at``, or left behind by a sender whose lease has run out; not withdrawn, not too late."""
        due = Q(state__in=WAITING, due_at__lte=at) | Q(state=State.SENDING, leased_until__lte=at)
        return self.filter(due, withdrawn_at=None).exclude(not_after__lte=at)

    def about(self, thing: models.Model) -> "OutboxQuerySet":
        """Those that speak of ``thing``."""
        return self.filter(object_type=thing._meta.model_name or "", object_id=thing.pk)


class Outbox(models.Model):
    """One message. ``purpose`` says what it is for and exists once, so that nothing is sent twice.

    ``object_type`` and ``object_id`` name what it speaks of, without a foreign key: a message outlives it. ``due_at`` is
    the moment of the first or the next try, ``not_after`` the moment from which it would be pointless.
    ``error`` is a code, never the words of a server, which could name the recipient. Kept 90 days after its end.
    """

    purpose = models.CharField(max_length=120, unique=True)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    channel = models.CharField(
        max_length=4, choices=[(c.value, label) for c, label in CHANNEL_LABELS.items()]
    )
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=80, blank=True)
    body = models.TextField()
    attachments = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=[(s.value, label) for s, label in LABELS.items()])
    due_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="outbox_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENDING.value, leased_until__isnull=False)
                | (~Q(state=State.SENDING.value) & Q(leased_until=None)),
                name="outbox_sending_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ENDED], ended_at__isnull=False)
                | (~Q(state__in=[s.value for s in ENDED]) & Q(ended_at=None)),
                name="outbox_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN.value) | Q(withdrawn_at__isnull=False),
                name="outbox_withdrawn_has_moment",
            ),
            models.CheckConstraint(condition=~Q(subject__regex=r"[\r\n]"), name="outbox_subject_one_line"),
            models.CheckConstraint(
                condition=Q(channel=Channel.MAIL.value, recipient__regex=RECIPIENTS[Channel.MAIL])
                | Q(channel=Channel.SMS.value, recipient__regex=RECIPIENTS[Channel.SMS])
                | Q(channel=Channel.FILE.value, recipient__regex=RECIPIENTS[Channel.FILE]),
                name="outbox_recipient_fits_channel",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=[s.value for s in WAITING]), name="outbox_due"
            ),
            models.Index(
                fields=["leased_until"], condition=Q(state=State.SENDING.value), name="outbox_leased"
            ),
            models.Index(fields=["object_type", "object_id"], name="outbox_about"),
            models.Index(fields=["state", "ended_at"], name="outbox_ended"),
        ]

    def __str__(self) -> str:
        return self.purpose
