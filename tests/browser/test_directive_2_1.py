"""Directive 202302002, 2.1, read aloud at the desk: booked and not handed over, asked, taken over by exception."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from routing.escalation.models import Anliegen
from routing.rufkreis.models import Pbx
from socl.core import clock
from socl.lab import demo
from socl.orga.models import Person
from tests.api.clients import Rest, Switch, Time, ok
from tests.browser.conftest import Desk

Window = Callable[[str | None], Desk]
# The world is committed by its own fixture. A story of its own: run with the tour.
pytestmark = [pytest.mark.django_db, pytest.mark.soak]


@pytest.fixture(scope="module")
def in_call(world: str, django_db_blocker: DjangoDbBlocker) -> dict[str, int]:
    """``tsb4`` talks to somebody from Kiel about a severance payment, and about having no money left."""
    with django_db_blocker.unblock():
        pbx = Pbx.objects.get(person__username="pbx")
        switch = Switch(pbx, Time(clock.now()), demo.secret_for("pbx secret"))
        desk = Rest(Person.objects.get(username="tsb4"))
        desk.ready("alg")
        call = switch.connects(desk, to="03023125131")
        return {
            code: ok(desk.post(f"/calls/{call}/anliegen/", {"code": code, "plz": "24103", "name": "Mara"}))[
                "id"
            ]
            for code in ("ALG-27", "ALG-06")
        }


@pytest.mark.rule("SOCL 2.1/5")
@pytest.mark.rule("SOCL 2.1/7")
@pytest.mark.rule("SOCL 2.1/8")
@pytest.mark.rule("SOCL 2.1/9")
def test_a_leistungsberatung_is_booked_from_tomorrow_and_only_an_exception_hands_a_call_over(
    in_call: dict[str, int], window: Window, django_db_blocker: DjangoDbBlocker
) -> None:
    tsb, os = window("tsb4"), window("os1")
    tsb.open("/platz/")
    beratung = tsb.page.get_by_role("article", name="ALG-27")
    other = tsb.page.get_by_role("article", name="ALG-06")

    # „[...] sowie Leistungsberatungen werden nicht an die FIT oder den OS direkt übergeben“
    expect(beratung).to_contain_text("Empfohlen. Leistungsberatungen werden nicht übergeben")
    expect(beratung.get_by_role("button", name="OS fragen")).to_have_count(0)

    # „Kann eine Frage nicht geklärt werden, so werden entweder eine [...] FiT [...] oder [...] der OS [...] eingebunden.“
    for name in ("FiT fragen", "OS fragen"):
        expect(other.get_by_role("button", name=name)).to_be_visible()
    other.get_by_label("Frage").fill("Miete morgen fällig: Barzahlung?")
    other.get_by_role("button", name="OS fragen").click()
    os.open("/hotline/")
    os.page.get_by_role("button", name="Nehmen").click()
    expect(
        os.page.get_by_text("mit einer offenen Leistungsberatung wird nicht übergeben: erst buchen")
    ).to_be_visible()

    # „[...] für einen Rückruf durch den OS [...] ab dem Folgetag gebucht.“
    tsb.open(f"/platz/anliegen/{in_call['ALG-27']}/rueckruf/")
    first = tsb.page.locator("[name=starts_at]").first
    assert (first.get_attribute("value") or "")[:10] > (clock.today()).isoformat()
    first.check(force=True)
    tsb.page.get_by_label("Rückrufnummer").fill("030 23125 900")
    tsb.page.get_by_role("button", name="Rückruf verbindlich buchen").click()
    expect(tsb.page.locator("[role=status]")).to_contain_text("Buchungsnummer")

    # „In sehr wenigen Ausnahmefällen (z. B. bei einer besonderen Dringlichkeit) kann das Gespräch übernommen werden“
    os.open("/hotline/")
    expect(os.page.get_by_text("Nur in sehr wenigen Ausnahmefällen")).to_be_visible()
    expect(os.page.get_by_role("button", name="Gespräch übernehmen")).to_have_count(0)
    other.get_by_text("Ausnahme für eine warme Übergabe eintragen").click()
    other.get_by_label("Begründung").fill("mittellos")
    other.get_by_role("button", name="Eintragen").click()
    expect(other.get_by_text("Ausnahme für eine warme Übergabe eintragen")).to_have_count(0)
    os.open("/hotline/")
    os.page.get_by_label("Warum jetzt übernehmen").fill("Barzahlung heute.")
    os.page.get_by_role("button", name="Gespräch übernehmen").click()
    tsb.open("/platz/")
    expect(other).to_contain_text("an den OS übergeben")
    tsb.look()
    with django_db_blocker.unblock():
        ends = {a.code: a.outcome for a in Anliegen.objects.filter(pk__in=in_call.values())}
    beratung_end, other_end = ends["ALG-27"], ends["ALG-06"]
    assert beratung_end and other_end and beratung_end.booking
    assert (beratung_end.kind, other_end.kind, other_end.exception_code) == (
        "rueckruf",
        "handed_over",
        "dringlichkeit",
    )
    assert beratung_end.booking.ends_at - beratung_end.booking.starts_at == timedelta(minutes=30)
