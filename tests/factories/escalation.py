"""Anliegen of answered calls, and their ends."""

from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, SubFactory, Trait
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
        unassigned = Trait(plz="", agentur=None, os=None, team=None)

    call = SubFactory(CallFactory, answered=True)
    state = AnliegenState.OPEN
    code = "ALG-27"
    kind = LazyAttribute(lambda anliegen: CATALOGUE[anliegen.code].kind)
    plz = "24103"
    agentur = LazyFunction(lambda: nord().agentur)
    os = LazyFunction(lambda: nord().os)
    team = LazyFunction(lambda: nord().team)
    name = "Mara Beispiel"
    opened_at = AT
    opened_by = SelfAttribute("call.person")


class OutcomeFactory(DjangoModelFactory[Outcome]):
    class Meta:
        model = Outcome

    kind = OutcomeKind.RESOLVED
    at = AT
    by = SubFactory(PersonFactory)
