"""Anliegen of answered calls, and their ends."""

import factory
from factory.django import DjangoModelFactory

from routing.escalation.models import Anliegen, Outcome
from routing.escalation.rules.catalogue import CATALOGUE
from routing.escalation.rules.lifecycle import AnliegenState, OutcomeKind
from tests.factories.kalender import AT
from tests.factories.orga import PersonFactory, nord
from tests.factories.rufkreis import CallFactory


class AnliegenFactory(DjangoModelFactory[Anliegen]):
    """An open Anliegen of somebody from Kiel, in an answered call; ``unassigned``: nobody is responsible yet."""

    class Meta:
        model = Anliegen

    class Params:
        unassigned = factory.Trait(plz="", agentur=None, os=None, team=None)

    call = factory.SubFactory(CallFactory, answered=True)
    state = AnliegenState.OPEN
    code = "ALG-27"
    kind = factory.LazyAttribute(lambda anliegen: CATALOGUE[anliegen.code].kind)
    plz = "24103"
    agentur = factory.LazyFunction(lambda: nord().agentur)
    os = factory.LazyFunction(lambda: nord().os)
    team = factory.LazyFunction(lambda: nord().team)
    name = "Mara Beispiel"
    opened_at = AT
    opened_by = factory.SelfAttribute("call.person")


class OutcomeFactory(DjangoModelFactory[Outcome]):
    class Meta:
        model = Outcome

    kind = OutcomeKind.RESOLVED
    at = AT
    by = factory.SubFactory(PersonFactory)
