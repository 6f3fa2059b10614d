"""A TSB holds a time on the page of the Rückruf while the customer decides."""

import re
from datetime import datetime

import pytest
from django.urls import reverse

from atv.kalender.models import Booking
from atv.kalender.rules.lifecycle import State
from socl.core import clock
from tests.factories.escalation import AnliegenFactory
from tests.factories.kalender import AT, berlin, kalender

pytestmark = pytest.mark.django_db
EIGHT = berlin("2026-11-18", "08:00")


@pytest.mark.rule("ATV-6")
def test_a_chosen_time_is_held_shown_as_chosen_and_becomes_the_rueckruf(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    kalender(places=1)
    anliegen = AnliegenFactory.create()
    client.force_login(anliegen.call.person)
    url, hold = (reverse(name, args=[anliegen.pk]) for name in ("anliegen_rueckruf", "anliegen_hold"))
    panel = client.post(
        hold, {"act": "hold", "starts_at": EIGHT.isoformat()}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "Mittwoch, 18. November, 8:00 Uhr" in panel
    assert 'data-left="180"' in panel
    held = Booking.objects.get()
    assert (held.state, held.starts_at) == (State.HELD, EIGHT)
    page = client.get(url).content.decode()
    chosen = re.findall(r'<input type="radio" name="starts_at" id="[^"]+" value="([^"]+)" checked>', page)
    assert [datetime.fromisoformat(text) for text in chosen] == [EIGHT]
    typed = {
        "starts_at": EIGHT.isoformat(),
        "name": "Mara",
        "rueckruf_number": "030 23125 900",
        "briefing": "Geld",
    }
    kept = client.post(hold, {**typed, "act": "renew"})
    assert (kept.status_code, 'value="Mara"' in kept.content.decode()) == (200, True)
    assert client.post(url, typed)["Location"] == reverse("desk")
    assert list(Booking.objects.values_list("state", "starts_at")) == [(State.BOOKED, EIGHT)]
    assert client.post(hold, {"act": "hold"}).status_code == 404
