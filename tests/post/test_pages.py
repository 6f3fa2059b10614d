"""The pages on outgoing post: for Betrieb alone, dead letters first, reading one is recorded."""

import pytest
from django.test import Client

from socl.journal.models import AccessEntry
from socl.orga.rules.roles import Role
from socl.post.actions.sending import note_failed
from socl.post.models import Outbox
from socl.post.rules.lifecycle import State
from tests.factories.orga import nord, person
from tests.factories.post import AT, asked, claimed

pytestmark = pytest.mark.django_db


def as_role(role: Role) -> Client:
    client = Client()
    client.force_login(person(role, nord().rd))
    return client


def dead() -> Outbox:
    message = asked()
    note_failed(claimed=claimed(), error="SMTP 550", is_final=True, at=AT)
    return message


def test_a_dead_letter_is_listed_without_a_name_read_with_a_record_and_sent_again():
    message, client = dead(), as_role(Role.BETRIEB)
    page = client.get("/versand/").content.decode()
    assert message.purpose in page and "SMTP 550" in page
    assert message.recipient not in page and message.body not in page
    assert AccessEntry.objects.count() == 0
    page = client.get(f"/versand/{message.pk}/").content.decode()
    assert message.recipient in page and message.body in page
    assert list(AccessEntry.objects.values_list("object_type", "object_id", "purpose")) == [
        ("outbox", message.pk, "versand")
    ]
    answer = client.post(f"/versand/{message.pk}/nochmal/", follow=True)
    assert "wird erneut gesendet" in answer.content.decode()
    message.refresh_from_db()
    assert message.state == State.DUE
    again = client.post(f"/versand/{message.pk}/nochmal/", follow=True)
    assert "Nur eine unzustellbare Nachricht" in again.content.decode()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.BETRIEB}))
def test_nobody_else_sees_outgoing_post(role):
    message, client = dead(), as_role(role)
    for path in ("/versand/", f"/versand/{message.pk}/"):
        assert client.get(path).status_code == 403
    assert client.post(f"/versand/{message.pk}/nochmal/").status_code == 403
    message.refresh_from_db()
    assert message.state == State.DEAD


def test_without_a_login_there_is_the_login_page():
    assert Client().get("/versand/").headers["Location"].startswith("/anmelden/")


def test_a_way_that_is_not_set_up_is_named(settings):
    settings.POST_FOLDER, settings.EMAIL_HOST, settings.SMS_URL = "", "", "https://sms.invalid"
    page = as_role(Role.BETRIEB).get("/versand/").content.decode()
    assert "Kein Versandweg für: E-Mail, Datei" in page


def test_an_unknown_message_is_not_found():
    assert as_role(Role.BETRIEB).get("/versand/99999/").status_code == 404
