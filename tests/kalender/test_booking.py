"""Booking, moving and cancelling a Rückruf, and every way it is refused."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from atv.kalender.actions.booking import move_rueckruf
from atv.kalender.actions.supply import TERMINARTEN
from atv.kalender.models import Booking, Channel, Kalender, Terminart, Zeitfenster
from atv.kalender.queries.bookings import kalender_of
from atv.kalender.rules.lifecycle import LIVE, State
from socl.core.db import broken_constraint
from socl.journal.models import Entry
from socl.lib.references import parse_reference
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY
from tests.factories.kalender import AT, BookingFactory, berlin, booked, kalender, system, terminart
from tests.factories.orga import UnitFactory, tsb
from tests.kalender.refusals import refusal

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 18)  # the day after AT


def at(clock: str, day: date = WEDNESDAY) -> datetime:
    return berlin(day, clock)


def alternatives(act: Any, *args: Any, **kwargs: Any) -> list[str]:
    """The clock times that a refusal offers instead."""
    with pytest.raises(Refusal) as no:
        act(*args, **kwargs)
    return [
        f"{datetime.fromisoformat(a):%d. %H:%M}".removeprefix("18. ") for a in no.value.extra["alternatives"]
    ]


@pytest.mark.rule("SOCL 2.1/8")
def test_a_rueckruf_is_booked_into_a_serviceplatz_of_the_alg_plus_team():
    calendar, who = kalender(), tsb()
    made = booked(calendar, at("09:00"), by=who, name="Jan Muster", kundennummer="131A123456")
    stored = Booking.objects.values().get()
    assert stored == {
        "id": made.pk,
        "kalender_id": calendar.pk,
        "serviceplatz_id": calendar.serviceplaetze.get(number=1).pk,
        "terminart_id": terminart().pk,
        "state": State.BOOKED,
        "starts_at": at("09:00"),
        "ends_at": at("09:20"),
        "channel": Channel.SC,
        "reference": parse_reference(str(stored["reference"])),
        "name": "Jan Muster",
        "rueckruf_number": "+493023125900",
        "email": "",
        "kundennummer": "131A123456",
        "language": "",
        "communication_aid": "",
        "briefing": "Zahlung für Oktober nicht eingegangen.",
        "restricted": False,
        "in_person": False,
        "purged_at": None,
        "result": "",
        "closing_note": "",
        "ending": "",
        "worked_by_id": None,
        "follows_id": None,
        "for_team_id": None,
        "expires_at": None,
        "kept_at": None,
        "created_by_id": who.pk,
        "created_at": AT,
        "closed_at": None,
        "version": 1,
    }
    entry = Entry.objects.get(verb="book_rueckruf")
    assert (entry.object_id, entry.by_id, entry.at, entry.rule) == (made.pk, who.pk, AT, "SOCL 2.1/8")
    assert entry.facts == {"kind": "sonstiges", "channel": "sc"}


@pytest.mark.rule("SOCL 3/SC/2")
@pytest.mark.parametrize(("code", "minutes"), [("leistungsberatung", 30), ("sonstiges", 20)])
def test_a_leistungsberatung_takes_30_minutes_and_anything_else_20(code, minutes):
    made = booked(kalender(), at("09:00"), code)
    assert made.ends_at - made.starts_at == timedelta(minutes=minutes)
    assert sorted(Terminart.objects.values_list("code", "label", "minutes")) == sorted(TERMINARTEN)


@pytest.mark.rule("SOCL 3/OS/3")
def test_a_team_without_serviceplaetze_cannot_be_booked():
    team = UnitFactory.create()
    assert refusal(kalender_of, team) == ("no_kalender", "SOCL 3/OS/3")
    assert kalender_of(kalender(team).unit).unit == team


@pytest.mark.rule("SOCL 3/OS/3")
def test_as_many_serviceplaetze_as_the_os_provides_take_the_same_time():
    calendar = kalender(places=3)
    lanes = [booked(calendar, at("09:00")).serviceplatz_id for _ in range(3)]
    assert sorted(lanes) == sorted(calendar.serviceplaetze.values_list("pk", flat=True))
    assert refusal(booked, calendar, at("09:00")) == ("slot_taken", "ATV-2")


@pytest.mark.rule("ATV-2")
def test_a_taken_time_is_refused_with_the_three_nearest():
    calendar = kalender(places=1)
    booked(calendar, at("09:00"))
    assert alternatives(booked, calendar, at("09:00")) == ["08:20", "08:40", "09:20"]


@pytest.mark.rule("ATV-3")
def test_a_wasteful_time_is_refused_while_others_are_free_and_taken_when_none_is():
    calendar = kalender(places=1, hours=[(time(8), time(8, 40))], weekdays=[3])
    assert refusal(booked, calendar, at("08:10")) == ("not_offered", "ATV-3")
    assert alternatives(booked, calendar, at("08:10")) == ["08:00", "08:20", "25. 08:00"]
    assert booked(calendar, at("08:10"), "leistungsberatung").state == State.BOOKED


@pytest.mark.rule("SOCL 2.1/9")
@pytest.mark.parametrize("season", ["2026-01-14", "2026-07-14"])
def test_a_rueckruf_starts_on_the_next_berlin_day_at_the_earliest(season):
    calendar, today = kalender(), date.fromisoformat(season)
    before, after = berlin(today, "23:59"), berlin(today, "23:59") + timedelta(minutes=2)
    tomorrow = berlin(today + ONE_DAY, "08:00")
    assert refusal(booked, calendar, berlin(today, "09:00"), at=berlin(today, "07:00")) == (
        "too_soon",
        "SOCL 2.1/9",
    )
    assert refusal(booked, calendar, tomorrow, at=after) == ("too_soon", "SOCL 2.1/9")
    assert booked(calendar, tomorrow, at=before).starts_at == tomorrow


@pytest.mark.rule("SOCL 2.1/9")
def test_no_calendar_can_be_set_to_take_bookings_for_today():
    calendar = kalender()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Kalender.objects.filter(pk=calendar.pk).update(lead_days=0)
    assert broken_constraint(error.value) == "kalender_from_the_next_day"


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2026-11-17", "11:00", ("too_soon", "SOCL 2.1/9")),
        ("2026-11-16", "11:00", ("too_soon", "SOCL 2.1/9")),
        ("2027-01-17", "11:00", ("too_late", "ATV-5")),
        ("2099-12-31", "11:00", ("too_late", "ATV-5")),
        ("2026-12-25", "11:00", ("closed", "ATV-8")),
        ("2026-11-21", "11:00", ("closed", "ATV-8")),
        ("2026-11-18", "07:50", ("outside_window", "SOCL 2.1/8")),
        ("2026-11-18", "11:50", ("outside_window", "SOCL 2.1/8")),
        ("2026-11-18", "12:30", ("outside_window", "SOCL 2.1/8")),
        ("2026-11-18", "09:05", ("off_raster", "ATV-1")),
        ("2026-11-18", "09:00:30", ("off_raster", "ATV-1")),
        ("2026-11-18", "09:00:00.000001", ("off_raster", "ATV-1")),
    ],
)
@pytest.mark.rule("SOCL 2.1/8")
@pytest.mark.rule("ATV-1")
@pytest.mark.rule("ATV-5")
@pytest.mark.rule("ATV-8")
def test_a_time_that_no_list_would_show_is_refused_with_its_rule(day, clock, expected):
    calendar = kalender()
    assert refusal(booked, calendar, berlin(day, clock)) == expected
    moved = booked(calendar, at("09:00"))
    act: dict[str, Any] = {
        "booking": moved,
        "starts_at": berlin(day, clock),
        "version": 1,
        "by": system(),
        "at": AT,
    }
    assert refusal(move_rueckruf, **act) == expected


def test_a_time_is_the_same_in_every_zone():
    calendar = kalender(places=1)
    booked(calendar, datetime.fromisoformat("2026-11-18T09:00:00+01:00"))
    assert refusal(booked, calendar, datetime.fromisoformat("2026-11-18T08:00:00+00:00"))[0] == "slot_taken"


def test_a_window_over_the_change_of_clocks_takes_what_it_lists():
    calendar = kalender(places=1, hours=[(time(1), time(4))], weekdays=[7])
    spring: dict[str, Any] = {"at": berlin("2026-03-20", "09:00")}
    skipped = datetime.fromisoformat("2026-03-29T02:30:00+01:00")  # Berlin clocks show 03:30
    assert refusal(booked, calendar, skipped, **spring) == ("not_offered", "ATV-3")
    assert booked(calendar, berlin("2026-03-29", "03:40"), **spring).ends_at == datetime(
        2026, 3, 29, 2, tzinfo=UTC
    )
    assert refusal(booked, calendar, berlin("2026-03-29", "04:00"), **spring)[0] == "outside_window"
    autumn: dict[str, Any] = {"at": berlin("2026-10-20", "09:00")}
    first = booked(calendar, datetime.fromisoformat("2026-10-25T02:30:00+02:00"), **autumn)
    second = booked(calendar, datetime.fromisoformat("2026-10-25T02:30:00+01:00"), **autumn)
    assert second.starts_at - first.starts_at == timedelta(hours=1)


@pytest.mark.rule("ATV-4")
def test_the_tightest_serviceplatz_is_taken():
    calendar = kalender(places=2)
    one, two = calendar.serviceplaetze.order_by("number")
    assert booked(calendar, at("08:00"), "leistungsberatung").serviceplatz_id == one.pk
    assert booked(calendar, at("08:00"), "leistungsberatung").serviceplatz_id == two.pk
    assert booked(calendar, at("09:00"), "leistungsberatung").serviceplatz_id == one.pk
    assert booked(calendar, at("08:30"), "leistungsberatung").serviceplatz_id == one.pk


@pytest.mark.rule("ATV-2")
def test_the_database_itself_refuses_a_double_booking():
    calendar = kalender(places=1)
    booked(calendar, at("09:00"))
    for start in ("08:50", "09:00", "09:10"):
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            BookingFactory.create(kalender=calendar, starts_at=at(start))
        assert broken_constraint(error.value) == "booking_no_double"
    held = {"state": State.HELD, "expires_at": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingFactory.create(kalender=calendar, starts_at=at("09:00"), **held)
    BookingFactory.create(kalender=calendar, starts_at=at("09:20"))
    BookingFactory.create(kalender=calendar, starts_at=at("08:40"))
    for over in (s for s in State if s not in LIVE):
        BookingFactory.create(kalender=calendar, starts_at=at("09:00"), state=over)


@pytest.mark.rule("ATV-2")
def test_a_writer_past_all_verbs_is_noticed_by_the_verbs_as_taken(monkeypatch):
    """The constraint is the last line: even a verb that computed a wrong lane only refuses."""
    calendar = kalender(places=2)
    first = booked(calendar, at("09:00"))
    other = booked(calendar, at("10:00"))
    for module in ("booking", "placing"):
        monkeypatch.setattr(f"atv.kalender.actions.{module}.place", lambda *_, **__: first.serviceplatz)
    assert refusal(booked, calendar, at("09:00")) == ("slot_taken", "ATV-2")
    wrong: dict[str, Any] = {
        "booking": other,
        "starts_at": at("09:00"),
        "version": 1,
        "by": system(),
        "at": AT,
    }
    assert refusal(move_rueckruf, **wrong) == ("slot_taken", "ATV-2")


def test_a_reference_that_was_drawn_before_is_drawn_again(monkeypatch):
    calendar = kalender()
    first = booked(calendar, at("09:00"))
    draws = iter([first.reference, first.reference, "K7XW-4RC2"])
    for module in ("booking", "placing"):
        monkeypatch.setattr(f"atv.kalender.actions.{module}.new_reference", lambda: next(draws))
    assert booked(calendar, at("09:00")).reference == "K7XW-4RC2"


def test_a_window_for_one_channel_cannot_be_booked_by_another():
    calendar = kalender()
    Zeitfenster.objects.update(channels=[Channel.SC])
    assert refusal(booked, calendar, at("09:00"), channel=Channel.ONLINE) == ("closed", "ATV-8")
    assert booked(calendar, at("09:00")).channel == Channel.SC
