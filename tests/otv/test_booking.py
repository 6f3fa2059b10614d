"""A citizen books: asked for, confirmed by mail, one open Termin; what law and the agency's rules leave."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest

from atv.kalender.models import Booking
from atv.kalender.rules.lifecycle import State
from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.booking import Wish, book_online, confirm
from atv.otv.actions.cancelling import cancel, move, release_unconfirmed
from atv.otv.actions.sites import withdraw
from atv.otv.models import OtvSite, OtvTermin
from atv.otv.queries.times import Asked, nearest, offer
from atv.otv.rules.citizen import Citizen, citizen
from atv.otv.rules.lifecycle import Cancelled, Way
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.actions.opening import set_week
from socl.orga.queries.opening import is_open_on
from socl.post.models import Outbox
from socl.post.rules.lifecycle import State as Sending
from tests.factories.kalender import AT, berlin, system
from tests.factories.otv import offered, order, released, values

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = "2026-11-17", "2026-11-18"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MARA = Citizen("Mara Beispiel", "mara@example.org")
JAN = Citizen("Jan Muster", "jan@example.org")


def book(
    clock: str = "09:00",
    day: str = TOMORROW,
    who: Citizen = MARA,
    code: str = "OTV-02",
    at: Any = AT,
    way: Way = Way.PERSONAL,
    **asked: date,
) -> OtvTermin:
    wish = Wish("131", code, berlin(day, clock), way, Asked(**asked))
    return book_online(wish=wish, citizen=who, by=system(), at=at)


def confirmed(*args: Any, **given: Any) -> OtvTermin:
    return confirm(termin=book(*args, **given), by=system(), at=AT + MINUTE)


def no_of(**given: Any) -> tuple[str, str, bool]:
    """Code and rule of the refusal, and whether it names other times."""
    with pytest.raises(Refusal) as no:
        book(**given)
    return no.value.code, no.value.rule, bool(no.value.extra.get("alternatives"))


def starts(code: str = "OTV-02", first: str = TODAY, days: int = 3, at: Any = AT, **asked: date) -> list[str]:
    site = OtvSite.objects.get()
    found = offer(offered(site, code), Asked(**asked), first=date.fromisoformat(first), days=days, at=at)
    return [f"{m:%d. %H:%M}" for _, moments in found.starts for m in moments]


# ---- Asked for and confirmed ----


@pytest.mark.rule("OTVT-5")
@pytest.mark.rule("OTVT-8")
def test_a_termin_is_asked_for_confirmed_by_mail_and_stands():
    released()
    asked = book()
    booking = asked.booking
    assert (booking.state, booking.name, booking.in_person) == (State.BOOKED, "Mara Beispiel", True)
    assert (asked.confirm_until, asked.confirmed_at, asked.minutes) == (AT + 60 * MINUTE, None, 15)
    [first] = Outbox.objects.all()
    assert (first.recipient, first.subject, first.attachments) == (
        "mara@example.org",
        "Ihr Termin bei der Agentur für Arbeit",
        [],
    )
    assert "Mittwoch, 18. November 2026, 9:00 bis 9:15 Uhr" in first.body
    assert "bis Dienstag, 17. November 2026, 11:00 Uhr" in first.body  # AT is 10:00 in Berlin
    stands = confirm(termin=asked, by=system(), at=AT + MINUTE)
    assert stands.confirmed_at == AT + MINUTE
    second = Outbox.objects.exclude(pk=first.pk).get()
    assert "ist bestätigt" in second.body and "METHOD:PUBLISH" in second.attachments[0]["content"]
    assert not re.search("Mara|arbeitsuchend|Kündigung", first.body + second.body + str(second.attachments))
    again = confirm(termin=asked, by=system(), at=AT + 2 * MINUTE)  # a link pressed twice
    assert (again.confirmed_at, Outbox.objects.count()) == (AT + MINUTE, 2)


@pytest.mark.rule("OTVT-5")
def test_who_does_not_confirm_in_time_loses_it_and_cannot_confirm_afterwards():
    released()
    asked, late = book(), AT + 60 * MINUTE
    assert release_unconfirmed(termin_id=asked.pk, at=late - MINUTE) is False
    with pytest.raises(Refusal) as no:  # even if the task is late
        confirm(termin=asked, by=system(), at=late)
    assert (no.value.code, no.value.rule) == ("expired", "OTVT-5")
    assert release_unconfirmed(termin_id=asked.pk, at=late) is True
    assert release_unconfirmed(termin_id=asked.pk, at=late) is False
    asked.refresh_from_db()
    assert (asked.booking.state, asked.cancelled_how, asked.open_key) == ("cancelled", "unconfirmed", None)
    stands = confirmed("10:00")
    assert release_unconfirmed(termin_id=stands.pk, at=AT + DAY) is False


# ---- One open Termin ----


@pytest.mark.rule("OTVT-6")
def test_one_address_has_one_open_termin_for_an_anliegen_and_nobody_else_learns_it():
    released()
    mine = confirmed()
    stranger = book("10:00", who=Citizen("Fremd", "MARA@example.org"))  # is told nothing
    assert stranger.booking.state == State.BOOKED
    with pytest.raises(Refusal) as no:
        confirm(termin=stranger, by=system(), at=AT + MINUTE)
    assert (no.value.code, no.value.extra["starts_at"]) == (
        "already_open",
        mine.booking.starts_at.isoformat(),
    )
    confirm(termin=stranger, by=system(), at=AT + MINUTE, instead=True)
    mine.refresh_from_db()
    assert (mine.booking.state, mine.cancelled_how) == ("cancelled", "citizen")
    assert confirmed("11:00", code="OTV-04").confirmed_at  # another Anliegen is another Termin
    past = berlin(TOMORROW, "10:01")
    wish = Wish("131", "OTV-02", berlin("2026-11-19", "09:00"), Way.PERSONAL, Asked())
    later = book_online(wish=wish, citizen=MARA, by=system(), at=past)  # what is over is not open
    assert confirm(termin=later, by=system(), at=past).confirmed_at == past


@pytest.mark.rule("OTVT-6")
def test_a_new_request_gives_up_the_unconfirmed_one_and_a_button_pressed_twice_books_once():
    released()
    first = book()
    assert book().pk == first.pk
    assert (Booking.objects.count(), Outbox.objects.count()) == (1, 1)
    second = book("09:30")
    first.refresh_from_db()
    assert (first.booking.state, first.cancelled_how) == ("cancelled", "unconfirmed")
    assert "18. 09:00" in starts()  # free for others at once: nobody trades with what nobody had
    assert OtvTermin.objects.get(open_key__isnull=False).pk == second.pk


# ---- What may be booked ----


@pytest.mark.rule("ATV-5")
@pytest.mark.rule("OTVT-3")
def test_times_begin_after_the_notice_and_the_newest_day_opens_minute_by_minute():
    site = released()
    put_anliegen(order=order(site), code="OTV-02", wanted=values("OTV-02", lead_hours=23, horizon_days=2))
    assert starts(days=9)[0] == "18. 09:00"  # 23 hours after 10:00
    assert starts(days=9)[-1] == "19. 10:00"
    assert starts(days=9, at=AT + 5 * MINUTE)[-1] == "19. 10:05"
    assert no_of(clock="08:00") == ("too_soon", "ATV-5", True)
    assert no_of(clock="10:30", day="2026-11-19") == ("too_late", "OTVT-3", True)
    assert no_of(clock="09:00", day="2026-11-24") == ("too_late", "OTVT-3", True)


@pytest.mark.rule("OTVT-1")
def test_the_arbeitslosmeldung_is_offered_and_booked_only_in_time():
    released()
    saturday = date(2026, 11, 21)  # closed: Monday counts back
    days = {text[:2] for text in starts("OTV-01", days=20, first_jobless_on=saturday)}
    assert days == {"18", "19", "20", "23"}
    assert no_of(code="OTV-01", day="2026-11-24", first_jobless_on=saturday) == (
        "not_allowed",
        "OTVT-1",
        False,
    )
    assert starts("OTV-01", days=30, first_jobless_on=date(2026, 11, 10)) == []  # too late already
    assert starts("OTV-01", days=30, first_jobless_on=date(2027, 6, 1)) == []  # too early still
    assert no_of(code="OTV-01") == ("invalid", "OTVT-1", False)
    made = book(code="OTV-01", day="2026-11-23", first_jobless_on=saturday)
    assert (made.first_jobless_on, made.minutes) == (saturday, 20)


@pytest.mark.rule("OTV 2/10")
def test_a_day_takes_as_many_termine_as_the_agency_wants():
    site = released()
    put_anliegen(order=order(site), code="OTV-02", wanted=values("OTV-02", limit_per_day=1))
    book()
    assert not [text for text in starts() if text.startswith("18")]
    assert no_of(clock="11:00", who=JAN) == ("not_offered", "OTV 2/10", True)
    assert book("11:00", who=JAN, code="OTV-04").pk


@pytest.mark.rule("OTV 2/11")
def test_termine_lie_inside_and_outside_the_opening_hours_of_the_eingangszone():
    site = released()
    week = {2: [(time(10), time(11))]}
    set_week(unit=site.kalender.unit, week=week, valid_from=berlin_day(AT), by=system(), at=AT)
    assert not is_open_on(site.kalender.unit, date.fromisoformat(TOMORROW))  # a Wednesday
    assert [text for text in starts() if text in ("18. 08:00", "18. 10:00")] == ["18. 08:00", "18. 10:00"]
    assert book("08:00").booking.starts_at == berlin(TOMORROW, "08:00")


@pytest.mark.rule("OTV 3/AA/5")
def test_spacing_keeps_the_place_free_after_the_conversation():
    site = released(places=1)
    put_anliegen(order=order(site), code="OTV-02", wanted=values("OTV-02", minutes=15, spacing_minutes=10))
    made = book()
    assert made.booking.ends_at - made.booking.starts_at == timedelta(minutes=25)
    assert no_of(clock="09:15", who=JAN)[0] == "slot_taken"


@pytest.mark.rule("ATV-2")
def test_who_comes_too_late_is_offered_the_three_nearest_bookable_times():
    site = released(places=1)
    book()
    with pytest.raises(Refusal) as no:
        book(who=JAN)
    assert no.value.code == "slot_taken"
    near = nearest(offered(site, "OTV-02"), Asked(), berlin(TOMORROW, "09:00"), AT)
    assert no.value.extra["alternatives"] == [m.isoformat() for m in near]
    assert len(near) == 3


@pytest.mark.rule("OTV 2/12")
def test_the_way_is_one_that_the_agency_offers():
    released()
    called = Citizen("Jan Muster", "jan@example.org", "+493023125900")
    assert book(way=Way.TELEPHONE, who=called).booking.in_person is False
    assert no_of(code="OTV-04", way=Way.TELEPHONE)[:2] == ("not_allowed", "OTV 2/12")


@pytest.mark.rule("OTVT-10")
def test_a_site_that_is_withdrawn_or_changed_meanwhile_takes_nothing_more():
    site = released()
    put_anliegen(order=order(site), code="OTV-04", wanted=values("OTV-04", active=False))
    assert no_of(code="OTV-04") == ("withdrawn", "OTVT-10", False)
    mine = confirmed()
    withdraw(order=order(site), live_until=berlin_day(AT))
    assert no_of(who=JAN, clock="10:00") == ("withdrawn", "OTVT-10", False)
    mine.refresh_from_db()
    assert mine.booking.state == State.BOOKED  # what is booked stays


# ---- Moved and cancelled ----


@pytest.mark.rule("OTVT-4")
@pytest.mark.rule("OTV 3/SC/2")
def test_a_cancelled_time_returns_later_and_who_took_it_is_kept():
    released(places=1)
    mine, tsb = confirmed(), system()
    gone = cancel(termin=mine, how=Cancelled.PHONE, who=tsb, by=tsb, at=AT + MINUTE, reason="krank")
    assert (gone.booking.state, gone.cancelled_how, gone.cancelled_by) == ("cancelled", "phone", tsb)
    assert no_of(who=JAN)[0] == "slot_taken"  # held for nobody
    after = AT + 2 * 15 * MINUTE + MINUTE
    assert book(who=JAN, at=after).booking.starts_at == mine.booking.starts_at
    said = Outbox.objects.get(purpose=f"otv:{mine.pk}:cancelled")
    assert "abgesagt" in said.body and "METHOD:CANCEL" in said.attachments[0]["content"]
    with pytest.raises(Refusal) as no:
        cancel(termin=mine, how=Cancelled.CITIZEN, who=None, by=tsb, at=after)
    assert no.value.code == "begun"
    verbs = set(Entry.objects.filter(verb="cancel_termin").values_list("rule", flat=True))
    assert verbs == {"OTV 3/SC/2"}


@pytest.mark.rule("OTVT-4")
def test_moving_takes_the_new_time_and_tells_both_calendars():
    released(places=1)
    mine = confirmed()
    moved = move(termin=mine, starts_at=berlin(TOMORROW, "10:00"), by=system(), at=AT + MINUTE)
    assert (moved.pk, moved.booking.starts_at) == (mine.pk, berlin(TOMORROW, "10:00"))
    assert no_of(who=JAN)[0] == "slot_taken"  # the old time returns later
    said = Outbox.objects.filter(state=Sending.DUE).order_by("-pk")[0]
    assert "10:00 bis 10:15" in said.body and "SEQUENCE:1" in said.attachments[0]["content"]
    with pytest.raises(Refusal) as no:
        move(termin=moved, starts_at=berlin("2027-03-01", "10:00"), by=system(), at=AT + MINUTE)
    assert (no.value.code, len(no.value.extra["alternatives"])) == ("too_late", 3)
    with pytest.raises(Refusal) as no:
        move(termin=moved, starts_at=berlin(TOMORROW, "11:00"), by=system(), at=moved.booking.starts_at)
    assert no.value.code == "begun"


# ---- What is typed ----


def typed(**given: Any) -> Citizen:
    said = {"name": "Mara", "email": "mara@example.org", "phone_number": "", "needs_phone": False, **given}
    return citizen(**said)


@pytest.mark.rule("OTVT-7")
@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("email", {"email": "mara@example.org\nBcc: alle@example.org"}),
        ("email", {"email": "mara@example.org\r\n"[:-1] + "x"}),
        ("email", {"email": "mara"}),
        ("email", {"email": "a" * 260 + "@example.org"}),
        ("name", {"name": "x" * 10_000}),
        ("name", {"name": "Mara\nBeispiel"}),
        ("name", {"name": " \u200f\u202e "}),
        ("phone", {"phone_number": "12"}),
        ("phone", {"needs_phone": True}),
        ("language", {"language": "x" * 41}),
        ("communication_aid", {"aid": "Gebärden\x00sprache"}),
    ],
)
def test_what_nobody_could_use_is_refused_at_its_field(field, given):
    with pytest.raises(Refusal) as no:
        typed(**given)
    assert (no.value.status, list(no.value.extra["errors"])) == (422, [field])


@pytest.mark.rule("OTVT-7")
def test_one_letter_is_a_name_and_marks_that_nobody_sees_are_left_out():
    assert typed(name="X").name == "X"
    assert typed(name=" \u202eMara\u200f  O\u2019Hara ").name == "Mara O’Hara"
    assert typed(name="مريم").name == "مريم"
    assert typed(phone_number="+49 (30) 23125-900").phone == "+493023125900"
