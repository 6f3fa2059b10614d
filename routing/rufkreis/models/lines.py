"""The telephone systems, the numbers that customers dial, and the Rufkreise they lead to."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from routing.rufkreis.rules.eligibility import HOTLINE_LABELS, TOPIC_LABELS, Topic
from routing.rufkreis.rules.priority import PRIORITY_LABELS, Priority
from socl.orga.models import Person, Unit


class Pbx(models.Model):
    """A telephone system: its machine client, the regions it is bound to, and its signing secrets.

    The previous secret stays valid until ``previous_until``, so that it can be rotated without a gap. The present one
    has been used since ``secret_seen_at``; until then it may be replaced without cutting the telephone system off.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="pbx")
    own_region = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    regions = models.ManyToManyField(Unit, related_name="+")
    secret = models.CharField(max_length=100)
    previous_secret = models.CharField(max_length=100, blank=True)
    previous_until = models.DateTimeField(null=True)
    secret_seen_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    last_snapshot_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.person.username


class RufkreisQuerySet(models.QuerySet[Any]):
    """Rufkreise for callers, and hotlines for colleagues."""

    def for_calls(self) -> Any:
        """Those that callers wait in."""
        return self.filter(topic__in=[topic.value for topic in Topic])


class Rufkreis(models.Model):
    """One per Service Center and topic, and one per hotline (FiT of a Service Center, OS).

    ``live_from``: when SOC-L went live there (null: not yet).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rufkreise")
    topic = models.CharField(
        max_length=10,
        choices=[
            (t.value, label) for labels in (TOPIC_LABELS, HOTLINE_LABELS) for t, label in labels.items()
        ],
    )
    live_from = models.DateTimeField(null=True)
    # Seconds of waiting after which the desks of further Service Centers may take a call; null: never.
    region_after = models.PositiveIntegerField(null=True, default=60)
    nation_after = models.PositiveIntegerField(null=True)
    priority = models.PositiveSmallIntegerField(
        choices=[(p.value, label) for p, label in PRIORITY_LABELS.items()], default=Priority.NORMAL.value
    )

    objects = RufkreisQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "topic"], name="rufkreis_unit_topic"),
            models.CheckConstraint(condition=Q(priority__in=[0, 1]), name="rufkreis_priority"),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()} {self.unit}"


class EntryNumberKind(models.TextChoices):
    """Which number was dialled."""

    SAMMEL = "sammel", "Sammelrufnummer der Agentur"
    SERVICE = "service", "Servicerufnummer Arbeitnehmer"


class ClosedBehaviour(models.TextChoices):
    """What happens to a call outside of the opening hours."""

    REJECT = "reject", "Ansage, dann Ende"
    QUEUE = "queue", "trotzdem annehmen"


class EntryNumber(models.Model):
    """A number customers dial; ``menu`` maps the digit chosen to a topic.

    Without ``opens`` and ``closes`` it is open round the clock; without ``weekdays`` Monday to Friday. Announcements
    are names that the telephone system knows; empty: ``queue.<topic>`` and ``closed``. ``version`` counts the changes.
    From ``next_from`` on (a Berlin day) the ``next_`` times and weekdays count instead.
    """

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=EntryNumberKind)
    agentur = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    menu = models.JSONField(default=dict)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    closed = models.CharField(max_length=10, choices=ClosedBehaviour, default=ClosedBehaviour.REJECT.value)
    waiting_announcement = models.CharField(max_length=40, blank=True)
    closed_announcement = models.CharField(max_length=40, blank=True)
    demo = models.BooleanField(default=False)
    next_from = models.DateField(null=True, blank=True)
    next_opens = models.TimeField(null=True, blank=True)
    next_closes = models.TimeField(null=True, blank=True)
    next_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens=None, closes=None)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes")),
                name="entry_number_opens_before",
            ),
            models.CheckConstraint(
                condition=Q(next_opens=None, next_closes=None)
                | Q(next_from__isnull=False, next_opens__isnull=False, next_closes__isnull=False)
                & Q(next_opens__lt=F("next_closes")),
                name="entry_number_next_opens_before",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class NumberDay(models.Model):
    """What counts for a number on one Berlin day instead of its week and of holidays; without times: closed."""

    entry = models.ForeignKey(EntryNumber, models.PROTECT, related_name="days")
    day = models.DateField()
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "day"], name="number_day_once"),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes")),
                name="number_day_opens_before",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}" if self.opens and self.closes else "geschlossen"


class NumberChange(models.Model):
    """One change of a number's times: the version it led to, what it said before and after, by whom and when.

    ``facts``: field -> [before, after], in words; no names. Kept as long as the number.
    """

    entry = models.ForeignKey(EntryNumber, models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField()
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "version"], name="number_change_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.version}"
