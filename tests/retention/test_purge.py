"""Years pass: what has been kept long enough goes, what has not stays, and the report says so."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atv.kalender.actions.retention import DUTIES as KALENDER
from atv.kalender.models import Attempt, Booking, Channel
from atv.kalender.rules.retention import PERSONAL
from routing.escalation.models import Anliegen, Outcome
from routing.escalation.rules.lifecycle import AnliegenState
from routing.rufkreis.models import Call, CtiEvent, Identification, Offer
from routing.rufkreis.rules.lifecycle import CallState, OfferState
from socl.core.models import IdempotencyKey
from socl.core.purging import BATCH, Duty, fulfil
from socl.core.retention import ANSWERS
from socl.core.retention import DUTIES as CORE
from socl.journal.models import AccessEntry, Entry, RetentionRun
from socl.journal.record import record, record_access
from socl.lib.retention import Retention
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from socl.post.actions.sending import claim, note_sent
from socl.post.models import Outbox
from socl.post.rules.content import Channel as Channels
from socl.web import retention
from socl.web.retention import DUTIES, prospects, purge_everything
from socl.web.tasks import purge
from tests.factories.escalation import AnliegenFactory, OutcomeFactory
from tests.factories.kalender import AT, berlin, booked, kalender, system
from tests.factories.orga import nord, person
from tests.factories.post import asked
from tests.factories.rufkreis import CallFactory, OfferFactory
from tests.kills import for_every_statement

BIRD = "Kanarienvogel"
DAY = timedelta(days=1)
END = AT + DAY  # when everything of the world below is over
WATCHED = (
    IdempotencyKey,
    Call,
    Offer,
    CtiEvent,
    Identification,
    Anliegen,
    Outcome,
    Outbox,
    Entry,
    AccessEntry,
    RetentionRun,
)


def everything_once() -> None:
    """One of everything that is kept for a time, with a bird in every text."""
    calendar = kalender()
    texts = dict.fromkeys(("name", "briefing", "language", "communication_aid"), BIRD)
    given: dict[str, Any] = {**texts, "email": f"{BIRD}@beispiel.invalid"}
    for clock, channel in (("09:00", Channel.SC), ("10:00", Channel.ONLINE)):
        made = booked(calendar, berlin("2026-11-18", clock), channel=channel, **given)
        Attempt.objects.create(booking=made, result="busy", rang=False, note=BIRD, at=END, by=system())
        record_access([made], by=system(), at=AT, purpose="termin")
    call = CallFactory.create(answered=True, from_raw=BIRD)
    CtiEvent.objects.create(
        pbx=call.pbx, event_id="e", event="newCall", received_at=END, body_hash="", payload={"from": BIRD}
    )
    Identification.objects.create(call=call, result="partly", name=BIRD, by=system(), at=AT)
    OfferFactory.create(call=call, state=OfferState.ACCEPTED, closed_at=AT, person=call.person)
    AnliegenFactory.create(
        call=call, name=BIRD, state=AnliegenState.CLOSED, outcome=OutcomeFactory.create(note=BIRD, at=END)
    )
    Call.objects.update(state=CallState.ENDED, ended_at=END)
    asked(body=BIRD, at=AT)
    while found := claim(channels=frozenset(Channels), at=AT):
        note_sent(claimed=found, at=END)
    IdempotencyKey.objects.create(
        actor_id=1, path="/", key="k", body_hash="", status=200, answer={"name": BIRD}, created_at=END
    )
    record("probe", call, by=None, at=END)


def birds() -> set[str]:
    """The models in whose rows the bird can still be read."""
    return {m.__name__ for m in apps.get_models() if BIRD in str(list(m._default_manager.values()))}


def left() -> set[str]:
    """The models of which anything is left; reports aside."""
    return {m.__name__ for m in WATCHED if m._default_manager.exists()} - {"RetentionRun"}


def purged(at: datetime) -> dict[str, int]:
    """The codes of the duties that had something to do, and how much."""
    runs = purge_everything(at)
    assert not any(run.failed for run in runs)
    return {run.code: run.rows for run in runs if run.rows}


@pytest.mark.django_db
@pytest.mark.rule("DS-3")
def test_as_the_years_pass_everything_goes_in_its_time_and_no_bird_is_left():
    everything_once()
    assert birds() == {
        "Booking",
        "Attempt",
        "Call",
        "CtiEvent",
        "Identification",
        "Anliegen",
        "Outcome",
        "Outbox",
        "IdempotencyKey",
    }
    acts = Entry.objects.count()
    assert purged(END) == {}
    assert purged(END + 2 * DAY) == {"core.answers": 1, "rufkreis.persons": 1, "rufkreis.offers": 1}
    assert list(Call.objects.values_list("person", flat=True)) == [None]
    assert purged(END + 31 * DAY) == {"rufkreis.events": 1, "kalender.online": 1}
    assert purged(END + 92 * DAY) == {
        "escalation.anliegen": 1,
        "kalender.contact": 1,
        "rufkreis.calls": 1,
        "post.messages": 3,
    }
    assert birds() == {"Outcome"}
    assert purged(END + 181 * DAY) == {"escalation.outcomes": 1}
    assert (birds(), left()) == (set(), {"Entry", "AccessEntry"})
    assert purged(END + 366 * DAY) == {"journal.acts": acts, "journal.accesses": 2}
    assert left() == set()
    reports = RetentionRun.objects.count()
    assert purged(END + 6 * 366 * DAY) == {"journal.runs": reports}
    emptied = Booking.objects.filter(purged_at__isnull=False)
    assert emptied.count() == 2  # the bare bookings stay for the figures


@pytest.mark.django_db
@pytest.mark.rule("DS-3")
def test_the_dry_run_says_what_the_night_then_does_and_writes_nothing():
    everything_once()
    at = END + 91 * DAY
    with CaptureQueriesContext(connection) as asked_for:
        found = {p.code: p.due for p in prospects(at) if p.due}
    assert not [q for q in asked_for if not q["sql"].startswith("SELECT")]
    assert found == purged(at)
    assert {p.code for p in prospects(at) if p.due} == set()


@pytest.mark.django_db
def test_a_call_that_an_anliegen_still_needs_stays():
    anliegen = AnliegenFactory.create(opened_at=AT + 80 * DAY)
    Call.objects.update(state=CallState.ENDED, ended_at=AT)
    assert "rufkreis.calls" not in purged(AT + 91 * DAY)
    assert Anliegen.objects.get() == anliegen


@pytest.mark.django_db
def test_what_is_not_over_is_never_purged():
    booked(kalender(horizon_days=400), berlin("2027-11-17", "09:00"))
    AnliegenFactory.create()
    asked()
    assert purged(AT + 365 * DAY - timedelta(hours=1)) == {}


@pytest.mark.django_db
def test_every_text_of_a_booking_is_emptied_or_known_to_say_nothing_of_anybody():
    kept = {"state", "channel", "reference", "result", "ending"}
    texts = {
        f.name for f in Booking._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)
    }
    assert texts - kept == set(PERSONAL)


@pytest.mark.django_db
@pytest.mark.rule("DS-4")
@pytest.mark.parametrize("setting", ["off", "on"])
def test_the_journal_cannot_be_changed_and_deleted_only_by_night(setting):
    record("probe", system(), by=None, at=AT)
    record_access([system()], by=system(), at=AT, purpose="probe")
    for rows in (Entry.objects.all(), AccessEntry.objects.all()):
        for act in (lambda rows=rows: rows.update(at=END), lambda rows=rows: rows.delete()):
            with (
                pytest.raises(DatabaseError, match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute("SELECT set_config('socl.purge', %s, true)", [setting])
                act()
                assert setting == "on"  # a DELETE gets through: undo it, and look at the next
                raise DatabaseError("append-only but for the purge")
    assert (Entry.objects.filter(verb="probe").count(), AccessEntry.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.rule("DS-4")
def test_after_the_purge_the_journal_is_closed_again_in_the_same_transaction():
    record("probe", system(), by=None, at=AT)
    purge_everything(AT + 366 * DAY)
    record("probe", system(), by=None, at=AT)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()


@pytest.mark.django_db
def test_more_than_a_batch_goes_batch_by_batch():
    total = 2 * BATCH + 1
    IdempotencyKey.objects.bulk_create(
        IdempotencyKey(actor_id=n, path="/", key="k", body_hash="", status=200, answer={}, created_at=AT)
        for n in range(total)
    )
    sizes: list[int] = []

    def counting(ids: Sequence[int], *, at: datetime) -> int:
        sizes.append(len(ids))
        return CORE[0].purge(ids, at=at)

    assert fulfil(Duty(ANSWERS, CORE[0].due, counting), before=END, at=END) == total
    assert sizes == [BATCH, BATCH, 1]
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_a_duty_that_fails_is_reported_and_keeps_no_other_waiting(monkeypatch):
    def broken(ids: Sequence[int], *, at: datetime) -> int:
        raise RuntimeError(BIRD)

    everything_once()
    bad = Duty(Retention("probe.bad", "Kaputt", 1), KALENDER[0].due, broken)
    monkeypatch.setattr(retention, "DUTIES", (bad, *CORE))
    runs = purge_everything(END + 2 * DAY)
    assert [(run.code, run.rows, run.failed) for run in runs] == [
        ("probe.bad", 0, True),
        ("core.answers", 1, False),
    ]
    assert "In der letzten Nacht gescheitert" in page(person(Role.BETRIEB, nord().rd))


@pytest.mark.django_db
def test_configured_days_are_in_force_and_an_unknown_code_stops_everything(settings):
    settings.RETENTION_DAYS = {"core.answers": 10}
    assert {p.code: p.days for p in prospects(AT)}["core.answers"] == 10
    for wrong in ({"core.answer": 10}, {"core.answers": 0}, {"core.answers": "10"}):
        settings.RETENTION_DAYS = wrong
        with pytest.raises(ImproperlyConfigured, match="core.answer"):
            purge_everything(AT)


@pytest.mark.django_db(transaction=True)
def test_a_night_killed_at_any_statement_is_finished_by_the_next():
    made = booked(kalender(), berlin("2026-11-18", "09:00"), name=BIRD)
    Attempt.objects.create(booking=made, result="busy", rang=False, note=BIRD, at=END, by=system())
    contact, *_ = KALENDER

    def whole_or_not() -> None:
        emptied = Booking.objects.get().purged_at is not None
        assert birds() == (set() if emptied else {"Booking", "Attempt"})

    assert (
        for_every_statement(lambda: fulfil(contact, before=END + DAY, at=END + 91 * DAY), whole_or_not) >= 3
    )
    assert birds() == set()


def page(who: Person) -> str:
    client = Client()
    client.force_login(who)
    return client.get("/aufbewahrung/").content.decode()


@pytest.mark.django_db
def test_the_report_names_every_duty_and_the_command_does_as_the_task():
    text = page(person(Role.REVISION, nord().rd))
    assert all(duty.rule.what in text for duty in DUTIES)
    assert text.count("noch nie") == len(DUTIES)
    said: Any = io.StringIO()
    call_command("purge", "--dry-run", stdout=said)
    assert said.getvalue().count(" due (kept ") == len(DUTIES)
    assert not RetentionRun.objects.exists()
    call_command("purge", stdout=said)
    purge()
    assert RetentionRun.objects.count() == 2 * len(DUTIES)
