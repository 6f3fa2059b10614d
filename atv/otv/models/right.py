"""Requests for the right to configure the online booking of a Dienststelle."""

from django.db import models
from django.db.models import F, Q

from atv.otv.rules.rights import REQUEST_LABELS, RequestState
from socl.orga.models import Person, Unit


class OtkRequest(models.Model):
    """The Agentur asks that ``person`` may configure, from a day on, perhaps until another (half-open).

    Granted, it becomes a Dienstposten OTK-Admin, which alone gives the right and is ended by its own date.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, label) for s, label in REQUEST_LABELS.items()],
        default=RequestState.OPEN.value,
    )
    requested_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "person"],
                condition=Q(state=RequestState.OPEN.value),
                name="otv_request_one_open",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="otv_request_validity",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN.value, decided_by=None, decided_at=None)
                | Q(
                    state__in=[s.value for s in RequestState if s is not RequestState.OPEN],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="otv_request_decided_has_moment",
            ),
            # Nobody grants what they asked for, nor anything to themselves (rule OTK-5).
            models.CheckConstraint(
                condition=~Q(state=RequestState.GRANTED.value)
                | (~Q(decided_by=F("requested_by")) & ~Q(decided_by=F("person"))),
                name="otv_request_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"Antrag {self.pk}"
