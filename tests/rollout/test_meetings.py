"""Gesprächsformate, kick-offs and measures on the region's page."""

import pytest
from django.test import Client

from rollout.models import Massnahme, Meeting
from socl.core import clock
from socl.orga.rules.roles import Role
from tests.api.clients import Time
from tests.factories.kalender import AT
from tests.factories.orga import nord, person
from tests.factories.rollout import some_massnahme, some_meeting, wave_region

URL = "/einfuehrung/soc_l/sc-region-nord/"
PLAN = {"kind": "gespraech", "level": "arbeit", "title": "Runde", "next_on": "2026-11-20", "every_days": "14"}


@pytest.mark.django_db
def test_a_lead_plans_holds_and_ends_on_the_page(monkeypatch):
    monkeypatch.setattr(clock, "now", Time(AT))
    row, lead, other = wave_region(), Client(), Client()
    lead.force_login(person(Role.SC_REGION, nord().region))
    other.force_login(person(Role.OS_LEAD, nord().team))
    assert other.post(f"{URL}termin/", PLAN).status_code == 403
    refused = lead.post(f"{URL}termin/", {**PLAN, "every_days": "0", "next_on": ""})
    assert (refused.status_code, refused.content.decode().count("field-error") > 0) == (422, True)
    assert lead.post(f"{URL}termin/", {**PLAN, "unit": "os-123"}).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.unit, meeting.every_days) == (nord().os, 14)
    page = lead.get(URL).content.decode()
    assert "Gesprächsformat, Arbeitsebene, Operativer Service für Kiel" in page
    assert lead.post(f"/einfuehrung/termin/{meeting.pk}/gehalten/", {"on": "2026-11-18"}).status_code == 422
    lead.post(f"/einfuehrung/termin/{meeting.pk}/gehalten/", {"on": "2026-11-17"})
    meeting.refresh_from_db()
    assert (str(meeting.last_held_on), str(meeting.next_on)) == ("2026-11-17", "2026-12-04")
    lead.post(f"/einfuehrung/termin/{meeting.pk}/ende/")
    assert "kein weiterer Termin, zuletzt 17.11.2026" in lead.get(URL).content.decode()
    never = some_meeting(row)
    lead.post(f"/einfuehrung/termin/{never.pk}/ende/")
    assert not Meeting.objects.filter(pk=never.pk).exists()


@pytest.mark.django_db
def test_a_measure_is_planned_and_done(monkeypatch):
    monkeypatch.setattr(clock, "now", Time(AT))
    measure, lead = some_massnahme(wave_region()), Client()
    lead.force_login(person(Role.RD, nord().rd))
    assert lead.post(f"{URL}massnahme/", {"title": ""}).status_code == 422
    assert lead.post(f"{URL}massnahme/", {"title": "Radio", "planned_on": "01.12.2026"}).status_code == 302
    lead.post(f"/einfuehrung/massnahme/{measure.pk}/", {"on": "2026-11-17"})
    assert dict(Massnahme.objects.values_list("title", "done_on")) == {"Presse": AT.date(), "Radio": None}
    assert "Presse: erledigt am 17.11.2026" in lead.get(URL).content.decode()
