"""What the units have to do, what they did, when they meet, and the Arbeitsmittel."""

from django.db import models
from django.db.models import Q

from rollout.models.programme import Programme, WaveRegion
from rollout.rules.checklist import KLASSE_LABELS, STATE_LABELS, UNFINISHED, ItemState, Klasse
from socl.orga.models import Person, Unit, UnitKind

KLASSEN = [(k.value, label) for k, label in KLASSE_LABELS.items()]
STATES = [(s.value, label) for s, label in STATE_LABELS.items()]


class Einzelauftrag(models.Model):
    """One sentence of section 3 (or a recommendation) of a directive, for one kind of unit. Loaded from data."""

    key = models.CharField(max_length=20, unique=True)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="auftraege")
    unit_kind = models.CharField(max_length=20, choices=UnitKind)
    rule = models.CharField(max_length=20)
    klasse = models.CharField(max_length=15, choices=KLASSEN)
    days = models.SmallIntegerField()
    every_days = models.PositiveSmallIntegerField(null=True)
    responsible = models.CharField(max_length=80)
    text = models.TextField()
    evidence = models.CharField(max_length=120)
    fact = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.key


class ChecklistItem(models.Model):
    """An Einzelauftrag for one unit in one region. A recurring one is never done for good: its day moves on."""

    auftrag = models.ForeignKey(Einzelauftrag, models.PROTECT, related_name="items")
    wave_region = models.ForeignKey(WaveRegion, models.PROTECT, related_name="items")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="checklist")
    klasse = models.CharField(
        max_length=15, choices=KLASSEN
    )  # the Auftrag's, so that the check below can see it
    state = models.CharField(max_length=10, choices=STATES, default=ItemState.OPEN.value)
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["auftrag", "unit"], name="checklist_item_once"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in UNFINISHED], closed_at=None)
                | Q(state__in=[ItemState.DONE.value, ItemState.DROPPED.value], closed_at__isnull=False),
                name="checklist_item_closed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(klasse=Klasse.PFLICHT.value, state=ItemState.DROPPED.value),
                name="checklist_item_duty_stays",
            ),
        ]
        indexes = [models.Index(fields=["wave_region", "unit"], name="checklist_item_region")]

    def __str__(self) -> str:
        return f"{self.auftrag.key} {self.unit}"


class Tick(models.Model):
    """One line of an item's history; ``due_on`` says which turn of a recurring item it was."""

    item = models.ForeignKey(ChecklistItem, models.CASCADE, related_name="ticks")
    state = models.CharField(max_length=10, choices=STATES)
    due_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.state


class MeetingKind(models.TextChoices):
    """What people meet for."""

    GESPRAECH = "gespraech", "Gesprächsformat"
    AUFTAKT = "auftakt", "Auftaktveranstaltung"


class Level(models.TextChoices):
    """On which level (202302002, 2.2: not only that of the leads)."""

    LEITUNG = "leitung", "Leitungsebene"
    ARBEIT = "arbeit", "Arbeitsebene"


class Meeting(models.Model):
    """A Gesprächsformat with its rhythm, or a kick-off; of one house (``unit``) or of the whole region."""

    wave_region = models.ForeignKey(WaveRegion, models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=10, choices=MeetingKind)
    level = models.CharField(max_length=10, choices=Level)
    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    every_days = models.PositiveSmallIntegerField(null=True)
    next_on = models.DateField(null=True)
    last_held_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on__isnull=False) | Q(last_held_on__isnull=False), name="meeting_has_day"
            ),
            models.CheckConstraint(
                condition=Q(every_days=None) | Q(every_days__gte=1, next_on__isnull=False),
                name="meeting_rhythm_goes_on",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Massnahme(models.Model):
    """One measure of Öffentlichkeitsarbeit, or of telling the staff (both directives, section 3)."""

    wave_region = models.ForeignKey(WaveRegion, models.PROTECT, related_name="massnahmen")
    title = models.CharField(max_length=120)
    planned_on = models.DateField()
    done_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.title


class Arbeitsmittel(models.Model):
    """An Anlage or Arbeitsmittel that a directive names; without a version it is not at hand ("liegt nicht vor")."""

    key = models.CharField(max_length=20, unique=True)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="arbeitsmittel")
    title = models.CharField(max_length=160)
    source = models.CharField(max_length=60)
    version = models.CharField(max_length=40, blank=True)
    version_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(version="", version_on=None) | (~Q(version="") & Q(version_on__isnull=False)),
                name="arbeitsmittel_version_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title
