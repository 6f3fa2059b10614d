"""Who may be offered a call: the rule, the query, and what a desk is told agree in every combination."""

import itertools
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from routing.rufkreis import queries
from routing.rufkreis.models import Call, Presence, Rufkreis
from routing.rufkreis.rules import eligibility
from routing.rufkreis.rules.eligibility import REASON_LABELS, Reason, Topic
from routing.rufkreis.rules.lifecycle import Activity, Wish
from routing.rufkreis.rules.matching import Idle
from socl.orga.models import Clearance, ClearanceState, Dienstposten, Person, Training, TrainingState
from socl.orga.rules.roles import Role
from tests.api.worlds import World
from tests.factories.kalender import AT
from tests.factories.orga import SINCE, tsb
from tests.factories.rufkreis import CallFactory, PresenceFactory

SILENCES = (timedelta(0), timedelta(seconds=30), timedelta(seconds=30, microseconds=1))
ACTIVITIES = (Activity.IDLE, Activity.OFFERED, Activity.WRAP_UP, Activity.NOT_RESPONDING)


class Facts(NamedTuple):
    """One combination of everything that counts."""

    dienstposten: bool
    trained: bool
    cleared: bool
    wish: Wish
    activity: Activity
    silence: timedelta

    def desk(self) -> eligibility.Desk:
        qualified = (self.dienstposten, self.trained, self.cleared)
        return eligibility.Desk(*qualified, self.wish, self.activity, AT - self.silence)


EVERY = [
    Facts(*facts)
    for facts in itertools.product((True, False), (True, False), (True, False), Wish, ACTIVITIES, SILENCES)
]


def expected(facts: Facts, topic: Topic, live: bool) -> list[Reason]:
    """The rule once more, as a table."""
    alg = topic is Topic.ALG
    wishes = {Topic.ALG: {Wish.ALG, Wish.BOTH}, Topic.GENERAL: {Wish.GENERAL, Wish.BOTH}}
    table = [
        (Reason.NO_DIENSTPOSTEN, not facts.dienstposten),
        (Reason.NOT_TRAINED, alg and not facts.trained),
        (Reason.NOT_CLEARED, alg and not facts.cleared),
        (Reason.NOT_LIVE, alg and not live),
        (Reason.WISH, facts.wish not in wishes[topic]),
        (Reason.BUSY, facts.activity is not Activity.IDLE),
        (Reason.LAGGING, facts.silence > timedelta(seconds=30)),
    ]
    return [reason for reason, holds in table if holds]


@pytest.mark.rule("SOCL 2.1/3")
@pytest.mark.rule("SOCL 2.2/1")
@pytest.mark.parametrize("live", [True, False], ids=["live", "not_live"])
@pytest.mark.parametrize("topic", list(Topic))
def test_every_combination_has_exactly_its_reasons(topic: Topic, live: bool) -> None:
    found = {f: eligibility.reasons(f.desk(), topic, live=live, at=AT) for f in EVERY}
    assert found == {f: expected(f, topic, live) for f in EVERY}


@pytest.mark.rule("SOCL 2.1/3")
def test_training_and_berechtigung_are_needed_both() -> None:
    qualified = {
        (trained, cleared): eligibility.reasons(
            Facts(True, trained, cleared, Wish.ALG, Activity.IDLE, timedelta(0)).desk(),
            Topic.ALG,
            live=True,
            at=AT,
        )
        for trained, cleared in itertools.product((True, False), repeat=2)
    }
    assert qualified == {
        (True, True): [],
        (True, False): [Reason.NOT_CLEARED],
        (False, True): [Reason.NOT_TRAINED],
        (False, False): [Reason.NOT_TRAINED, Reason.NOT_CLEARED],
    }


def test_every_reason_can_be_read() -> None:
    assert set(REASON_LABELS) == set(Reason)


def served(desks: list[Idle]) -> dict[int, frozenset[Topic]]:
    """person id -> the topics it serves; who serves none is left out."""
    return {desk.person: desk.topics for desk in desks if desk.topics}


@pytest.fixture
def everybody(world: World) -> dict[int, Facts]:
    """One desk in Nord per combination; person id -> its facts."""
    call = CallFactory.create(pbx=world.pbx, region=world.nord.region)
    people = Person.objects.bulk_create(Person(username=f"p{n}", name="x") for n in range(len(EVERY)))
    facts = {person.pk: f for person, f in zip(people, EVERY, strict=True)}
    Dienstposten.objects.bulk_create(
        Dienstposten(person=p, unit=world.nord.sc, role=Role.TSB, valid_from=SINCE)
        for p in people
        if facts[p.pk].dienstposten
    )
    Training.objects.bulk_create(
        Training(person=p, state=TrainingState.ABGESCHLOSSEN, completed_on=SINCE)
        for p in people
        if facts[p.pk].trained
    )
    Clearance.objects.bulk_create(
        Clearance(person=p, state=ClearanceState.ERTEILT, valid_from=SINCE)
        for p in people
        if facts[p.pk].cleared
    )
    Presence.objects.bulk_create(_presence(world, p, facts[p.pk], call) for p in people)
    return facts


def _presence(world: World, person: Person, facts: Facts, call: Call) -> Presence:
    busy = facts.activity in (Activity.OFFERED, Activity.WRAP_UP)
    return Presence(
        person=person,
        unit=world.nord.sc,
        wish=facts.wish,
        activity=facts.activity,
        call=call if busy else None,
        wrap_up_until=AT + timedelta(seconds=60) if facts.activity is Activity.WRAP_UP else None,
        since=AT,
        idle_since=AT,
        last_seen_at=AT - facts.silence,
    )


@pytest.mark.rule("SOCL 2.1/3")
@pytest.mark.rule("SOCL 2.2/1")
@pytest.mark.parametrize("live", [True, False], ids=["live", "not_live"])
def test_the_query_finds_just_the_desks_without_a_reason(
    world: World, everybody: dict[int, Facts], live: bool
) -> None:
    found = served(queries.idle_desks({world.nord.sc.pk: live}, AT))
    by_rule = {
        pk: frozenset(t for t in Topic if not eligibility.reasons(f.desk(), t, live=live, at=AT))
        for pk, f in everybody.items()
    }
    assert found == {pk: topics for pk, topics in by_rule.items() if topics}


@pytest.mark.parametrize("live", [True, False], ids=["live", "not_live"])
def test_what_a_desk_is_told_is_what_the_query_decides(
    world: World, everybody: dict[int, Facts], live: bool
) -> None:
    """One person for each outcome that differs: more would ask the same queries again."""
    Rufkreis.objects.filter(unit=world.nord.sc, topic=Topic.ALG).update(live_from=AT if live else None)
    idle = served(queries.idle_desks({world.nord.sc.pk: live}, AT))
    some = [pk for pk, f in everybody.items() if f.dienstposten][::5]
    for person in Person.objects.filter(pk__in=some):
        told = {Topic(rufkreis.topic): why for rufkreis, why in queries.eligible(person, AT)}
        assert told == {t: expected(everybody[person.pk], t, live) for t in Topic}
        assert frozenset(t for t, why in told.items() if not why) == idle.get(person.pk, frozenset())


@pytest.mark.rule("SOCL 2.1/3")
@pytest.mark.parametrize(
    ("valid_from", "valid_until", "good"),
    [(0, None, True), (1, None, False), (-5, 0, False), (-5, 1, True), (-5, None, True)],
)
def test_a_berechtigung_counts_on_the_days_it_is_valid(
    world: World, valid_from: int, valid_until: int | None, good: bool
) -> None:
    who = PresenceFactory.create(person=tsb(world.nord)).person
    days: dict[str, object] = {"valid_from": AT.date() + timedelta(days=valid_from)}
    days["valid_until"] = None if valid_until is None else AT.date() + timedelta(days=valid_until)
    Clearance.objects.filter(person=who).update(**days)
    [desk] = queries.idle_desks({world.nord.sc.pk: True}, AT)
    assert (Topic.ALG in desk.topics) is good


@pytest.mark.rule("SOCL 2.1/3")
@pytest.mark.parametrize(("days", "good"), [(-1, True), (0, True), (1, False)])
def test_a_training_counts_from_its_day_on(world: World, days: int, good: bool) -> None:
    who = PresenceFactory.create(person=tsb(world.nord)).person
    Training.objects.filter(person=who).update(completed_on=AT.date() + timedelta(days=days))
    [desk] = queries.idle_desks({world.nord.sc.pk: True}, AT)
    assert (Topic.ALG in desk.topics) is good
    told = {Topic(rufkreis.topic): why for rufkreis, why in queries.eligible(who, AT)}
    assert told[Topic.ALG] == ([] if good else [Reason.NOT_TRAINED])


def test_the_longest_idle_desk_comes_first(world: World) -> None:
    moments: list[datetime] = [AT - timedelta(minutes=n) for n in (1, 3, 2)]
    desks = [PresenceFactory.create(idle_since=m, person=tsb(world.nord)) for m in moments]
    found = [idle.person for idle in queries.idle_desks({world.nord.sc.pk: True}, AT)]
    assert found == [desks[n].person_id for n in (1, 2, 0)]


def test_a_desk_of_another_service_center_is_not_asked(world: World) -> None:
    PresenceFactory.create(person=tsb(world.west), unit=world.west.sc)
    assert queries.idle_desks({world.nord.sc.pk: True}, AT) == []
