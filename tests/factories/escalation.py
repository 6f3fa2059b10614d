"""Anliegen of answered calls, and their ends."""

from typing import Any

from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, SubFactory, Trait
from factory.django import DjangoModelFactory

from routing.escalation.models import Anliegen, Outcome
from routing.escalation.rules.catalogue import CATALOGUE
from routing.escalation.rules.lifecycle import PROMISED_WITHIN, AnliegenState, OutcomeKind
from socl.orga.models import Person
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
    outcome = None
    kind = LazyAttribute(lambda a: a.outcome.anliegen_kind if a.outcome else CATALOGUE[a.code].kind)
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
    anliegen_kind = "auskunft"
    at = AT
    by = SubFactory(PersonFactory)


def promised(by: Person, **given: Any) -> Outcome:
    """A Rückruf that ``by`` promised within 48 hours, of a call of the past."""
    made = OutcomeFactory.create(
        kind=OutcomeKind.PROMISE_48H, promised_until=AT + PROMISED_WITHIN, by=by, **given
    )
    call = CallFactory.create(answered=True, person=by)
    AnliegenFactory.create(call=call, state=AnliegenState.CLOSED, code="ALG-04", outcome=made)
    return made
