"""The private iCalendar feed of a team: a secret address that can be revoked."""

from django.db import models
from django.db.models import Q

from atv.kalender.models.supply import Kalender
from socl.orga.models import Person


class Feed(models.Model):
    """One address of a team's feed. The secret itself is not stored, only its hash: it is shown once.

    ``read_on`` is the last Berlin day on which it was fetched: a forgotten subscription can be seen and revoked.
    """

    kalender = models.ForeignKey(Kalender, models.PROTECT, related_name="feeds")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    read_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kalender"], condition=Q(revoked_at=None), name="feed_one_per_kalender"
            ),
        ]

    def __str__(self) -> str:
        return f"Abonnement {self.pk}"
