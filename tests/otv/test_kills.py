"""Rivals and kills of the OTK: every verb whole or not at all, one hand at a time, and no Termin at a closed site."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.content import change_site, comment, copy_site, enter_text_block, roll_back
from atv.otv.actions.rights import revoke
from atv.otv.actions.sites import release, report_start, set_up_site, withdraw
from atv.otv.models import OtvAnliegen, OtvChange, OtvComment, OtvSite, OtvTermin, TextBlock
from atv.otv.rules.catalogue import MANDATORY
from atv.otv.rules.site import SiteValues
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Dienstposten
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT, system
from tests.factories.orga import UnitFactory, nord, person
from tests.factories.otv import draft, order, released, termin, values
from tests.kills import for_every_statement
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)
TODAY, DAY = berlin_day(AT), timedelta(days=1)
TOUCHED = (OtvSite, OtvAnliegen, OtvChange, OtvComment, TextBlock, Entry)
ABOUT = SiteValues("Am Kai 1", "", "", "", 30, 15)


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in TOUCHED]


def kill(act: Callable[[], Any]) -> None:
    """Kill ``act`` at every statement: nothing may be left each time, and at last it is done."""
    before = everything()

    def nothing_is_left() -> None:
        assert everything() == before

    assert for_every_statement(act, nothing_is_left) >= 3
    assert everything() != before, "the verb did nothing at all"


@pytest.mark.rule("OTK-1")
def test_each_verb_of_the_otk_is_whole_or_not_at_all():
    who, agentur = system(), nord().agentur
    other = draft(UnitFactory.create(key="13105", kind="geschaeftsstelle", parent=agentur), ["OTV-04"])
    kill(lambda: set_up_site(unit=agentur, by=who, at=AT))
    site = OtvSite.objects.get(key="131")
    kill(lambda: enter_text_block(text="Amtlich.", hint="Fristen.", source="Anlage 2", by=who, at=AT))
    kill(lambda: put_anliegen(order=order(site), code=MANDATORY, wanted=values()))
    kill(lambda: put_anliegen(order=order(site), code=MANDATORY, wanted=values(minutes=30)))
    kill(lambda: change_site(order=order(site), wanted=ABOUT))
    kill(lambda: report_start(order=order(site), planned_start_on=TODAY))
    kill(lambda: release(order=order(site), live_from=TODAY))
    kill(lambda: roll_back(order=order(site), to_version=2))
    kill(lambda: copy_site(order=order(other), source=site))
    kill(lambda: comment(site=site, text="Gut.", by=who, at=AT))
    kill(lambda: withdraw(order=order(site), live_until=TODAY))
    verbs = OtvChange.objects.filter(site=site).order_by("version").values_list("version", "verb")
    assert list(verbs) == [
        (1, "set_up_site"),
        (2, "put_anliegen"),
        (3, "put_anliegen"),
        (4, "change_otv_site"),
        (5, "report_start"),
        (6, "release_site"),
        (7, "roll_back_site"),
        (8, "withdraw_site"),
    ]


@pytest.mark.rule("OTK-1")
@pytest.mark.rule("OTK-2")
def test_of_two_who_change_a_site_at_once_one_does_and_the_other_is_told():
    site = released()
    finish = race([partial(set_up_site, unit=nord().agentur, by=system(), at=AT)] * 2)
    assert [made.pk for made in finish.results] == [site.pk] * 2
    both = [partial(put_anliegen, order=order(site, version=site.version), code="OTV-02",
                    wanted=values("OTV-02", minutes=n)) for n in (25, 30)]  # fmt: skip
    assert [no.code for no in race(both).refused(Refusal)] == ["stale"]
    gone = race([partial(withdraw, order=order(site), live_until=TODAY + n * DAY) for n in (1, 2)])
    assert [no.code for no in gone.refused(Refusal)] == ["wrong_state"]
    again = race([partial(release, order=order(site), live_from=TODAY + n * DAY) for n in (0, 1)])
    assert [no.code for no in again.refused(Refusal)] == ["wrong_state"]
    versions = OtvChange.objects.filter(site=site).order_by("version").values_list("version", flat=True)
    assert list(versions) == list(range(1, site.version + 4))


@pytest.mark.rule("OTVT-10")
def test_who_books_while_the_site_is_withdrawn_has_a_termin_or_hears_it():
    site, codes = released(), set()
    for n in range(3):
        booking = partial(termin, f"{9 + n:02}:00", is_confirmed=False)
        finish = race([partial(withdraw, order=order(site), live_until=TODAY), booking])
        codes |= {no.code for no in finish.refused(Refusal)}
        booked = OtvTermin.objects.filter(booking__state="booked").count()
        assert booked + len(finish.errors) == 1
        with pytest.raises(Refusal, match="Angebot gibt es nicht mehr"):
            termin("11:30", is_confirmed=False)
        OtvTermin.objects.all().delete()
        release(order=order(site), live_from=TODAY)
    assert codes <= {"withdrawn"}


@pytest.mark.rule("OTK-5")
def test_a_right_revoked_while_somebody_saves_counts_before_or_after(clock_stands, settings):
    settings.SECOND_FACTOR = False
    site, admin = draft(), person(Role.OTK_ADMIN, nord().agentur, username="otk1")
    client = Client()
    client.force_login(admin)
    held = Dienstposten.objects.get(person=admin)
    typed = {"confirm_minutes": 90, "return_minutes": 0, "version": site.version}
    save = partial(client.post, "/otk/131/angaben/", typed)
    finish = race([save, partial(revoke, held=held, on=TODAY, by=system(), at=AT)])
    [answer] = [found for found in finish.results if found is not None]
    assert finish.errors == [] and answer.status_code in (302, 404)
    changed = OtvSite.objects.get(pk=site.pk).confirm_minutes == 90
    assert changed == (answer.status_code == 302)
    before = everything()
    assert client.post("/otk/131/angaben/", {**typed, "version": site.version + 1}).status_code == 404
    assert everything() == before
