"""Who may book over which channel, asked over HTTP."""

from typing import Any

import pytest
from django.test import Client

from atv.kalender.models import Booking, Channel
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.factories.kalender import kalender
from tests.factories.orga import bearer, nord, person, portal, tsb

pytestmark = pytest.mark.django_db


def counter() -> Person:
    """Somebody of the Eingangszone."""
    return person(Role.EZ_STAFF, nord().eingangszone)


def book(who: Person, channel: str) -> Any:
    """A booking of the first free time."""
    client = Client(headers={"Authorization": bearer(who)})
    slots = client.get("/api/v1/teams/alg-131/slots/?kind=sonstiges").json()
    body = {
        "team": "alg-131",
        "kind": "sonstiges",
        "starts_at": slots["days"][0]["starts"][0],
        "name": "Mara Beispiel",
        "rueckruf_number": "030 23125 900",
        "briefing": "Zahlung für Oktober nicht eingegangen.",
        "channel": channel,
    }
    return client.post("/api/v1/bookings/", body, content_type="application/json")


@pytest.mark.rule("ATV-10")
@pytest.mark.parametrize(
    ("access", "own"), [(portal, Channel.ONLINE), (tsb, Channel.SC), (counter, Channel.EINGANGSZONE)]
)
def test_every_access_books_over_its_own_channel_only(access, own):
    kalender()
    who = access()
    for channel in Channel:
        answer = book(who, channel)
        if channel == own:
            assert answer.status_code == 201
            assert answer.json()["channel"] == own
        else:
            assert (answer.status_code, answer.json()["code"], answer.json()["rule"]) == (
                409,
                "not_allowed",
                "ATV-10",
            )
    assert list(Booking.objects.values_list("channel", flat=True)) == [own]
