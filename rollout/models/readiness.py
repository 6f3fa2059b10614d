"""What the nightly check found, one report per region and day; all are kept."""

from django.db import models

from rollout.models.programme import WaveRegion


class ReadinessReport(models.Model):
    """The findings of one region on one day, as the latest check of that day saw them.

    ``findings``: [{fact, rule, class, unit, name, words, since}]. ``red`` keep the region from being opened.
    """

    wave_region = models.ForeignKey(WaveRegion, models.PROTECT, related_name="reports")
    day = models.DateField()
    read_at = models.DateTimeField()
    findings = models.JSONField(default=list)
    red = models.PositiveIntegerField()
    others = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave_region", "day"], name="readiness_report_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.wave_region_id} {self.day}"
