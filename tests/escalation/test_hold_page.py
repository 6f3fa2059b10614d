"""A TSB holds a time on the page of the Rückruf while the customer decides."""

import re
from datetime import date, datetime

import pytest
from django.urls import reverse

from atv.kalender.models import Booking
from atv.kalender.rules.lifecycle import State
from socl.journal.models import Entry
from socl.orga.models import UnitKind
from tests.factories.escalation import AnliegenFactory
from tests.factories.kalender import berlin, kalender
from tests.factories.orga import UnitFactory

pytestmark = pytest.mark.django_db
EIGHT = berlin("2026-11-18", "08:00")


@pytest.mark.rule("ATV-6")
def test_a_chosen_time_is_held_shown_as_chosen_and_becomes_the_rueckruf(client, clock_stands):
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


@pytest.mark.rule("ATV-34")
def test_without_a_time_soon_a_sister_helps_or_an_order_keeps_the_reason(client, clock_stands):
    kiel = kalender(places=1, valid_from=date(2026, 12, 7))
    anliegen = AnliegenFactory.create()
    client.force_login(anliegen.call.person)
    url, order = (reverse(name, args=[anliegen.pk]) for name in ("anliegen_rueckruf", "anliegen_work_order"))
    page = client.get(url).content.decode()
    assert "Alg Plus-Team Kiel hat in den nächsten 5 Arbeitstagen keine freie Zeit." in page
    assert f'href="{order}?grund=kein-termin"' in page
    assert (
        "Kein Rückruf gebucht: Alg Plus-Team Kiel hat"
        in client.get(f"{order}?grund=kein-termin").content.decode()
    )
    assert "Kein Rückruf gebucht" not in client.get(order).content.decode()
    sister = UnitFactory.create(
        key="alg-132", kind=UnitKind.ALG_PLUS_TEAM, name="Alg Plus-Team Zwei", land="SH",
        parent=kiel.unit.parent, region=kiel.unit.region,
    )  # fmt: skip
    helping = kalender(sister, places=1, helps_sisters=True)
    assert 'href="?bei=alg-132"' in client.get(url).content.decode()
    assert client.get(f"{url}?bei=alg-999").status_code == 404
    there = client.get(f"{url}?bei=alg-132").content.decode()
    assert "Alg Plus-Team Zwei, hilft Alg Plus-Team Kiel" in there
    typed = {
        "starts_at": EIGHT.isoformat(),
        "name": "Mara",
        "rueckruf_number": "030 23125 900",
        "briefing": "Geld",
    }
    hold = reverse("anliegen_hold", args=[anliegen.pk])
    client.post(f"{hold}?bei=alg-132", {"act": "hold", "starts_at": EIGHT.isoformat()})
    assert Booking.objects.get().kalender == helping
    assert client.post(f"{url}?bei=alg-132", typed).status_code == 302
    made = Booking.objects.get()
    assert (made.kalender, made.for_team, made.state) == (helping, kiel.unit, State.BOOKED)
    assert Entry.objects.get(verb="book_at_sister").facts == {"responsible": kiel.unit_id, "working_days": 5}
