"""The same POST from several threads at once."""

import threading
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from atv.kalender.actions.placing import lock
from atv.kalender.models import Booking
from routing.escalation.actions.anliegen import Opening, open_anliegen
from routing.escalation.models import Outcome
from tests.api.clients import Rest, Time, browserless, ok, refusal
from tests.api.worlds import small_world
from tests.factories.orga import tsb
from tests.factories.rufkreis import CallFactory
from tests.races import crowd

RUECKRUF = {
    "starts_at": "2026-11-18T09:00:00+01:00",
    "name": "Jan Muster",
    "rueckruf_number": "+493023125900",
    "briefing": "x",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", ["a", ""], ids=["with_a_key", "without"])
def test_twins_at_once_book_one_rueckruf(time: Time, key: str) -> None:
    world = small_world(time)
    call = CallFactory.create(answered=True, pbx=world.pbx)
    assert call.person is not None
    found = open_anliegen(call=call, opening=Opening("ALG-27", plz="24103"), by=call.person, at=time())
    desk = Rest(call.person)
    ok(desk.get("/me/"))

    def book(_: int) -> tuple[int, str]:
        twin = Rest()
        twin.headers, twin.client = desk.headers, browserless()
        answer = twin.post(f"/anliegen/{found.pk}/rueckruf/", RUECKRUF, key=key)
        return answer.status_code, answer.json().get("code", "")

    finish = crowd(4, book)
    assert finish.errors == []
    late = {(201, ""), (409, "in_progress")} if key else {(409, "wrong_state")}
    assert (201, "") in finish.results
    assert set(finish.results) <= {(201, "")} | late
    assert (Booking.objects.count(), Outcome.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_twin_of_what_is_still_under_way_is_told_so(time: Time) -> None:
    """The first request waits for the calendar, which somebody else has locked; its twin does not wait."""
    world = small_world(time)
    desk = Rest(tsb(world.nord, username="tsb1"))
    place = {"team": "alg-131", "kind": "sonstiges", "starts_at": RUECKRUF["starts_at"]}
    first: list[int] = []

    def hold() -> None:
        twin = Rest()
        twin.headers, twin.client = desk.headers, browserless()
        first.append(twin.post("/holds/", place, key="a").status_code)
        connection.close()

    thread = threading.Thread(target=hold, daemon=True)
    with transaction.atomic():
        lock(world.kiel.pk)
        thread.start()
        wait_until_somebody_waits()
        assert refusal(desk.post("/holds/", place, key="a")) == (409, "in_progress", "")
    thread.join(30)
    assert first == [201]
    assert desk.post("/holds/", place, key="a")["Idempotent-Replay"] == "true"
    assert Booking.objects.count() == 1


def wait_until_somebody_waits() -> None:
    """Until another connection of this database waits for a lock."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    patience = monotonic() + 30
    with connection.cursor() as cursor:
        while monotonic() < patience:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # one transaction sees one picture
            cursor.execute(waiting)
            if cursor.fetchone():
                return
            sleep(0.02)
    raise AssertionError("nobody waits")
