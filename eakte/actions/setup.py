"""Setting up the Sonderpostkorb of an Operative Service."""

from datetime import datetime

from django.db import transaction

from eakte.models import Sonderpostkorb
from socl.journal.record import record
from socl.orga.models import Person, Unit


@transaction.atomic
def set_up_sonderpostkorb(*, os: Unit, by: Person, at: datetime) -> Sonderpostkorb:
    """One for each OS (202302002, 3 OS); the one that is there already is kept. Rule SOCL 3/OS/4."""
    postkorb, created = Sonderpostkorb.objects.get_or_create(os=os)
    if created:
        record("set_up_sonderpostkorb", postkorb, by=by, at=at, rule="SOCL 3/OS/4", os=os.key)
    return postkorb
