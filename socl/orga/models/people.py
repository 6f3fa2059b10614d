"""People, the offices they hold, and what qualifies them."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from socl.orga.models.units import VALID, Unit, ValidityQuerySet, single, single_text
from socl.orga.rules.lifecycle import ClearanceState, TrainingState
from socl.orga.rules.roles import LABELS, Role


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
    must_change_password = models.BooleanField(default=False)  # the first one was given by somebody else

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
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="dienstposten_validity",
            ),
            ExclusionConstraint(
                name="dienstposten_once_at_a_time",
                expressions=[
                    (single("person"), RangeOperators.OVERLAPS),
                    (single("unit"), RangeOperators.OVERLAPS),
                    (single_text("role"), RangeOperators.OVERLAPS),
                    (VALID, RangeOperators.OVERLAPS),
                ],
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


class Training(models.Model):
    """The one-day online training for SOC-L (202302002, 2.1)."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="training")
    state = models.CharField(max_length=15, choices=[(s.value, s.value) for s in TrainingState])
    planned_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=TrainingState.ANGEMELDET.value, planned_on=None)
                & ~Q(state=TrainingState.VORGESEHEN.value, planned_on__isnull=False),
                name="training_planned_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state=TrainingState.ABGESCHLOSSEN.value, completed_on__isnull=False)
                | (~Q(state=TrainingState.ABGESCHLOSSEN.value) & Q(completed_on=None)),
                name="training_completed_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.state


class Clearance(models.Model):
    """The additional access to the Fachverfahren that SOC-L needs (202302002, 2.1 and 3 SC).

    While it is requested, the days are those asked for; the grant fixes them, the withdrawal ends them.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="clearances")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ClearanceState])
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    requested_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

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
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=ClearanceState.BEANTRAGT.value),
                name="clearance_one_open_request",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="clearance_validity"
            ),
            # Nobody grants what they asked for, nor anything to themselves (rule ORGA-4).
            models.CheckConstraint(
                condition=Q(granted_by=None)
                | (~Q(granted_by=F("person")) & (Q(requested_by=None) | ~Q(granted_by=F("requested_by")))),
                name="clearance_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.state


class CoordinatorKind(models.TextChoices):
    """In which capacity somebody is named."""

    KOORDINATOR = "koordinator", "Koordinator/in"
    ANSPRECHPARTNER = "ansprechpartner", "Hauptansprechpartner/in"


class ProgrammeCode(models.TextChoices):
    """Which introduction somebody is named for."""

    SOC_L = "soc_l", "SOC-L"
    OTV = "otv", "OTV"


class Coordinator(models.Model):
    """Somebody named by a unit as Koordinator/in or Hauptansprechpartner/in (202302002, 2.2 and 3)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="coordinators")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=CoordinatorKind)
    programme = models.CharField(max_length=10, choices=ProgrammeCode)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="coordinator_validity",
            ),
            ExclusionConstraint(
                name="coordinator_once_at_a_time",
                expressions=[
                    (single("unit"), RangeOperators.OVERLAPS),
                    (single("person"), RangeOperators.OVERLAPS),
                    (single_text("kind"), RangeOperators.OVERLAPS),
                    (single_text("programme"), RangeOperators.OVERLAPS),
                    (VALID, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit}"
