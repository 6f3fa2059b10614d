"""A worker that dies at any statement of a routing verb leaves everything or nothing: never half a call."""

import json
from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

from routing.rufkreis.actions.cti import receive_cti_event
from routing.rufkreis.actions.desk import accept_offer, decline_offer, finish_wrap_up, set_presence
from routing.rufkreis.actions.live import take_back_live
from routing.rufkreis.actions.numbers import NumberHours, set_days, set_hours, take_back_week
from routing.rufkreis.actions.roster import copy_week
from routing.rufkreis.actions.setup import rotate_secret
from routing.rufkreis.actions.sweep import sweep
from routing.rufkreis.actions.talk import dial_back
from routing.rufkreis.models import Call, CtiCommand, CtiEvent, EntryNumber, Offer, Plan, Presence
from routing.rufkreis.rules.event import Event
from routing.rufkreis.rules.lifecycle import Wish
from socl.journal.models import Entry
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day
from socl.orga.rules.roles import Role
from tests.api.clients import Time
from tests.api.worlds import World, rows, small_world
from tests.factories.orga import tsb
from tests.kills import for_every_statement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mortal_world(time: Time) -> World:
    """The small world in tables of its own, one qualified desk signed in."""
    found = small_world(time)
    set_presence(person=tsb(found.nord, username="tsb1"), wish=Wish.BOTH, at=time())
    return found


def event(world: World, name: str, **more: Any) -> Event:
    """An event as the face hands it to the verb."""
    told = {"from_raw": "0431 12345", "to_raw": "08004555500", "dtmf": ("2",)} if name == "newCall" else more
    return Event(name, f"e-{name}", "c1", world.time(), "hash", {"event": name}, **told)


def told(world: World, name: str, **more: Any) -> Any:
    return json.loads(receive_cti_event(pbx=world.pbx, event=event(world, name, **more))[1])


def killed_everywhere(act: Callable[[], Any]) -> int:
    """Kill ``act`` at each of its statements: nothing is left of it; the number of kills."""
    before = rows()

    def check() -> None:
        assert rows() == before

    return for_every_statement(act, check)


def states() -> dict[str, Any]:
    return {
        "call": Call.objects.values_list("state", flat=True).first(),
        "offer": Offer.objects.values_list("state", flat=True).first(),
        "desk": Presence.objects.values_list("activity", flat=True).get(),
        "events": CtiEvent.objects.count(),
    }


def test_a_new_call_is_taken_in_whole_or_not_at_all(mortal_world: World) -> None:
    assert killed_everywhere(lambda: told(mortal_world, "newCall")) > 10
    assert states() == {"call": "offered", "offer": "open", "desk": "offered", "events": 1}


def test_an_offer_is_accepted_whole_or_not_at_all(mortal_world: World) -> None:
    offer = int(told(mortal_world, "newCall")["offerId"])
    who = Presence.objects.get().person
    act = lambda: accept_offer(offer_id=offer, person=who, at=mortal_world.time())  # noqa: E731
    assert killed_everywhere(act) > 4
    assert states() == {"call": "offered", "offer": "accepted", "desk": "offered", "events": 1}
    assert list(Call.objects.get().commands.values_list("command", "state")) == [("answer", "queued")]


def test_an_offer_is_declined_whole_or_not_at_all(mortal_world: World) -> None:
    offer = int(told(mortal_world, "newCall")["offerId"])
    who = Presence.objects.get().person
    act = lambda: decline_offer(offer_id=offer, person=who, at=mortal_world.time())  # noqa: E731
    assert killed_everywhere(act) > 4
    assert states() == {"call": "queued", "offer": "declined", "desk": "idle", "events": 1}


def test_an_answer_connects_whole_or_not_at_all(mortal_world: World) -> None:
    offer = int(told(mortal_world, "newCall")["offerId"])
    accept_offer(offer_id=offer, person=Presence.objects.get().person, at=mortal_world.time())
    assert killed_everywhere(lambda: told(mortal_world, "answer", offer_id=offer)) > 8
    assert states() == {"call": "answered", "offer": "accepted", "desk": "talking", "events": 2}


def test_a_hangup_ends_whole_or_not_at_all(mortal_world: World) -> None:
    offer = int(told(mortal_world, "newCall")["offerId"])
    accept_offer(offer_id=offer, person=Presence.objects.get().person, at=mortal_world.time())
    told(mortal_world, "answer", offer_id=offer)
    assert killed_everywhere(lambda: told(mortal_world, "hangup", cause="normalClearing")) > 8
    assert states() == {"call": "ended", "offer": "accepted", "desk": "wrap_up", "events": 3}


def test_a_wrap_up_is_finished_whole_or_not_at_all(mortal_world: World) -> None:
    offer = int(told(mortal_world, "newCall")["offerId"])
    told(mortal_world, "answer", offer_id=offer)
    told(mortal_world, "hangup", cause="normalClearing")
    who = Presence.objects.get().person
    assert killed_everywhere(lambda: finish_wrap_up(person=who, at=mortal_world.time())) > 3
    assert states()["desk"] == "idle"


def test_a_promised_rueckruf_is_dialled_whole_or_not_at_all(mortal_world: World) -> None:
    offer = told(mortal_world, "newCall")["offerId"]
    who = Presence.objects.get().person
    accept_offer(offer_id=offer, person=who, at=mortal_world.time())
    told(mortal_world, "answer", offer_id=offer)
    told(mortal_world, "hangup", cause="normalClearing")
    over = Call.objects.select_related("rufkreis").get()
    assert killed_everywhere(lambda: dial_back(call=over, by=who, at=mortal_world.time())) > 4
    assert (
        CtiCommand.objects.filter(command="dial").count()
        == Entry.objects.filter(verb="ask_dial").count()
        == 1
    )


def test_a_sweep_killed_anywhere_leaves_each_service_center_swept_or_not(mortal_world: World) -> None:
    told(mortal_world, "newCall")
    mortal_world.time.goes_on(20)
    whole = {"call": "queued", "offer": "expired", "desk": "idle", "events": 1}
    begun = states()

    def check() -> None:
        assert states() in (begun, whole)

    assert for_every_statement(lambda: sweep(at=mortal_world.time()), check) > 8
    assert states() == whole


def test_planning_numbers_secrets_and_the_way_back_happen_whole_or_not_at_all(mortal_world: World) -> None:
    world, at = mortal_world, mortal_world.time()
    told(world, "newCall")
    by, today = world.person(Role.BETRIEB, world.nord.rd), berlin_day(at)
    entry, monday = EntryNumber.objects.order_by("pk")[0], today - ONE_DAY * (today.isoweekday() - 1)
    later = NumberHours(time(9), time(17), [1], "queue", "bald", "zu", valid_from=today + ONE_DAY)
    Plan.objects.create(person=Presence.objects.get().person, day=monday - 7 * ONE_DAY, half_hours="a" * 48)
    common: dict[str, Any] = {"by": by, "at": at}
    acts: list[Callable[[], Any]] = [
        lambda: set_hours(entry=entry, wanted=later, **common),
        lambda: set_days(entries=[entry], days=Span(today, today + 2 * ONE_DAY), stretch=None, **common),
        lambda: take_back_week(entry=entry, **common),
        lambda: copy_week(unit=world.nord.sc, monday=monday, **common),
        lambda: rotate_secret(pbx=world.pbx, secret="neu", **common),
        lambda: take_back_live(region=world.nord.region, **common),
    ]
    assert [killed_everywhere(act) > 2 for act in acts] == [True] * 6
    entry.refresh_from_db()
    assert (entry.next_from, entry.closed, entry.version, entry.days.count()) == (None, "queue", 4, 2)
    assert Plan.objects.count() == 2
    assert Call.objects.select_related("rufkreis").get().rufkreis.topic == "general"
