"""The way to SOC-L: named, registered, trained; asked for, granted by a second person, withdrawn."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from socl.core.db import broken_constraint
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.orga.actions import qualification as verbs
from socl.orga.models import Clearance, ClearanceState, Person, Training, TrainingState
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT
from tests.factories.orga import ClearanceFactory, PersonFactory, TrainingFactory, nord, person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 17)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def lead() -> Person:
    return person(Role.SC_LEAD, nord().sc, username="leitung")


@pytest.fixture
def tsb() -> Person:
    return person(Role.TSB, nord().sc, username="mara")


def code(act: Callable[..., Any], **given: Any) -> str:
    """The code of the refusal, empty if there is none."""
    try:
        with transaction.atomic():
            act(**given, at=AT)
    except Refusal as no:
        return no.code
    return ""


@pytest.mark.rule("SOCL 3/SC/4")
def test_a_tsb_is_named_once_and_somebody_else_never(lead: Person, tsb: Person) -> None:
    assert code(verbs.name_for_soc_l, person=tsb, by=lead) == ""
    assert (tsb.training.state, tsb.training.planned_on) == (TrainingState.VORGESEHEN, None)
    assert code(verbs.name_for_soc_l, person=tsb, by=lead) == "already_named"
    clerk = person(Role.OS_STAFF, nord().team)
    assert code(verbs.name_for_soc_l, person=clerk, by=lead) == "no_dienstposten"
    assert list(Entry.objects.values_list("verb", "rule")) == [("name_for_soc_l", "SOCL 3/SC/4")]


TRAINING: dict[str, tuple[Callable[..., Any], dict[str, Any], str]] = {
    "register": (verbs.register_training, {"on": TOMORROW}, "vorgesehen angemeldet"),
    "unregister": (verbs.unregister_training, {}, "angemeldet"),
    "complete": (verbs.complete_training, {"on": TODAY}, "angemeldet"),
    "withdraw": (verbs.withdraw_name, {}, "vorgesehen angemeldet"),
}


@pytest.mark.parametrize("state", TrainingState)
@pytest.mark.parametrize("move", TRAINING)
def test_a_training_moves_from_these_states_and_no_other(
    lead: Person, state: TrainingState, move: str
) -> None:
    days: dict[str, dict[str, Any]] = {
        "vorgesehen": {"planned_on": None, "completed_on": None},
        "angemeldet": {"planned_on": TODAY, "completed_on": None},
        "abgeschlossen": {"planned_on": TODAY, "completed_on": TODAY},
    }
    training = TrainingFactory.create(state=state, **days[state])
    verb, given, sources = TRAINING[move]
    expected = "" if state in sources.split() else "wrong_state"
    assert code(verb, training=training, by=lead, **given) == expected
    left = Training.objects.filter(pk=training.pk).values_list("state", "planned_on", "completed_on").first()
    then: dict[str, Any] = {
        "register": ("angemeldet", TOMORROW, None),
        "unregister": ("vorgesehen", None, None),
        "complete": ("abgeschlossen", TODAY, TODAY),
        "withdraw": None,
    }
    unchanged = (state, days[state]["planned_on"], days[state]["completed_on"])
    assert left == (unchanged if expected else then[move])


@pytest.mark.rule("SOCL 2.1/3")
def test_nobody_is_trained_by_a_day_to_come(lead: Person) -> None:
    training = TrainingFactory.create(state=TrainingState.ANGEMELDET, planned_on=TOMORROW, completed_on=None)
    assert code(verbs.complete_training, training=training, on=TOMORROW, by=lead) == "too_soon"
    assert (
        code(verbs.register_training, training=training, on=TODAY - timedelta(days=1), by=lead) == "too_late"
    )
    assert Training.objects.values_list("state", flat=True).get() == "angemeldet"


@pytest.mark.rule("SOCL 3/SC/5")
@pytest.mark.rule("ORGA-4")
def test_berechtigungen_are_asked_for_by_one_and_granted_by_another(lead: Person, tsb: Person) -> None:
    region = person(Role.SC_REGION, nord().region)
    assert code(verbs.request_clearance, person=tsb, valid_from=TOMORROW, by=lead) == ""
    assert code(verbs.request_clearance, person=tsb, valid_from=TODAY, by=region) == "already_asked"
    asked = Clearance.objects.get()
    assert [code(verbs.grant_clearance, clearance=asked, by=who) for who in (lead, tsb)] == ["four_eyes"] * 2
    assert code(verbs.grant_clearance, clearance=asked, by=region) == ""
    assert code(verbs.grant_clearance, clearance=asked, by=region) == "already_granted"
    found = Clearance.objects.values("state", "valid_from", "requested_by", "granted_by").get()
    assert found == {
        "state": ClearanceState.ERTEILT,
        "valid_from": TOMORROW,
        "requested_by": lead.pk,
        "granted_by": region.pk,
    }


@pytest.mark.rule("ORGA-4")
@pytest.mark.parametrize("granter", ["requester", "person"])
def test_the_database_lets_nobody_grant_to_himself(lead: Person, tsb: Person, granter: str) -> None:
    asked = ClearanceFactory.create(person=tsb, state=ClearanceState.BEANTRAGT, requested_by=lead)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Clearance.objects.filter(pk=asked.pk).update(granted_by=lead if granter == "requester" else tsb)
    assert broken_constraint(error.value) == "clearance_four_eyes"


CLEARANCE: dict[str, tuple[Callable[..., Any], str, str]] = {
    "grant": (verbs.grant_clearance, "beantragt", "erteilt"),
    "withdraw": (verbs.withdraw_clearance, "beantragt erteilt", "entzogen"),
}


@pytest.mark.parametrize("state", ClearanceState)
@pytest.mark.parametrize("move", CLEARANCE)
def test_a_berechtigung_moves_from_these_states_and_no_other(
    lead: Person, state: ClearanceState, move: str
) -> None:
    clearance = ClearanceFactory.create(state=state)
    verb, sources, target = CLEARANCE[move]
    refused = code(verb, clearance=clearance, by=lead)
    assert bool(refused) == (state not in sources.split())
    clearance.refresh_from_db()
    assert clearance.state == (state if refused else target)


def test_a_second_grant_may_follow_the_first_but_not_cover_it(lead: Person) -> None:
    who = PersonFactory.create()
    ClearanceFactory.create(person=who, valid_until=TODAY)
    after = ClearanceFactory.create(person=who, state=ClearanceState.BEANTRAGT, valid_from=TODAY)
    assert code(verbs.grant_clearance, clearance=after, by=lead) == ""
    before = ClearanceFactory.create(person=who, state=ClearanceState.BEANTRAGT, valid_until=TODAY)
    assert code(verbs.grant_clearance, clearance=before, by=lead) == "already_granted"
    assert (
        code(verbs.request_clearance, person=who, valid_from=TODAY, valid_until=TODAY, by=lead)
        == "wrong_days"
    )
