"""The OTK: one site per Dienststelle and Geschäftsfeld, its Anliegen, the history and the comments."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from atv.kalender.models import Kalender, Terminart
from atv.otv.rules.anliegen import things
from atv.otv.rules.areas import AREA_LABELS, EXEMPT_LABELS, TRIALS_END, Area, Exempt
from atv.otv.rules.catalogue import CENTRAL, MANDATORY, ONLY_BY_TELEPHONE, ONLY_IN_PERSON
from atv.otv.rules.lifecycle import LIVED, SITE_LABELS, SiteState
from socl.orga.models import Person, Unit


class OtvSiteQuerySet(models.QuerySet["OtvSite"]):
    """Sites in the words of the directive."""

    def open_on(self, day: date) -> "OtvSiteQuerySet":
        """Those at which citizens may book on the Berlin ``day``: released, not yet or not any more withdrawn."""
        return (
            self.filter(state__in=LIVED, live_from__lte=day)
            .filter(Q(live_until=None) | Q(live_until__gt=day))
            .filter(Q(trial_until=None) | Q(trial_until__gte=day))
        )


class OtvSite(models.Model):
    """What one Dienststelle offers. ``unit`` is the Agentur (its Hauptagentur) or a Geschäftsstelle.

    ``key`` is the permanent link; for the Eingangszone it is the key of the unit. ``live_from`` and ``live_until``
    are Berlin days, half-open. ``mandatory`` and ``mandatory_active`` are filled while an Eingangszone is released:
    a foreign key over both and the id points at its active "Persönliche Arbeitslosmeldung" (OTV 2/5), so that the
    database itself refuses to release a site without it, and to switch it off afterwards.
    """

    key = models.SlugField(max_length=50, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="otv_sites")
    kalender = models.ForeignKey(Kalender, models.PROTECT, related_name="otv_sites")
    area = models.CharField(max_length=20, choices=[(a.value, label) for a, label in AREA_LABELS.items()])
    exempt = models.CharField(
        max_length=10, blank=True, choices=[(e.value, label) for e, label in EXEMPT_LABELS.items()]
    )
    trial_until = models.DateField(null=True)  # the last day of a trial
    state = models.CharField(
        max_length=10,
        choices=[(s.value, label) for s, label in SITE_LABELS.items()],
        default=SiteState.DRAFT.value,
    )
    live_from = models.DateField(null=True)
    live_until = models.DateField(null=True)
    mandatory = models.CharField(max_length=8, null=True)  # noqa: DJ001 - null: not bound
    mandatory_active = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=1)
    planned_start_on = models.DateField(null=True)
    start_reported_at = models.DateTimeField(null=True)  # to the RD
    address = models.CharField(max_length=200, blank=True)
    directions = models.TextField(blank=True)
    easy_language = models.TextField(blank=True)  # Leichte Sprache
    sign_language_url = models.URLField(blank=True)
    confirm_minutes = models.PositiveSmallIntegerField(default=60)  # to confirm the e-mail, else released
    return_minutes = models.PositiveSmallIntegerField(default=15)  # until a cancelled time is offered again

    objects = OtvSiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "area"], name="otv_site_one_per_area"),
            models.CheckConstraint(
                condition=Q(state=SiteState.DRAFT.value, live_from=None, live_until=None)
                | Q(state=SiteState.RELEASED.value, live_from__isnull=False, live_until=None)
                | Q(
                    state=SiteState.WITHDRAWN.value,
                    live_from__isnull=False,
                    live_until__isnull=False,
                    live_until__gte=F("live_from"),
                ),
                name="otv_site_state_has_days",
            ),
            models.CheckConstraint(
                condition=Q(area=Area.EINGANGSZONE.value, exempt="", trial_until=None)
                | Q(
                    area=Area.BERATUNG.value,
                    exempt=Exempt.TRIAL.value,
                    trial_until__isnull=False,
                    trial_until__lte=TRIALS_END,
                )
                | Q(area=Area.ARBEITSLOSENGELD.value, exempt=Exempt.BADZ.value, trial_until=None),
                name="otv_site_only_eingangszone",
            ),
            models.CheckConstraint(
                condition=Q(
                    area=Area.EINGANGSZONE.value,
                    state__in=[s.value for s in LIVED],
                    mandatory__isnull=False,  # a comparison with NULL would let everything pass
                    mandatory=MANDATORY,
                    mandatory_active__isnull=False,
                    mandatory_active=True,
                )
                | (
                    (~Q(area=Area.EINGANGSZONE.value) | Q(state=SiteState.DRAFT.value))
                    & Q(mandatory=None, mandatory_active=None)
                ),
                name="otv_site_released_has_mandatory",
            ),
            models.CheckConstraint(
                condition=Q(start_reported_at=None) | Q(planned_start_on__isnull=False),
                name="otv_site_reported_has_start",
            ),
            models.CheckConstraint(
                condition=Q(confirm_minutes__gte=5, confirm_minutes__lte=2880, return_minutes__lte=1440),
                name="otv_site_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"OTV {self.key}"


class OtvAnliegen(models.Model):
    """One Anliegen that a site offers (``active``) or has prepared. Central ones (OASU, OALO) never stand here.

    ``minutes`` is the conversation; ``spacing_minutes`` (hygiene, OTV 3/AA/5) keep the place free after it, so its
    Terminart takes both. ``lead_hours``, ``horizon_days`` say from when and until when it can be booked,
    ``limit_per_day`` how many Termine a day takes whatever the Serviceplätze are (None: as many as they give).
    """

    site = models.ForeignKey(OtvSite, models.PROTECT, related_name="anliegen")
    terminart = models.OneToOneField(Terminart, models.PROTECT, related_name="otv_anliegen")
    code = models.CharField(max_length=8)
    position = models.PositiveSmallIntegerField()
    active = models.BooleanField(default=False)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    hint = models.TextField(blank=True)
    bring = models.TextField(blank=True)
    personal = models.BooleanField(default=True)
    telephone = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField()
    spacing_minutes = models.PositiveSmallIntegerField(default=0)
    limit_per_day = models.PositiveSmallIntegerField(null=True)
    lead_hours = models.PositiveSmallIntegerField(default=2)
    horizon_days = models.PositiveSmallIntegerField(default=28)
    booking_mode = models.CharField(max_length=120, blank=True)  # BEO, Fachliche Arbeitshilfe (OTV 3/AA/7)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="otv_anliegen_once"),
            models.UniqueConstraint(fields=["site", "code", "active"], name="otv_anliegen_code_and_active"),
            models.CheckConstraint(condition=~Q(code__in=CENTRAL), name="otv_anliegen_not_central"),
            models.CheckConstraint(
                condition=~Q(code=MANDATORY) | Q(personal=True, telephone=False),
                name="otv_anliegen_mandatory_in_person",
            ),
            models.CheckConstraint(
                condition=(Q(telephone=False) | ~Q(code__in=ONLY_IN_PERSON))
                & (Q(personal=False) | ~Q(code__in=ONLY_BY_TELEPHONE)),
                name="otv_anliegen_ways_of_the_law",
            ),
            models.CheckConstraint(
                condition=Q(active=False) | Q(personal=True) | Q(telephone=True),
                name="otv_anliegen_active_has_way",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=120, spacing_minutes__lte=60),
                name="otv_anliegen_minutes",
            ),
            models.CheckConstraint(
                condition=Q(horizon_days__gte=1, horizon_days__lte=180, lead_hours__lte=336),
                name="otv_anliegen_horizon",
            ),
            models.CheckConstraint(
                condition=Q(limit_per_day=None) | Q(limit_per_day__gte=1), name="otv_anliegen_limit"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def things(self) -> list[str]:
        """What to bring, one by one."""
        return things(self.bring)


class OtvChange(models.Model):
    """One change of a site: the version it led to, and the whole configuration after it. Kept as long as the site."""

    site = models.ForeignKey(OtvSite, models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    snapshot = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "version"], name="otv_change_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.version}"


class OtvComment(models.Model):
    """What the RD says to a site: about its configuration, never about a citizen."""

    site = models.ForeignKey(OtvSite, models.PROTECT, related_name="comments")
    text = models.TextField()
    version = models.PositiveIntegerField()  # of the site when it was said
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Kommentar {self.pk}"


class TextBlock(models.Model):
    """The prescribed wording of a central Anliegen (Anlage 2), one row per version; the newest counts.

    Without a row the draft of the catalogue is shown and marked "Entwurf".
    """

    code = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    text = models.TextField()
    hint = models.TextField()
    source = models.CharField(max_length=200)  # where the official wording comes from
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="otv_text_block_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
