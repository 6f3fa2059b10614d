"""Calls, the desks that take them, the offers between the two, and what the telephone system said."""

from django.db import models
from django.db.models import F, Q

from routing.rufkreis.rules.eligibility import TOPIC_LABELS
from routing.rufkreis.rules.lifecycle import STORED_ACTIVITIES, WISH_LABELS, CallState, OfferState, Wish
from socl.orga.models import Person, Unit


class Pbx(models.Model):
    """A telephone system: its machine client, the regions it is bound to, and its signing secrets.

    The previous secret stays valid until ``previous_until``, so that it can be rotated without a gap.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="pbx")
    own_region = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    regions = models.ManyToManyField(Unit, related_name="+")
    secret = models.CharField(max_length=100)
    previous_secret = models.CharField(max_length=100, blank=True)
    previous_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.person.username


class Rufkreis(models.Model):
    """One per Service Center and topic. ``live_from``: when SOC-L went live there (null: not yet)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rufkreise")
    topic = models.CharField(max_length=10, choices=[(t.value, label) for t, label in TOPIC_LABELS.items()])
    live_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "topic"], name="rufkreis_unit_topic")]

    def __str__(self) -> str:
        return f"{self.get_topic_display()} {self.unit}"


class EntryNumberKind(models.TextChoices):
    """Which number was dialled."""

    SAMMEL = "sammel", "Sammelrufnummer der Agentur"
    SERVICE = "service", "Servicerufnummer Arbeitnehmer"


class EntryNumber(models.Model):
    """A number customers dial; ``menu`` maps the digit chosen to a topic."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=EntryNumberKind)
    agentur = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    menu = models.JSONField(default=dict)
    demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.number


class Call(models.Model):
    """One call. The waiting time counts from the first entry into a queue and runs through every requeue.

    ``person`` has or had it. Kept for 90 days; the person is replaced by the team after 24 h.
    """

    pbx = models.ForeignKey(Pbx, models.PROTECT, related_name="+")
    call_id = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in CallState])
    rufkreis = models.ForeignKey(Rufkreis, models.PROTECT, related_name="calls")
    region = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    agentur = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    entry_number = models.ForeignKey(EntryNumber, models.PROTECT, null=True, related_name="+")
    plz = models.CharField(max_length=5, blank=True)
    from_raw = models.CharField(max_length=40, blank=True)
    from_e164 = models.CharField(max_length=20, blank=True)
    to_raw = models.CharField(max_length=40, blank=True)
    first_queued_at = models.DateTimeField()
    last_polled_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="calls")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_cause = models.CharField(max_length=20, blank=True)
    reconstructed = models.BooleanField(default=False)
    last_seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pbx", "call_id"], name="call_id_once_per_pbx"),
            models.CheckConstraint(
                condition=Q(state=CallState.ENDED.value, ended_at__isnull=False)
                | (~Q(state=CallState.ENDED.value) & Q(ended_at=None)),
                name="call_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=CallState.ANSWERED.value) | Q(answered_at__isnull=False),
                name="call_answered_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["rufkreis", "first_queued_at"],
                condition=Q(state=CallState.QUEUED.value),
                name="call_waiting",
            ),
            models.Index(
                fields=["rufkreis"], condition=Q(state=CallState.OFFERED.value), name="call_offered"
            ),
            models.Index(fields=["person", "-first_queued_at"], name="call_person"),
        ]

    def __str__(self) -> str:
        return f"Anruf {self.pk}"


class Offer(models.Model):
    """A call offered to one desk, with a deadline. At most one open per call and one per person."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="offers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in OfferState])
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(state=OfferState.OPEN.value), name="offer_one_open_per_call"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state=OfferState.OPEN.value), name="offer_one_open_per_person"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("offered_at")), name="offer_expires_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.OPEN.value, closed_at=None)
                | (~Q(state=OfferState.OPEN.value) & Q(closed_at__isnull=False)),
                name="offer_open_has_no_end",
            ),
        ]
        indexes = [models.Index(fields=["call", "closed_at"], name="offer_of_call")]

    def __str__(self) -> str:
        return f"Angebot {self.pk}"


class Presence(models.Model):
    """One row per person: the wish (by the person) and the activity (by the system). No history is kept."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="presence")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    wish = models.CharField(
        max_length=10, choices=[(w.value, label) for w, label in WISH_LABELS.items()], default=Wish.OFF.value
    )
    reason = models.CharField(max_length=120, blank=True)
    activity = models.CharField(max_length=10, choices=[(a.value, a.value) for a in STORED_ACTIVITIES])
    call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField()
    idle_since = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    wrap_up_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(activity="idle", call=None, wrap_up_until=None)
                | Q(activity__in=["offered", "talking"], call__isnull=False, wrap_up_until=None)
                | Q(activity="wrap_up", wrap_up_until__isnull=False),
                name="presence_activity_has_its_columns",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "idle_since"], condition=Q(activity="idle"), name="presence_idle"),
        ]

    def __str__(self) -> str:
        return f"{self.wish} {self.activity}"


class CtiEvent(models.Model):
    """What a telephone system said, once, and what it was told. Polls are not kept. 30 days.

    The telephone system's time and ours are both kept.
    """

    pbx = models.ForeignKey(Pbx, models.PROTECT, related_name="+")
    event_id = models.CharField(max_length=200)
    event = models.CharField(max_length=30)
    call_id = models.CharField(max_length=100, blank=True)
    seq = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    body_hash = models.CharField(max_length=64)
    payload = models.JSONField()
    status = models.PositiveSmallIntegerField(default=200)
    answer = models.TextField(default="{}")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pbx", "event_id"], name="cti_event_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"


class CommandState(models.TextChoices):
    """The way of a command to the telephone system."""

    QUEUED = "queued", "wartet"
    SENT = "sent", "gesendet"
    DONE = "done", "ausgeführt"
    FAILED = "failed", "gescheitert"


class CtiCommand(models.Model):
    """What the desk decided and the telephone system has to do; repeated until it reports the result."""

    pbx = models.ForeignKey(Pbx, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.CASCADE, related_name="commands")
    command = models.CharField(max_length=10)
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="+")
    target = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=CommandState, default=CommandState.QUEUED.value)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["pbx", "id"], condition=Q(state__in=["queued", "sent"]), name="cti_command_pending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.command} {self.state}"


class IdentificationResult(models.TextChoices):
    """How sure the desk is who is calling."""

    CONFIRMED = "confirmed", "bestätigt"
    PARTLY = "partly", "teilweise"
    REFUSED = "refused", "abgelehnt"
    NOT_ASKED = "not_asked", "nicht gefragt"


class Identification(models.Model):
    """Who the caller is and which features matched; never the date of birth itself."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="identifications")
    result = models.CharField(max_length=10, choices=IdentificationResult)
    features = models.JSONField(default=list)
    name = models.CharField(max_length=120, blank=True)
    kundennummer = models.CharField(max_length=10, blank=True)
    current = models.BooleanField(default=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(current=True), name="identification_one_current_per_call"
            ),
        ]

    def __str__(self) -> str:
        return self.result
