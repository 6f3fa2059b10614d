"""The OTK: choosing, wording, previewing, going back, copying, commenting."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atv.kalender.actions.supply import open_places
from atv.kalender.models import Channel, Zeitfenster
from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.content import change_site, copy_site, enter_text_block, roll_back
from atv.otv.actions.sites import release, report_start
from atv.otv.models import OtvAnliegen, OtvComment, OtvSite, TextBlock
from atv.otv.queries import otk
from atv.otv.queries.snapshot import snapshot
from atv.otv.queries.supplied import without_times
from atv.otv.rules.catalogue import CATALOGUE, CENTRAL, MANDATORY, OFFERED
from atv.otv.rules.diff import Difference, diff
from atv.otv.rules.site import SiteValues
from socl.core import clock
from socl.orga import gates
from socl.orga.actions.people import appoint
from socl.orga.models import Dienstposten, Person
from socl.orga.rules.roles import Grant, Role
from tests.factories.kalender import AT, system
from tests.factories.orga import UnitFactory, nord, person, west
from tests.factories.otv import draft, offered, official_text, order, released, values
from tests.otv.test_sites import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands")]
ABOUT = SiteValues("Am Kai 1", "Haltestelle Hafen", "Kommen Sie.", "https://video.example/dgs", 30, 15)


def admin() -> Person:
    """An OTK-Admin of Kiel."""
    return person(Role.OTK_ADMIN, nord().agentur, username="otk1")


def visit(client: Client, who: Person) -> Client:
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def desk(client, settings):
    settings.SECOND_FACTOR = False
    return visit(client, admin())


def form_of(code: str, **given: Any) -> dict[str, Any]:
    """What the form of an Anliegen sends: the catalogue's proposal, with ``given``."""
    typed = {k: v for k, v in vars(values(code)).items() if v is not None and v is not False}
    return {k: v for k, v in {**typed, **given}.items() if v is not None}


@pytest.mark.rule("OTK-3")
def test_going_back_brings_the_earlier_configuration_as_a_new_version():
    site = draft(codes=[MANDATORY, "OTV-02"])
    change_site(order=order(site), wanted=ABOUT)
    before = snapshot(OtvSite.objects.get(pk=site.pk))
    put_anliegen(order=order(site), code="OTV-02", wanted=values("OTV-02", minutes=25, hint="Anders"))
    put_anliegen(order=order(site), code="OTV-04", wanted=values("OTV-04"))
    back = roll_back(order=order(site), to_version=4)
    assert (back.version, offered(back, "OTV-04").active, offered(back, "OTV-02").terminart.minutes) == (
        7,
        False,
        15,
    )
    now = snapshot(back)
    now["anliegen"].pop("OTV-04")
    assert now == before
    assert refused(roll_back, order=order(site), to_version=99)[0] == "unknown"


@pytest.mark.rule("OTK-3")
def test_a_released_site_cannot_go_back_to_a_time_without_the_mandatory_anliegen():
    site = draft(codes=["OTV-02"])
    put_anliegen(order=order(site), code=MANDATORY, wanted=values(active=False))
    put_anliegen(order=order(site), code=MANDATORY, wanted=values())
    official_text()
    OtvSite.objects.filter(pk=site.pk).update(
        state="released", live_from=date(2026, 11, 17), mandatory=MANDATORY, mandatory_active=True
    )
    assert refused(roll_back, order=order(site), to_version=2) == ("not_allowed", "OTV 2/5")
    assert refused(roll_back, order=order(site), to_version=3) == ("not_allowed", "OTV 2/5")


@pytest.mark.rule("OTK-3")
def test_a_difference_names_the_anliegen_the_field_and_both_values():
    old = {
        "site": {"address": "A"},
        "anliegen": {"OTV-02": {"active": True, "minutes": 15, "limit_per_day": None}},
    }
    new = {
        "site": {"address": "A"},
        "anliegen": {"OTV-02": {"active": False, "minutes": 15, "limit_per_day": 4}},
    }
    assert diff(old, new) == [
        Difference("Arbeitsuchendmeldung", "wird angeboten", "ja", "nein"),
        Difference("Arbeitsuchendmeldung", "Termine am Tag, höchstens", "", "4"),
    ]
    assert diff(old, old) == []


@pytest.mark.rule("OTK-4")
def test_another_site_takes_over_the_anliegen_and_keeps_what_it_says_about_itself():
    source = draft(codes=[MANDATORY, "OTV-02"])
    put_anliegen(order=order(source), code="OTV-02", wanted=values("OTV-02", title="Anders"))
    branch = UnitFactory.create(key="13105", kind="geschaeftsstelle", parent=nord().agentur)
    target = draft(branch, codes=[MANDATORY, "OTV-07"])
    change_site(order=order(target), wanted=ABOUT)
    copy_site(order=order(target), source=source)
    target.refresh_from_db()
    assert [(a.code, a.active, a.title) for a in target.anliegen.order_by("code")] == [
        (MANDATORY, True, OFFERED[MANDATORY].customer_title),
        ("OTV-02", True, "Anders"),
        ("OTV-07", False, OFFERED["OTV-07"].customer_title),
    ]
    assert (target.address, target.kalender_id == source.kalender_id) == ("Am Kai 1", False)
    assert refused(copy_site, order=order(target), source=target)[0] == "invalid"


@pytest.mark.rule("OTV 3/AA/3")
def test_the_official_text_replaces_the_draft_at_every_site_at_once():
    sites = [draft(codes=[MANDATORY, "OTV-02"]), draft(west().agentur, codes=[MANDATORY])]
    assert otk.block().is_draft
    enter_text_block(text="Amtlich.", hint="Fristen.", source="Anlage 2", by=system(), at=AT)
    texts = OtvAnliegen.objects.filter(site__in=sites, code=MANDATORY).values_list("text", "hint")
    assert list(texts) == [("Amtlich.", "Fristen.")] * 2
    assert (otk.block().is_draft, offered(sites[0], "OTV-02").text) == (False, OFFERED["OTV-02"].text)


@pytest.mark.rule("OTV 2/3")
@pytest.mark.rule("OTV 2/4")
def test_a_hauptagentur_without_otv_is_due_since_april_and_a_geschaeftsstelle_never():
    UnitFactory.create(
        key="13105", kind="geschaeftsstelle", name="Geschäftsstelle Plön", parent=nord().agentur
    )
    UnitFactory.create(key="13101", kind="geschaeftsstelle", name="Hauptagentur Kiel", parent=nord().agentur)
    scope = gates.scope(admin(), Grant.READ_OTV, clock.today())

    def told() -> list[tuple[str, bool, bool, date]]:
        return [(x.unit.key, x.site is not None, x.is_due, x.due_by) for x in otk.lines(scope, clock.today())]

    april = date(2022, 4, 1)
    assert told() == [("131", False, True, april), ("13105", False, False, april)]
    released()
    assert told() == [("131", True, False, april), ("13105", False, False, april)]


@pytest.mark.rule("OTV 3/RD/1")
def test_the_rd_reads_and_comments_and_changes_nothing(client, settings):
    settings.SECOND_FACTOR = False
    site = draft()
    report_start(order=order(site), planned_start_on=date(2022, 3, 28))
    rd = visit(client, person(Role.RD, nord().rd, username="rd1"))
    assert "28. März 2022, der Regionaldirektion gemeldet" in rd.get("/otk/131/").text
    assert rd.post("/otk/131/kommentar/", {"text": "Bitte Telefontermine anbieten."}).status_code == 302
    assert OtvComment.objects.values_list("text", "version", "by__username").get() == (
        "Bitte Telefontermine anbieten.",
        5,
        "rd1",
    )
    assert "Bitte Telefontermine anbieten." in rd.get("/otk/131/").text
    tried = [
        rd.post("/otk/131/anliegen/OTV-02/", form_of("OTV-02", schritt="speichern")),
        rd.post("/otk/131/freischalten/", {"frei-day": "2026-12-01"}),
        rd.get("/otk/131/angaben/"),
    ]
    assert [answer.status_code for answer in tried] == [403, 403, 403]


@pytest.mark.rule("OTV 3/AA/2")
def test_the_right_to_configure_is_given_from_a_day_to_a_day(client, settings):
    settings.SECOND_FACTOR = False
    draft()
    who = person(Role.EZ_STAFF, nord().eingangszone, username="neu")
    visit(client, who)
    assert client.get("/otk/131/").status_code == 403
    appoint(
        person=who, unit=nord().agentur, role=Role.OTK_ADMIN, valid_from=clock.today(), by=system(), at=AT
    )
    assert client.get("/otk/131/").status_code == 200
    Dienstposten.objects.filter(person=who, role=Role.OTK_ADMIN).delete()
    assert client.get("/otk/131/").status_code == 403


def test_a_preview_writes_nothing_and_saving_on_an_older_version_is_told(desk):
    site = draft()
    shown = desk.post(
        "/otk/131/anliegen/OTV-02/", form_of("OTV-02", minutes=30, limit_per_day=8, schritt="vorschau")
    )
    assert (shown.status_code, OtvSite.objects.get().version) == (200, site.version)
    assert "etwa 30 Minuten" in shown.text and "In der Agentur oder am Telefon" in shown.text
    assert "Termine am Tag, höchstens" in shown.text
    typed = form_of("OTV-02", minutes=30, limit_per_day=8, schritt="speichern", version=site.version)
    assert desk.post("/otk/131/anliegen/OTV-02/", typed).status_code == 302
    late = desk.post("/otk/131/anliegen/OTV-02/", typed)
    assert (late.status_code, "inzwischen von jemand anderem geändert" in late.text) == (422, True)
    row = offered(site, "OTV-02")
    assert (row.minutes, row.limit_per_day, row.terminart.minutes) == (30, 8, 30)


def test_the_preview_is_what_citizens_see_word_for_word(desk):
    released()

    def parts(page: str) -> list[str]:
        tiles = re.findall(r'<span class="tile__name">.*?</a>', page)
        return tiles + re.findall(r'<div class="kern-alert kern-alert--info">.*?</dl>', page, re.DOTALL)

    citizen, codes = Client(), (MANDATORY, "OTV-02", "OTV-04")
    seen = [
        p
        for path in ("", *(f"{code}/" for code in codes))
        for p in parts(citizen.get(f"/termin/131/{path}").text)
    ]
    assert parts(desk.get("/otk/131/vorschau/").text) == seen
    assert len(seen) == 6 and "<li>Aufenthaltstitel</li>" in seen[3]
    unsaved = desk.post(f"/otk/131/anliegen/{MANDATORY}/", form_of(MANDATORY, schritt="vorschau"))
    assert parts(unsaved.text)[0] == seen[3]


def test_the_draft_of_the_prescribed_text_is_marked_wherever_it_is_read(desk):
    site = released()
    TextBlock.objects.all().delete()
    pages = [f"/termin/131/{MANDATORY}/", "/otk/131/vorschau/", f"/otk/131/anliegen/{MANDATORY}/"]
    assert ["(Entwurf)" in desk.get(page).text for page in pages] == [True] * 3
    enter_text_block(text="Amtlich.", hint="Fristen.", source="Anlage 2", by=system(), at=AT)
    assert ["(Entwurf)" in desk.get(page).text for page in pages] == [False] * 3
    assert offered(site).hint == "Fristen."


@pytest.mark.rule("OTV 2/2")
def test_another_geschaeftsfeld_is_refused_with_the_rule(desk):
    nord()
    typed = {"unit": "131", "area": "beratung", "exempt": "", "trial_until": ""}
    answer = desk.post("/otk/", typed)
    assert (answer.status_code, "nur für die Eingangszonen freigegeben. (OTV 2/2)" in answer.text) == (
        422,
        True,
    )
    assert desk.post("/otk/", {**typed, "area": "eingangszone"}).status_code == 302
    assert OtvSite.objects.values_list("key", "state").get() == ("131", "draft")


@pytest.mark.rule("OTV 1/1")
@pytest.mark.rule("OTV 3/AA/7")
def test_the_form_asks_for_the_booking_mode_and_never_for_what_is_fixed(desk):
    draft()
    fixed = desk.get(f"/otk/131/anliegen/{MANDATORY}/").text
    assert [f'name="{n}"' in fixed for n in ("title", "hint", "telephone", "personal", "minutes")] == [
        False,
        False,
        False,
        False,
        True,
    ]
    assert "Buchungsmodus (BEO, Fachliche Arbeitshilfe)" in fixed
    assert "Entwurf" in fixed
    sick = desk.get("/otk/131/anliegen/OTV-09/").text
    assert [f'name="{n}"' in sick for n in ("title", "personal", "telephone")] == [True, False, True]
    assert [desk.get(f"/otk/131/anliegen/{code}/").status_code for code in CENTRAL] == [404, 404]
    page = desk.get("/otk/131/").text
    assert all(CATALOGUE[code].title.partition(" (")[0] in page for code in CENTRAL)


def test_the_list_asks_the_same_number_of_questions_however_many_there_are(desk):
    draft()
    desk.get("/otk/")

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get("/otk/").status_code == 200
        return len(seen)

    one = count()
    for n in range(2, 5):
        draft(UnitFactory.create(key=f"1310{n}", kind="geschaeftsstelle", parent=nord().agentur))
    assert count() == one


@pytest.mark.rule("OTV 2/9")
@pytest.mark.rule("OTV 2/19")
def test_the_page_leads_to_the_serviceplaetze_and_to_the_permanent_link_for_the_dienststellenseite(desk):
    site = draft(codes=[MANDATORY, "OTV-02"])
    page = desk.get("/otk/131/").text
    embed = '&lt;a href="http://127.0.0.1:8000/termin/131/"&gt;Termin in der Eingangszone online vereinbaren'
    assert embed in page
    assert "/kalender/ez-131/serviceplaetze/" in page
    form = desk.get("/kalender/ez-131/serviceplaetze/neu/zeitfenster/").text
    kinds = [a.terminart.code for a in site.anliegen.select_related("terminart")]
    assert [f'value="{code}"' in form for code in (*kinds, "sonstiges")] == [True, True, False]


@pytest.mark.rule("OTK-6")
def test_a_site_without_times_for_what_it_offers_is_warned_before_and_after_its_release(desk):
    official_text()
    site = draft(codes=[MANDATORY, "OTV-04"])
    assert [row.code for row in without_times(site, clock.today())] == [MANDATORY, "OTV-04"]
    assert "Hier könnte nach dem Freischalten nichts gebucht werden" in desk.get("/otk/131/").text
    release(order=order(site), live_from=clock.today())
    page = desk.get("/otk/131/").text
    assert (
        "Hier kann nichts gebucht werden" in page and "„Persönliche Arbeitslosmeldung“, „Unterlagen" in page
    )
    kinds = [offered(site, MANDATORY).terminart.code]
    open_places(
        kalender=site.kalender,
        places=1,
        hours=((time(8), time(8, 15)),),
        weekdays=(1, 2, 3, 4, 5),
        channels=[Channel.ONLINE],
        terminarten=kinds,
        valid_from=date(2026, 1, 1),
    )
    assert len(without_times(site, clock.today())) == 2  # a quarter of an hour is too short for 20 minutes
    Zeitfenster.objects.update(ends=time(8, 20), channels=[Channel.EINGANGSZONE])
    assert len(without_times(site, clock.today())) == 2  # nothing online
    Zeitfenster.objects.update(channels=[Channel.ONLINE])
    assert [row.code for row in without_times(site, clock.today())] == ["OTV-04"]
    Zeitfenster.objects.update(valid_from=clock.today() + timedelta(days=29))
    assert len(without_times(site, clock.today())) == 2  # beyond the horizon of 28 days
    assert len(without_times(site, clock.today() + timedelta(days=1))) == 1


@pytest.mark.rule("OTV 2/16")
def test_what_the_agency_has_not_worded_yet_begins_with_the_template():
    site = draft(codes=[MANDATORY])
    choice = next(c for c in otk.choices(site) if c.entry.code == "OTV-08")
    assert (choice.row, choice.values.title, choice.values.active) == (None, "Ich möchte verreisen", False)
    assert (
        choice.values.hint
        == "Ihre Reise muss vorher genehmigt werden, in der Regel höchstens drei Wochen im Kalenderjahr."
    )
