"""How a region was opened and taken back, and who signed for what was still open."""

from django.db import models
from django.db.models import Q

from rollout.models.programme import WaveRegion
from rollout.rules.switch import SIDE_LABELS
from socl.orga.models import Person


class SwitchKind(models.TextChoices):
    """What was done."""

    OPEN = "open", "eingeschaltet"
    ROLLBACK = "rollback", "zurückgenommen"


class Switch(models.Model):
    """One switching of a region; never changed."""

    wave_region = models.ForeignKey(WaveRegion, models.PROTECT, related_name="switches")
    kind = models.CharField(max_length=10, choices=SwitchKind)
    live_from = models.DateTimeField(null=True)
    red = models.PositiveIntegerField(default=0)  # findings that were signed for
    moved = models.PositiveIntegerField(default=0)  # callers who changed the queue
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=SwitchKind.OPEN.value, live_from__isnull=False)
                | (Q(kind=SwitchKind.ROLLBACK.value, live_from=None) & ~Q(reason="")),
                name="switch_kind_has_fields",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Effect(models.Model):
    """The figures before and after an opening, kept in words once all of them are known (rule EINF-7).

    What they are counted from is deleted after 90 days. ``rows``: [{name, before, after, aim}].
    """

    switch = models.OneToOneField(Switch, models.PROTECT, related_name="effect")
    rows = models.JSONField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Wirkung {self.switch_id}"


class Signature(models.Model):
    """One of the two signatures of an override; it covers the findings that were open when it was given.

    Live until a switch uses it or a later one of the same side replaces it.
    """

    wave_region = models.ForeignKey(WaveRegion, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=[(s.value, label) for s, label in SIDE_LABELS.items()])
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    covers = models.JSONField(default=list)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    switch = models.ForeignKey(Switch, models.PROTECT, null=True, related_name="signatures")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave_region", "side"], condition=Q(ended_at=None), name="signature_one_per_side"
            ),
            models.UniqueConstraint(
                fields=["wave_region", "by"], condition=Q(ended_at=None), name="signature_two_persons"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="signature_has_reason"),
            models.CheckConstraint(
                condition=Q(switch=None) | Q(ended_at__isnull=False), name="signature_used_is_over"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.wave_region_id}"
