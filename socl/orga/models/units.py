"""Units with their validity, and which place belongs to whom."""

from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

# btree_gist is not there on every server, so a scalar joins an exclusion constraint as a range of one value.
SINGLE = Value("[]")


def single(column: str) -> Func:
    """The bigint ``column`` as a range that holds this one value."""
    return Func(F(column), F(column), SINGLE, function="int8range")


def single_text(column: str) -> Func:
    """The text ``column``, by its 64-bit hash, as a range that holds this one value."""
    key = Func(F(column), Value(0), function="hashtextextended")
    return Func(key, key, SINGLE, function="int8range")


VALID = Func(F("valid_from"), F("valid_until"), function="daterange")


class ValidityQuerySet(models.QuerySet[Any]):
    """Rows with a half-open validity in days."""

    def valid_on(self, day: date) -> Any:
        """Those in force on the Berlin ``day``."""
        return self.filter(Q(valid_until__gt=day) | Q(valid_until=None), valid_from__lte=day)


class UnitKind(models.TextChoices):
    """What kind of organisational unit."""

    RD = "rd", "Regionaldirektion"
    SC_REGION = "sc_region", "SC-Region"
    SC = "sc", "Service Center"
    OS = "os", "Operativer Service"
    ALG_PLUS_TEAM = "alg_plus_team", "Alg Plus-Team"
    AGENTUR = "agentur", "Agentur für Arbeit"
    GESCHAEFTSSTELLE = "geschaeftsstelle", "Geschäftsstelle"
    EINGANGSZONE = "eingangszone", "Eingangszone"


class Unit(models.Model):
    """One unit in one validity. ``region`` is the SC-Region above it, kept here because every right asks for it.

    ``demo`` marks what is fictitious: no public list of OS, SC, or teams exists.
    """

    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=UnitKind)
    name = models.CharField(max_length=120)
    land = models.CharField(max_length=2, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    region = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    demo = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="unit_validity"
            ),
            ExclusionConstraint(
                name="unit_key_once_at_a_time",
                expressions=[
                    (single_text("key"), RangeOperators.OVERLAPS),
                    (VALID, RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["key"], name="unit_key")]

    def __str__(self) -> str:
        return self.name


class PlzArea(models.Model):
    """A postcode, or the part of one, in an Agentur's district. Several rows of one PLZ: the caller is asked."""

    plz = models.CharField(max_length=5)
    agentur = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    orte = ArrayField(models.CharField(max_length=80), default=list)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="plz_area_once_at_a_time",
                expressions=[
                    (single_text("plz"), RangeOperators.OVERLAPS),
                    (single("agentur"), RangeOperators.OVERLAPS),
                    (VALID, RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["plz"], name="plz_area_plz"),
            GinIndex(fields=["orte"], name="plz_area_orte"),
        ]

    def __str__(self) -> str:
        return self.plz


class Responsibility(models.Model):
    """Which Alg Plus-Team works for which Agentur (its OS is the team's parent). Basis: § 327 (6) SGB III."""

    agentur = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    team = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="responsibility_one_team_at_a_time",
                expressions=[
                    (single("agentur"), RangeOperators.OVERLAPS),
                    (VALID, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agentur} -> {self.team}"
