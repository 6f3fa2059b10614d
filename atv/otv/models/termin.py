"""What a citizen has booked: a row beside the Booking, which holds time, name and contact."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from atv.kalender.models import Booking
from atv.kalender.rules.lifecycle import State
from atv.otv.models.site import OtvAnliegen
from atv.otv.rules.lifecycle import CANCELLED_LABELS, WAY_LABELS, Cancelled, Way
from socl.orga.models import Person


class OtvTerminQuerySet(models.QuerySet["OtvTermin"]):
    """Termine in the words of the Eingangszone."""

    def live(self) -> "OtvTerminQuerySet":
        """Those that stand."""
        return self.filter(booking__state=State.BOOKED)

    def with_all(self) -> "OtvTerminQuerySet":
        """With everything that is shown of one."""
        return self.select_related(
            "booking__kalender__unit",
            "booking__serviceplatz",
            "booking__terminart",
            "anliegen__terminart",
            "anliegen__site__unit",
            "anliegen__site__kalender__unit",
            "cancelled_by",
        )

    def untold(self, at: datetime) -> "OtvTerminQuerySet":
        """Those still to come at ``at`` whose citizen was told another time."""
        return self.live().filter(booking__version__gt=F("told_version"), booking__starts_at__gt=at)

    def unconfirmed(self, at: datetime) -> "OtvTerminQuerySet":
        """Those whose e-mail was not confirmed in time at ``at``."""
        return self.live().filter(confirmed_at=None, confirm_until__lte=at)


class OtvTermin(models.Model):
    """A Termin booked online, or a walk-in put into a gap. Kept for 30 days after the day.

    Time, Serviceplatz, state, name, e-mail, number, language and communication aid stand in ``booking``. ``minutes``
    is the conversation that was agreed, without spacing; ``site_version`` the configuration it was booked under.
    ``told_version`` is the version of the booking whose time the citizen was told last: a team that plans anew moves
    bookings without knowing whose they are. ``open_key`` is a keyed hash of e-mail and Anliegen while the Termin
    stands: one open Termin for both.
    """

    booking = models.OneToOneField(Booking, models.PROTECT, related_name="otv_termin")
    anliegen = models.ForeignKey(OtvAnliegen, models.PROTECT, related_name="termine")
    way = models.CharField(max_length=10, choices=[(w.value, label) for w, label in WAY_LABELS.items()])
    minutes = models.PositiveSmallIntegerField()
    site_version = models.PositiveIntegerField()
    told_version = models.PositiveIntegerField(default=1, db_default=1)
    first_jobless_on = models.DateField(null=True)
    confirm_until = models.DateTimeField(null=True)  # None: nothing has to be confirmed
    confirmed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    cancelled_how = models.CharField(
        max_length=15, blank=True, choices=[(c.value, label) for c, label in CANCELLED_LABELS.items()]
    )
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    open_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique while open
    purged_at = models.DateTimeField(null=True)

    objects = OtvTerminQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=[w.value for w in Way]), name="otv_termin_way_known"),
            models.CheckConstraint(
                condition=Q(cancelled_how="", cancelled_by=None)
                | Q(cancelled_how__in=[c.value for c in Cancelled], open_key=None),
                name="otv_termin_cancelled_how",
            ),
        ]

    def __str__(self) -> str:
        return f"OTV-Termin {self.pk}"
