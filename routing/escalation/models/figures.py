"""Figures of first contact as they are kept: one cell per unit, Anliegen group and week, never of a person."""

from django.db import models
from django.db.models import F, Q

from routing.escalation.rules.cells import LEAST
from routing.escalation.rules.first_contact import FIGURE_LABELS, Figure
from routing.escalation.rules.groups import GROUP_LABELS
from socl.orga.models import Unit


class FigureCell(models.Model):
    """``k`` of ``n`` Anliegen of one week (its Monday); both empty where the cell must not be shown. Kept 5 years.

    ``group`` empty: all Anliegen of the unit. A cell that is not there counts nothing. ``formula``: which version of
    the rules counted it.
    """

    figure = models.CharField(max_length=15, choices=[(f.value, label) for f, label in FIGURE_LABELS.items()])
    formula = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    group = models.CharField(max_length=15, blank=True, choices=list(GROUP_LABELS.items()))
    week = models.DateField()
    n = models.PositiveIntegerField(null=True)
    k = models.PositiveIntegerField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "formula", "unit", "group", "week"], name="figure_cell_once"
            ),
            # Nothing about fewer than five can be kept at all, whoever writes it. Rule ESK-6.
            models.CheckConstraint(
                condition=Q(n=None, k=None) | Q(n__gte=LEAST, k__isnull=False, k__lte=F("n")),
                name="figure_cell_not_about_few",
            ),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="figure_cell_week_is_a_monday"),
            models.CheckConstraint(
                condition=Q(figure__in=[f.value for f in Figure]), name="figure_cell_figure_known"
            ),
        ]
        indexes = [models.Index(fields=["figure", "week"], name="figure_cell_week")]

    def __str__(self) -> str:
        return f"{self.figure} {self.week}"
