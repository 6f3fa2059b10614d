"""Customers and teams are told about Rückrufe: each thing once, never what it is about."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from atv.kalender.actions.booking import cancel_rueckruf, move_rueckruf
from atv.kalender.actions.notices import remind_customer, remind_staff, set_notices
from atv.kalender.models import Booking, Kalender, Notices
from atv.kalender.queries.due import reminders_due, staff_due
from atv.kalender.rules.notices import reminder_at, way_to
from socl.journal.models import Entry
from socl.orga.rules.roles import Role
from socl.post.models import Outbox
from socl.post.rules.content import Channel, Subject
from socl.post.rules.lifecycle import State
from tests.factories.kalender import AT, berlin, booked, kalender, system
from tests.factories.orga import nord, person

MAIL, MOBILE = "mara@beispiel.invalid", "+4915228817386"  # kept free for films
NINE = berlin("2026-11-19", "09:00")
EVE = berlin("2026-11-18", "17:00")
QUESTION = "Zahlung für Oktober"


@pytest.mark.rule("ATV-60")
@pytest.mark.parametrize(
    ("email", "number", "way"),
    [
        (MAIL, MOBILE, (Channel.MAIL, MAIL)),
        ("", MOBILE, (Channel.SMS, MOBILE)),
        ("", "+4943112345", None),  # a landline reads no SMS
        ("", "+33612345678", None),
        (
            '"mara beispiel"@beispiel.invalid',
            MOBILE,
            (Channel.SMS, MOBILE),
        ),  # valid, but no mail we would send
        ("", "", None),
    ],
)
def test_mail_before_sms_and_otherwise_nothing(email, number, way):
    assert way_to(email, number) == way


@pytest.mark.rule("ATV-61")
@pytest.mark.parametrize(
    ("starts", "made", "reminded"),
    [
        (NINE, AT, EVE),
        (NINE, EVE - timedelta(hours=12), EVE),
        (NINE, EVE - timedelta(hours=11, minutes=59), None),
        (
            berlin("2026-10-26", "09:00"),
            AT - timedelta(days=60),
            berlin("2026-10-25", "17:00"),
        ),  # clocks go back
        (berlin("2026-03-30", "09:00"), AT - timedelta(days=400), berlin("2026-03-29", "17:00")),
    ],
)
def test_reminded_at_five_the_day_before_unless_just_booked(starts, made, reminded):
    assert reminder_at(starts, made) == reminded


def messages() -> list[dict[str, Any]]:
    """What was asked for, oldest first."""
    shown = ("purpose", "channel", "recipient", "subject", "state", "not_after")
    return [{name: getattr(row, name) for name in shown} for row in Outbox.objects.order_by("pk")]


def event(purpose: str) -> Any:
    """The appointment that went with a message."""
    (part,) = Outbox.objects.get(purpose=purpose).attachments
    calendar = Calendar.from_ical(part["content"])
    (found,) = calendar.walk("VEVENT")
    return calendar["METHOD"], found


@pytest.mark.django_db
@pytest.mark.rule("ATV-60")
def test_a_booking_is_confirmed_with_an_appointment_and_says_not_what_for():
    made = booked(kalender(), NINE, email=MAIL, briefing=QUESTION)
    assert messages() == [
        {
            "purpose": f"booking:{made.pk}:booked",
            "channel": Channel.MAIL,
            "recipient": MAIL,
            "subject": Subject.BOOKED,
            "state": State.DUE,
            "not_after": NINE,
        }
    ]
    letter = Outbox.objects.get()
    assert "Donnerstag, 19. November 2026, zwischen 9:00 und 9:20 Uhr" in letter.body
    assert str(made.reference) in letter.body
    everything = letter.body + str(letter.attachments)
    assert not [
        word for word in (QUESTION, "Arbeitslosengeld", made.name, made.rueckruf_number) if word in everything
    ]
    method, found = event(letter.purpose)
    assert (method, found["SEQUENCE"], found["STATUS"]) == ("PUBLISH", 0, "CONFIRMED")
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (NINE, NINE + timedelta(minutes=20))


@pytest.mark.django_db
@pytest.mark.rule("ATV-60")
def test_a_mobile_gets_an_sms_and_a_landline_nothing():
    calendar = kalender()
    booked(calendar, NINE, rueckruf_number="+4943112345")
    assert messages() == []
    made = booked(calendar, berlin("2026-11-19", "10:00"), rueckruf_number=MOBILE)
    sms = Outbox.objects.get()
    assert (sms.channel, sms.recipient, sms.attachments) == (Channel.SMS, MOBILE, [])
    assert sms.body == (
        "Wir rufen Sie an: Donnerstag, 19. November 2026, zwischen 10:00 und 10:20 Uhr. "
        f"Buchungsnummer {made.reference}. Fragen: 0800 4 5555 00"
    )
    assert len(sms.body) <= 160


@pytest.mark.django_db
@pytest.mark.rule("ATV-60")
def test_moving_and_cancelling_take_back_what_was_not_sent_and_replace_the_appointment():
    made = booked(kalender(), NINE, email=MAIL)
    uid = event(f"booking:{made.pk}:booked")[1]["UID"]
    ten = berlin("2026-11-19", "10:00")
    made = move_rueckruf(booking=made, starts_at=ten, version=1, by=system(), at=AT)
    method, found = event(f"booking:{made.pk}:moved:2")
    assert (method, found["UID"], found["SEQUENCE"], found["DTSTART"].dt) == ("PUBLISH", uid, 1, ten)
    cancel_rueckruf(booking=made, reason="", by=system(), at=AT)
    method, found = event(f"booking:{made.pk}:cancelled")
    assert (method, found["UID"], found["SEQUENCE"], found["STATUS"]) == ("CANCEL", uid, 2, "CANCELLED")
    assert [(m["subject"], m["state"]) for m in messages()] == [
        (Subject.BOOKED, State.WITHDRAWN),
        (Subject.MOVED, State.WITHDRAWN),
        (Subject.CANCELLED, State.DUE),
    ]


@pytest.mark.django_db
@pytest.mark.rule("ATV-61")
def test_the_reminder_is_due_once_and_for_the_present_time_alone():
    calendar = kalender()
    made = booked(calendar, NINE, email=MAIL)
    booked(calendar, berlin("2026-11-19", "10:00"))  # no way to tell them
    booked(calendar, berlin("2026-11-20", "09:00"), email=MAIL)  # not tomorrow
    assert reminders_due(EVE - timedelta(minutes=1)) == []
    assert reminders_due(EVE) == [made.pk]
    for _ in range(2):
        remind_customer(booking_id=made.pk, at=EVE)
    assert reminders_due(EVE) == []
    assert [m["purpose"] for m in messages()][-1] == f"booking:{made.pk}:reminder:1"
    assert Outbox.objects.filter(subject=Subject.REMINDER).count() == 1
    made = move_rueckruf(
        booking=made, starts_at=berlin("2026-11-20", "11:00"), version=1, by=system(), at=EVE
    )
    assert Outbox.objects.get(subject=Subject.REMINDER).state == State.WITHDRAWN
    assert made.pk in reminders_due(berlin("2026-11-19", "17:00"))


@pytest.mark.django_db
def test_who_has_cancelled_is_reminded_of_nothing():
    made = booked(kalender(), NINE, email=MAIL)
    cancel_rueckruf(booking=made, reason="", by=system(), at=AT)
    assert reminders_due(EVE) == []
    remind_customer(booking_id=made.pk, at=EVE)  # was due when the task looked
    remind_staff(booking_id=made.pk, at=EVE)
    assert not Outbox.objects.filter(subject__in=[Subject.REMINDER, Subject.STAFF_REMINDER]).exists()


def settings_of(calendar: Kalender, **given: Any) -> Notices:
    values = {
        "team_mailbox": "team@beispiel.invalid",
        "lead_mailbox": "lead@beispiel.invalid",
        "coordinator_mailbox": "",
        "staff_minutes": 10,
        "warn_days": 3,
        **given,
    }
    return set_notices(kalender=calendar, by=system(), at=AT, **values)


@pytest.mark.django_db
@pytest.mark.rule("ATV-65")
def test_the_team_is_told_ten_minutes_before_without_a_name():
    calendar = kalender()
    made = booked(calendar, NINE)
    before: datetime = NINE - timedelta(minutes=10)
    assert staff_due(before) == []  # nowhere to send it
    settings_of(calendar)
    assert staff_due(before - timedelta(seconds=1)) == []
    assert staff_due(before) == [made.pk]
    remind_staff(booking_id=made.pk, at=before)
    assert staff_due(before) == staff_due(NINE) == []
    letter = Outbox.objects.get()
    assert (letter.recipient, letter.not_after) == ("team@beispiel.invalid", NINE)
    assert letter.body == (
        f"Um 9:00 Uhr steht ein Rückruf an: Serviceplatz 1, 20 Minuten, Buchungsnummer {made.reference}."
    )
    assert made.name not in letter.body
    settings_of(calendar, staff_minutes=30)
    other = booked(calendar, berlin("2026-11-19", "10:00"))
    assert staff_due(berlin("2026-11-19", "09:30")) == [other.pk]


@pytest.mark.django_db
def test_asking_what_is_due_costs_one_question_each_however_much_there_is(django_assert_num_queries):
    calendar = kalender(places=4)
    settings_of(calendar)
    for count in (1, 3):
        for n in range(count):
            booked(calendar, berlin("2026-11-19", f"{8 + count:02}:{20 * n:02}"), email=MAIL)
        with django_assert_num_queries(2):
            found = reminders_due(EVE)
            staff_due(NINE)
        assert len(found) == Booking.objects.count()


@pytest.mark.django_db
def test_the_lead_sets_mailboxes_and_the_journal_keeps_none():
    calendar = kalender()
    client = Client()
    client.force_login(person(Role.OS_LEAD, nord().team))
    address = f"/kapazitaet/{nord().team.key}/hinweise/"
    assert client.get(address).status_code == 200
    wanted = {"team_mailbox": "team@x.invalid", "lead_mailbox": "", "coordinator_mailbox": ""}
    wrong = client.post(address, {**wanted, "staff_minutes": 0, "warn_days": 3, "team_mailbox": "team"})
    assert wrong.status_code == 422
    unsendable = {**wanted, "staff_minutes": 10, "warn_days": 3, "team_mailbox": '"te am"@x.invalid'}
    assert client.post(address, unsendable).status_code == 422
    assert not Notices.objects.exists()
    assert client.post(address, {**wanted, "staff_minutes": 15, "warn_days": 5}).status_code == 302
    found = Notices.objects.get(kalender=calendar)
    assert (found.team_mailbox, found.staff_minutes, found.warn_days) == ("team@x.invalid", 15, 5)
    assert "team@x.invalid" not in str(list(Entry.objects.values()))
    assert "team@x.invalid" in client.get(address).content.decode()
