"""Mailboxes of the demo's team in Kiel; none of them exists."""

from datetime import datetime

from atv.kalender.actions.notices import set_notices
from atv.kalender.models import Kalender
from socl.orga.models import Person, Unit


def some_mailboxes(team: Unit, system: Person, at: datetime) -> None:
    """Where the team, its lead and the coordinator are told what."""
    set_notices(
        kalender=Kalender.objects.get(unit=team),
        team_mailbox="team-kiel@beispiel.invalid",
        lead_mailbox="leitung-kiel@beispiel.invalid",
        coordinator_mailbox="koordination@beispiel.invalid",
        staff_minutes=10,
        warn_days=3,
        by=system,
        at=at,
    )
