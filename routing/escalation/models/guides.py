"""The Gesprächsleitfäden in their versions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from routing.escalation.rules.leitfaden import GUIDE_LABELS, GuideState, Leitfaden
from socl.orga.models import Person


class Gespraechsleitfaden(models.Model):
    """One version of the guide of one Anliegen; all versions are kept. ``edit`` counts the changes of a draft.

    What came with the application has no author (``drafted_by`` empty). ``in_force_on`` is the Berlin day from which a
    released version counts; read states through ``queries.guides``, which knows whose day has come.
    """

    code = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=[(s.value, label) for s, label in GUIDE_LABELS.items()])
    questions = ArrayField(models.TextField(), default=list)
    steps = ArrayField(models.TextField(), default=list)
    may_say = models.TextField()
    must_say = models.TextField()
    cleared_steps = ArrayField(models.PositiveSmallIntegerField(), default=list)
    links = ArrayField(models.TextField(), default=list)
    edit = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    in_force_on = models.DateField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="guide_version_once"),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state=GuideState.RELEASED.value),
                name="guide_one_released_per_code",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state=GuideState.DRAFT.value), name="guide_one_draft_per_code"
            ),
            models.CheckConstraint(
                condition=Q(state=GuideState.DRAFT.value, released_at=None, withdrawn_at=None)
                | Q(state=GuideState.SCHEDULED.value, released_at__isnull=False, withdrawn_at=None)
                | Q(state=GuideState.RELEASED.value, released_at__isnull=False, withdrawn_at=None)
                | Q(state=GuideState.WITHDRAWN.value, released_at__isnull=False, withdrawn_at__isnull=False),
                name="guide_state_has_its_moments",
            ),
            models.CheckConstraint(
                condition=Q(state=GuideState.DRAFT.value, in_force_on=None)
                | (~Q(state=GuideState.DRAFT.value) & Q(in_force_on__isnull=False)),
                name="guide_released_has_a_day",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state=GuideState.SCHEDULED.value),
                name="guide_one_scheduled_per_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, Fassung {self.version}"

    @property
    def content(self) -> Leitfaden:
        """What it says, to be compared and searched."""
        return Leitfaden(
            tuple(self.questions),
            tuple(self.steps),
            self.may_say,
            self.must_say,
            tuple(self.cleared_steps),
            tuple(self.links),
        )
