"""Units, people, what they are allowed to do, and which place belongs to whom."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from socl.orga.rules.roles import LABELS, Role

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


class PersonKind(models.TextChoices):
    """Who acts: a human, another system's client, or this system itself."""

    STAFF = "staff", "Mitarbeiter/in"
    MACHINE = "machine", "Maschine"
    SYSTEM = "system", "System"


class Person(AbstractBaseUser):
    """Everybody and everything that acts, so that ``by: Person`` is always there."""

    username = models.CharField("Benutzername", max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=PersonKind, default=PersonKind.STAFF.value)
    demo = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = BaseUserManager()

    def __str__(self) -> str:
        return self.name


class Dienstposten(models.Model):
    """An office held by a person at a unit for a time; all rights come from here."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="dienstposten")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, label) for role, label in LABELS.items()])
    main = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=sorted(r.value for r in Role)), name="dienstposten_role"
            ),
            ExclusionConstraint(
                name="dienstposten_one_main_at_a_time",
                expressions=[
                    (single("person"), RangeOperators.OVERLAPS),
                    (VALID, RangeOperators.OVERLAPS),
                ],
                condition=Q(main=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.unit}"


class TrainingState(models.TextChoices):
    """The way through the one-day online training."""

    VORGESEHEN = "vorgesehen", "vorgesehen"
    ANGEMELDET = "angemeldet", "angemeldet"
    ABGESCHLOSSEN = "abgeschlossen", "abgeschlossen"


class Training(models.Model):
    """The one-day online training for SOC-L (202302002, 2.1)."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="training")
    state = models.CharField(max_length=15, choices=TrainingState)
    completed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=TrainingState.ABGESCHLOSSEN.value, completed_on__isnull=False)
                | (~Q(state=TrainingState.ABGESCHLOSSEN.value) & Q(completed_on=None)),
                name="training_completed_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.state


class ClearanceState(models.TextChoices):
    """The way of a Berechtigung."""

    BEANTRAGT = "beantragt", "beantragt"
    ERTEILT = "erteilt", "erteilt"
    ENTZOGEN = "entzogen", "entzogen"


class Clearance(models.Model):
    """The additional access to the Fachverfahren that SOC-L needs (202302002, 2.1 and 3 SC)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="clearances")
    state = models.CharField(max_length=10, choices=ClearanceState)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="clearance_once_at_a_time",
                expressions=[
                    (single("person"), RangeOperators.OVERLAPS),
                    (VALID, RangeOperators.OVERLAPS),
                ],
                condition=Q(state=ClearanceState.ERTEILT.value),
            ),
        ]

    def __str__(self) -> str:
        return self.state
