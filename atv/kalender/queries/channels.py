"""Through which channel somebody books: everybody has one, and nobody chooses it."""

from datetime import date

from atv.kalender.models import Channel
from socl.orga import gates
from socl.orga.models import Person, PersonKind
from socl.orga.rules.roles import Role

OF_ROLE = {Role.TSB: Channel.SC, Role.EZ_STAFF: Channel.EINGANGSZONE}


def channel_of(person: Person, day: date) -> Channel:
    """Machines book online, people as the office they hold, the main one first; else as the Service Center.

    Rule ATV-10.
    """
    if person.kind == PersonKind.MACHINE:
        return Channel.ONLINE
    return next((OF_ROLE[role] for role in gates.roles(person, day) if role in OF_ROLE), Channel.SC)
