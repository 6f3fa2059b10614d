"""The same POST from several threads at once."""

import pytest

from atv.kalender.models import Booking
from routing.escalation.actions.anliegen import Opening, open_anliegen
from routing.escalation.models import Outcome
from tests.api.clients import Rest, Time, browserless, ok
from tests.api.worlds import small_world
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
