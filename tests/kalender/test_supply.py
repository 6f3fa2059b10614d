"""Setting up what a calendar offers: nothing is orphaned silently, past days stay, two leads do not collide."""

from datetime import date, time
from typing import Any

import pytest

from atv.kalender.actions.ausfallzeiten import enter_ausfallzeit, withdraw_ausfallzeit
from atv.kalender.actions.besetzung import DUTY, seat
from atv.kalender.actions.changing import Effect, Order, preview
from atv.kalender.actions.holds import hold
from atv.kalender.actions.rules_of_booking import BookingRules, set_rules
from atv.kalender.actions.serviceplaetze import Extra, change_serviceplatz, open_one_more, open_serviceplatz
from atv.kalender.actions.zeitfenster import (
    NewWindow,
    change_zeitfenster,
    changed,
    copy_week,
    end_zeitfenster,
    open_zeitfenster,
)
from atv.kalender.models import Besetzung, Booking, Channel, Kalender, SupplyChange, Zeitfenster
from atv.kalender.queries import free
from atv.kalender.queries.supply import displaced
from atv.kalender.rules.supply import Stretch, best_fill, yield_of
from socl.core.purging import fulfil
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY
from tests.factories.kalender import AT, AusfallzeitFactory, berlin, booked, kalender, system, terminart
from tests.factories.orga import PersonFactory
from tests.kalender.refusals import refusal

pytestmark = pytest.mark.django_db
TODAY, WEDNESDAY = date(2026, 11, 17), date(2026, 11, 18)
BOTH = ["leistungsberatung", "sonstiges"]
KINDS: dict[str, Any] = {"terminarten": BOTH, "channels": list(Channel.values)}


def order(calendar: Kalender, **given: Any) -> Order:
    return Order(calendar.pk, system(), AT, **given)


def away(calendar: Kalender, starts: str, ends: str, place: int | None = None, **given: Any) -> Effect:
    """An Ausfallzeit on the day after AT; bookings inside may be displaced unless told otherwise."""
    return enter_ausfallzeit(
        order=order(calendar, **{"displace": True, **given}),
        place_id=calendar.serviceplaetze.get(number=place).pk if place else None,
        starts_at=berlin(WEDNESDAY, starts),
        ends_at=berlin(WEDNESDAY, ends),
        reason="Teambesprechung",
    )


def numbers(bookings: list[Booking]) -> list[tuple[str, int]]:
    return [(f"{free.moment(free.minutes(b.starts_at)):%H:%M}", b.serviceplatz.number) for b in bookings]


# ---- What becomes of the bookings ----


@pytest.mark.rule("ATV-13")
def test_what_fits_elsewhere_at_the_same_time_moves_there_and_the_rest_is_named():
    calendar = kalender(places=2, hours=[(time(8), time(10))])
    both = [booked(calendar, berlin(WEDNESDAY, "08:00")) for _ in range(2)]
    late = booked(calendar, berlin(WEDNESDAY, "09:00"))
    assert [b.serviceplatz.number for b in (*both, late)] == [1, 2, 1]
    effect = away(calendar, "08:00", "10:00", place=1)
    assert (numbers(effect.repacked), numbers(effect.displaced)) == ([("09:00", 2)], [("08:00", 1)])
    assert displaced(calendar, AT) == [both[0]]
    late.refresh_from_db()
    assert (late.serviceplatz.number, late.starts_at, late.version) == (2, berlin(WEDNESDAY, "09:00"), 1)


@pytest.mark.rule("ATV-13")
def test_without_consent_to_displace_nothing_is_changed_and_the_bookings_are_named():
    calendar = kalender(places=1, hours=[(time(8), time(10))])
    one = booked(calendar, berlin(WEDNESDAY, "08:00"))
    with pytest.raises(Refusal) as no:
        away(calendar, "08:00", "09:00", displace=False)
    assert (no.value.code, no.value.message) == ("bookings_inside", "In dieser Zeit liegt 1 Rückruf.")
    assert [b["id"] for b in no.value.extra["bookings"]] == [one.pk]
    assert refusal(away, calendar, "08:00", "09:00", displace=False) == ("bookings_inside", "ATV-13")
    assert (calendar.ausfallzeiten.count(), SupplyChange.objects.count()) == (0, 0)


def test_a_preview_tells_the_same_as_the_change_and_writes_nothing():
    calendar = kalender(places=2, hours=[(time(8), time(9))], weekdays=[3])
    booked(calendar, berlin(WEDNESDAY, "08:00"))
    values: dict[str, Any] = {
        "place_id": None,
        "starts_at": berlin(WEDNESDAY, "08:00"),
        "ends_at": berlin(WEDNESDAY, "08:40"),
        "reason": "Schulung",
    }
    shown = preview(enter_ausfallzeit, order(calendar), **values)
    assert (calendar.ausfallzeiten.count(), SupplyChange.objects.count(), displaced(calendar, AT)) == (
        0,
        0,
        [],
    )
    done = enter_ausfallzeit(order=order(calendar, version=shown.kalender.version, displace=True), **values)
    assert numbers(shown.displaced) == numbers(done.displaced) == [("08:00", 1)]
    assert (shown.before, shown.after) == (done.before, done.after)
    assert vars(shown.before) == {"minutes": 480, "counts": {20: 24, 30: 16}, "wasted": 0}
    assert vars(shown.after) == {"minutes": 400, "counts": {20: 20, 30: 12}, "wasted": 0}


def test_an_earlier_displacement_does_not_stand_in_the_way_of_the_next_change():
    calendar = kalender(places=1, hours=[(time(8), time(10))])
    booked(calendar, berlin(WEDNESDAY, "08:00"))
    away(calendar, "08:00", "09:00")
    assert away(calendar, "09:30", "10:00", displace=False).displaced == []


def test_what_is_confirmed_to_stay_is_no_longer_displaced_until_it_moves():
    calendar = kalender(places=1, hours=[(time(8), time(10))])
    one = booked(calendar, berlin(WEDNESDAY, "08:00"))
    away(calendar, "08:00", "10:00")
    Booking.objects.update(kept_at=one.starts_at)
    assert displaced(calendar, AT) == []
    Booking.objects.update(starts_at=berlin(WEDNESDAY, "09:00"), ends_at=berlin(WEDNESDAY, "09:20"))
    assert displaced(calendar, AT) == [one]


def test_a_hold_ends_where_nothing_is_open_any_more():
    calendar = kalender(places=1, hours=[(time(8), time(10))])
    wanted: dict[str, Any] = {
        "kalender_id": calendar.pk,
        "kind": terminart(),
        "channel": Channel.SC,
        "by": system(),
        "at": AT,
    }
    hold(starts_at=berlin(WEDNESDAY, "08:00"), **wanted)
    away(calendar, "09:00", "10:00", displace=False)
    assert Booking.objects.count() == 1
    away(calendar, "08:00", "09:00", displace=False)
    assert Booking.objects.count() == 0


# ---- Versions and history ----


@pytest.mark.rule("ATV-14")
def test_two_leads_who_save_at_once_the_second_is_told():
    calendar = kalender(places=1)
    away(calendar, "08:00", "09:00", version=1)
    with pytest.raises(Refusal) as no:
        away(calendar, "09:00", "10:00", version=1)
    assert (no.value.code, no.value.rule, no.value.extra) == ("stale", "ATV-14", {"current_version": 2})
    away(calendar, "09:00", "10:00", version=2)
    kept = SupplyChange.objects.order_by("version").values_list("version", "verb", "by__username", "at")
    assert list(kept) == [(n, "enter_ausfallzeit", "aufbau", AT) for n in (2, 3)]


def test_a_change_from_a_day_on_leaves_the_days_before_as_they_were():
    calendar = kalender(places=1, hours=[(time(8), time(12))])
    old = Zeitfenster.objects.get()
    new = changed(old, starts=time(10))
    change_zeitfenster(
        order=order(calendar), window_id=old.pk, new=new, from_day=date(2026, 11, 23), valid_until=None
    )
    rows = Zeitfenster.objects.order_by("valid_from").values_list("starts", "valid_until")
    assert list(rows) == [(time(8), date(2026, 11, 23)), (time(10), None)]
    later = Zeitfenster.objects.get(valid_until=None)
    end_zeitfenster(order=order(calendar), window_id=later.pk, from_day=TODAY)
    later.refresh_from_db()
    assert later.valid_until == later.valid_from, "withdrawn before it was ever in force"
    kept = SupplyChange.objects.get(version=2)
    assert kept.facts == {
        "serviceplaetze": [1],
        "instead_of": "08:00-12:00",
        "weekdays": [1, 2, 3, 4, 5],
        "times": "10:00-12:00",
        "terminarten": ["leistungsberatung", "sonstiges"],
        "channels": ["sc", "eingangszone", "online"],
        "valid_from": "2026-11-23",
        "valid_until": None,
    }


# ---- Serviceplätze and Zeitfenster ----


def window(starts: str, ends: str, weekdays: list[int] | None = None) -> NewWindow:
    clocks = time.fromisoformat(starts), time.fromisoformat(ends)
    return NewWindow(weekdays or [1, 2, 3, 4, 5], *clocks, **KINDS)


@pytest.mark.rule("SOCL 3/OS/3")
def test_a_lead_sets_up_a_team_from_nothing():
    calendar = kalender(places=0)
    for label in ("", "Raum 2"):
        values: dict[str, Any] = {"number": None, "label": label, "valid_from": TODAY, "valid_until": None}
        open_serviceplatz(order=order(calendar), **values)
    ids = list(calendar.serviceplaetze.values_list("pk", flat=True))
    effect = open_zeitfenster(
        order=order(calendar), place_ids=ids, new=window("08:00", "08:50"), valid_from=TODAY, valid_until=None
    )
    assert (effect.before.minutes, effect.after.minutes) == (0, 2 * 20 * 50)
    assert (effect.after.counts, effect.after.wasted) == ({20: 80, 30: 40}, 0)
    assert free.free_days(calendar, terminart(), channel="sc", first=WEDNESDAY, days=1, at=AT)[0].starts


@pytest.mark.rule("ATV-15")
@pytest.mark.parametrize("times", [("08:00", "09:00"), ("11:50", "12:10"), ("07:00", "00:00")])
def test_a_second_zeitfenster_at_the_same_time_is_refused(times):
    calendar = kalender(places=2, hours=[(time(8), time(12))])
    ids = list(calendar.serviceplaetze.values_list("pk", flat=True))
    values: dict[str, Any] = {
        "place_ids": ids,
        "new": window(*times),
        "valid_from": TODAY,
        "valid_until": None,
    }
    assert refusal(open_zeitfenster, order=order(calendar), **values) == ("overlaps", "ATV-15")
    assert Zeitfenster.objects.count() == 2


@pytest.mark.parametrize(
    ("new", "valid_until"),
    [
        (window("22:00", "02:00"), None),
        (window("09:00", "09:00"), None),
        (window("08:00", "09:00"), TODAY),
        (NewWindow([], time(8), time(9), **KINDS), None),
        (NewWindow([1], time(8), time(9), [], ["sc"]), None),
    ],
)
def test_a_zeitfenster_that_makes_no_sense_is_refused(new, valid_until):
    calendar = kalender(places=1, hours=[])
    ids = list(calendar.serviceplaetze.values_list("pk", flat=True))
    values: dict[str, Any] = {"place_ids": ids, "new": new, "valid_from": TODAY, "valid_until": valid_until}
    assert refusal(open_zeitfenster, order=order(calendar), **values)[0] == "invalid"


def test_closing_a_serviceplatz_moves_its_rueckrufe_to_the_others():
    calendar = kalender(places=2, hours=[(time(8), time(10))])
    booked(calendar, berlin(WEDNESDAY, "08:00"))
    first = calendar.serviceplaetze.get(number=1)
    effect = change_serviceplatz(
        order=order(calendar), place_id=first.pk, label="", valid_until=TODAY + ONE_DAY
    )
    assert (numbers(effect.repacked), effect.displaced) == ([("08:00", 2)], [])


def test_one_more_serviceplatz_for_that_time_takes_one_that_stands_empty_first():
    calendar = kalender(places=2, hours=[(time(8), time(10))])
    extra = Extra(WEDNESDAY, time(9), time(11), BOTH, ["sc"])
    assert open_one_more(order=order(calendar), extra=extra).made.number == 3
    afternoon = Extra(WEDNESDAY, time(13), time(14), BOTH, ["sc"])
    assert open_one_more(order=order(calendar), extra=afternoon).made.number == 1
    assert [z.single_day for z in Zeitfenster.objects.exclude(valid_until=None)] == [WEDNESDAY] * 2


def test_a_week_is_copied_as_single_days_where_something_is_missing():
    calendar = kalender(places=1, hours=[(time(8), time(12))], weekdays=[3])
    monday, christmas = date(2026, 11, 16), date(2026, 12, 21)
    open_one_more(order=order(calendar), extra=Extra(date(2026, 11, 20), time(9), time(10), BOTH, ["sc"]))
    effect = copy_week(order=order(calendar), source=date(2026, 11, 19), target=christmas + 2 * ONE_DAY)
    assert [(w.single_day, w.starts) for w in effect.made] == [(date(2026, 12, 25), time(9))]
    assert copy_week(order=order(calendar), source=monday, target=christmas).made == []
    assert refusal(copy_week, order=order(calendar), source=monday, target=date(2026, 11, 9))[0] == "invalid"


def test_an_ausfallzeit_that_is_withdrawn_opens_again():
    calendar = kalender(places=1, hours=[(time(9), time(10))])
    closed = AusfallzeitFactory.create(kalender=calendar)
    effect = withdraw_ausfallzeit(order=order(calendar), ausfallzeit_id=closed.pk)
    assert effect.after.minutes - effect.before.minutes == 60
    no = refusal(withdraw_ausfallzeit, order=order(calendar), ausfallzeit_id=closed.pk)
    assert no == ("gone", "")


def test_the_rules_of_booking_are_set_and_bounded():
    calendar = kalender(places=1)
    rules = BookingRules(2, 30, 100, 60, 40, 3)
    set_rules(order=order(calendar), rules=rules)
    calendar.refresh_from_db()
    assert free.bookable_days(calendar, AT) == (date(2026, 11, 19), date(2026, 12, 18))
    assert [calendar.share(c) for c in Channel.values] == [100, 60, 40]
    for wrong in ({"lead_days": 0}, {"horizon_days": 1}, {"horizon_days": 366}, {"share_sc": 101}):
        bad = BookingRules(**{**vars(rules), **wrong})
        assert refusal(set_rules, order=order(calendar), rules=bad)[0] == "invalid"


def test_who_sits_where_is_kept_for_ninety_days():
    calendar, (a, b) = kalender(places=2), (PersonFactory.create(), PersonFactory.create())
    one, two = calendar.serviceplaetze.order_by("number").values_list("pk", flat=True)
    said: dict[str, Any] = {"kalender_id": calendar.pk, "day": WEDNESDAY, "by": system(), "at": AT}
    seat(persons={one: a.pk, two: b.pk}, **said)
    seat(persons={one: b.pk, two: None}, **said)
    assert list(Besetzung.objects.values_list("serviceplatz", "person")) == [(one, b.pk)]
    assert refusal(seat, persons={one: a.pk, two: a.pk}, **said)[0] == "seated_twice"
    assert refusal(seat, persons={two: b.pk}, **said)[0] == "seated_twice"
    for at, left in (("2027-02-16", 1), ("2027-02-17", 0)):
        before = DUTY.rule.before(berlin(at, "09:00"), {})
        fulfil(DUTY, before=before, at=AT)
        assert Besetzung.objects.count() == left


# ---- Yields ----


def test_what_four_weeks_yield_counts_each_length_and_the_unusable_rest():
    stretches = [Stretch(0, 240, 0, (20, 30)), Stretch(5, 70, 0, (20, 30)), Stretch(0, 50, 0, (20,))]
    found = yield_of(stretches, (20, 30), 10)
    assert vars(found) == {"minutes": 355, "counts": {20: 12 + 3 + 2, 30: 8 + 2}, "wasted": 5 + 10}
    assert yield_of([Stretch(0, 100, 0, (25,))], (25,), 10).counts == {25: 3}, (
        "25 minutes take 30 on the raster"
    )
    assert [best_fill(n, (20, 30)) for n in (0, 10, 19, 20, 35, 50)] == [0, 0, 0, 20, 30, 50]
