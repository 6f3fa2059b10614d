"""Who plays in the busy hour: a telephone system and desks of their own in the demo world's Service Center Nord.

They are made when first asked for, by the real verbs, and are signed out when the hour is over. A call may also ring
at the desk of somebody who has signed in by hand: whoever wants to play along answers it.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from routing.rufkreis.actions.setup import set_up_pbx
from routing.rufkreis.models import Pbx
from socl.lab import demo
from socl.lab.busy.play import Cast
from socl.lab.demo_day import plan_everybody
from socl.lab.pbx import PbxClient
from socl.orga.actions.people import appoint, create_person
from socl.orga.actions.qualification import qualify
from socl.orga.models import Person, PersonKind, Unit, UnitKind
from socl.orga.rules.roles import Role

SWITCH = "labor"
SERVICE_CENTER = "sc-nord"


@transaction.atomic
def cast(desks: int, at: datetime) -> Cast:
    """The telephone system and so many desks, with tokens for a day."""
    system = Person.objects.get(username="demo")
    switch = Pbx.objects.filter(person__username=SWITCH).select_related("person").first()
    if switch is None:
        switch = _switch(system, at)
    names = [f"{SWITCH}{n}" for n in range(1, desks + 1)]
    there = {person.username: person for person in Person.objects.filter(username__in=names)}
    new = [_desk(name, system, at) for name in names if name not in there]
    plan_everybody(new, at)
    people = {**there, **{person.username: person for person in new}}
    tokens = {name: demo.token_for(people[name], at) for name in names}
    token = demo.token_for(switch.person, at)
    return Cast(settings.BASE_URL, PbxClient(settings.BASE_URL, token, switch.secret, counting=True), tokens)


def _switch(system: Person, at: datetime) -> Pbx:
    region = Unit.objects.get(key=demo.LIVE_REGION)
    person = create_person(
        username=SWITCH,
        name="Telefonanlage des Labors",
        kind=PersonKind.MACHINE,
        password=None,
        demo=True,
        by=system,
        at=at,
    )
    appoint(person=person, unit=region, role=Role.PBX, valid_from=demo.SINCE, by=system, at=at)
    regions = Unit.objects.filter(kind=UnitKind.SC_REGION)
    return set_up_pbx(
        person=person, own_region=region, regions=regions, secret=demo.secret_for(f"{SWITCH} secret")
    )


def _desk(username: str, system: Person, at: datetime) -> Person:
    """A qualified TSB of Nord who cannot log in at a browser."""
    person = create_person(
        username=username,
        name=f"Labor {username.removeprefix(SWITCH)}",
        kind=PersonKind.STAFF,
        password=None,
        demo=True,
        by=system,
        at=at,
    )
    unit = Unit.objects.get(key=SERVICE_CENTER)
    appoint(person=person, unit=unit, role=Role.TSB, valid_from=demo.SINCE, by=system, at=at)
    qualify(person=person, completed_on=demo.SINCE, by=system, at=at)
    return person
