"""What an agency may release, and that the database keeps it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from atv.kalender.models import Channel, Terminart
from atv.kalender.queries import free
from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.sites import release, report_start, set_up_site, withdraw
from atv.otv.models import OtvAnliegen, OtvChange, OtvSite
from atv.otv.queries.sites import offered as what_citizens_see
from atv.otv.queries.sites import open_sites
from atv.otv.rules.areas import Area, Exempt
from atv.otv.rules.catalogue import CENTRAL, DECENTRAL, MANDATORY, OFFERED
from atv.otv.rules.lifecycle import RELEASE, WITHDRAW, SiteState
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY, berlin_day
from tests.factories.kalender import AT, berlin, system
from tests.factories.orga import UnitFactory, nord
from tests.factories.otv import draft, offered, official_text, order, released, values

pytestmark = pytest.mark.django_db
TODAY = berlin_day(AT)
TRIAL: dict[str, Any] = {"area": Area.BERATUNG, "exempt": Exempt.TRIAL}


def refused(act: Any, **given: Any) -> tuple[str, str]:
    """Code and rule of the refusal; nothing of OTV or the journal may have changed."""

    def everything() -> list[Any]:
        return [list(m.objects.order_by("pk").values()) for m in (OtvSite, OtvAnliegen, OtvChange, Entry)]

    before = everything()
    with pytest.raises(Refusal) as no:
        act(**given)
    assert everything() == before
    return no.value.code, no.value.rule


@pytest.mark.rule("OTV 2/1")
@pytest.mark.rule("OTV 2/2")
@pytest.mark.rule("OTV 1/2")
@pytest.mark.rule("OTV 1/3")
@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({}, None),
        ({"exempt": Exempt.TRIAL}, "OTV 2/2"),
        ({"area": Area.BERATUNG}, "OTV 2/2"),
        ({"area": Area.ARBEITSLOSENGELD}, "OTV 2/2"),
        ({**TRIAL, "trial_until": date(2022, 8, 31)}, None),
        ({**TRIAL, "trial_until": date(2022, 9, 1)}, "OTV 1/2"),
        (TRIAL, "OTV 1/2"),
        ({**TRIAL, "area": Area.ARBEITSLOSENGELD, "trial_until": date(2022, 8, 31)}, "OTV 1/2"),
        ({"area": Area.ARBEITSLOSENGELD, "exempt": Exempt.BADZ}, None),
        ({"area": Area.ARBEITSLOSENGELD, "exempt": Exempt.BADZ, "trial_until": date(2022, 8, 31)}, "OTV 1/3"),
        ({"area": Area.BERATUNG, "exempt": Exempt.BADZ}, "OTV 1/3"),
    ],
)
def test_only_the_eingangszone_may_use_otv_but_for_dated_trials_and_the_concept_tests(given, rule):
    unit = nord().agentur
    if rule:
        assert refused(set_up_site, unit=unit, by=system(), at=AT, **given) == ("not_allowed", rule)
    else:
        site = set_up_site(unit=unit, by=system(), at=AT, **given)
        assert (site.state, site.area, site.version) == (
            SiteState.DRAFT,
            given.get("area", "eingangszone"),
            1,
        )
    wrong = {"area": "beratung", "exempt": "", "trial_until": None}
    with pytest.raises(IntegrityError, match="otv_site_only_eingangszone"), transaction.atomic():
        OtvSite.objects.filter(pk=set_up_site(unit=unit, by=system(), at=AT).pk).update(**wrong)


@pytest.mark.rule("OTV 1/2")
@pytest.mark.rule("OTV 1/3")
def test_a_trial_ends_on_its_day_and_a_concept_test_never_and_neither_needs_the_mandatory_anliegen():
    began, last = berlin("2022-03-01", "08:00"), date(2022, 8, 31)
    trial = set_up_site(unit=nord().agentur, by=system(), at=began, trial_until=last, **TRIAL)
    assert (trial.key, trial.kalender.unit) == ("131-beratung", nord().eingangszone)
    late = {"live_from": last + ONE_DAY}
    assert refused(release, order=order(trial, at=began), **late) == ("not_allowed", "OTV 1/2")
    release(order=order(trial, at=began), live_from=date(2022, 3, 1))
    badz: dict[str, Any] = {"area": Area.ARBEITSLOSENGELD, "exempt": Exempt.BADZ}
    test = set_up_site(unit=nord().agentur, by=system(), at=began, **badz)
    release(order=order(test, at=began), live_from=date(2022, 3, 1))
    found = [[s.area for s in open_sites(day)] for day in (last, last + ONE_DAY, TODAY)]
    assert found == [[Area.ARBEITSLOSENGELD, Area.BERATUNG], [Area.ARBEITSLOSENGELD], [Area.ARBEITSLOSENGELD]]
    assert refused(release, order=order(trial), live_from=TODAY) == ("not_allowed", "OTV 1/2")


@pytest.mark.rule("OTV 2/5")
def test_nothing_is_released_without_the_persoenliche_arbeitslosmeldung():
    official_text()
    without = draft(codes=["OTV-02"])
    assert refused(release, order=order(without), live_from=TODAY) == ("not_allowed", "OTV 2/5")
    put_anliegen(order=order(without), code=MANDATORY, wanted=values(active=False))
    assert refused(release, order=order(without), live_from=TODAY) == ("not_allowed", "OTV 2/5")
    put_anliegen(order=order(without), code=MANDATORY, wanted=values())
    site = release(order=order(without), live_from=TODAY)
    assert (site.state, site.live_from, list(open_sites(TODAY))) == (SiteState.RELEASED, TODAY, [site])
    assert refused(put_anliegen, order=order(site), code=MANDATORY, wanted=values(active=False)) == (
        "not_allowed",
        "OTV 2/5",
    )


@pytest.mark.rule("OTV 2/5")
def test_the_database_itself_refuses_a_released_site_without_it():
    site = released()
    mandatory = OtvAnliegen.objects.filter(site=site, code=MANDATORY)
    for broken in (
        lambda: mandatory.update(active=False),
        lambda: mandatory.update(code="OTV-03"),
        lambda: connection.cursor().execute(
            "DELETE FROM otv_otvanliegen WHERE id = %s", [mandatory.get().pk]
        ),
    ):
        with pytest.raises(IntegrityError, match="otv_site_mandatory_is_active"), transaction.atomic():
            broken()
    loose = {"mandatory": None, "mandatory_active": None}
    with pytest.raises(IntegrityError, match="otv_site_released_has_mandatory"), transaction.atomic():
        OtvSite.objects.filter(pk=site.pk).update(**loose)
    bare = draft(unit=UnitFactory.create(key="13105", kind="geschaeftsstelle"), codes=[])
    bound = {"state": "released", "live_from": TODAY, "mandatory": MANDATORY, "mandatory_active": True}
    with pytest.raises(IntegrityError, match="otv_site_mandatory_is_active"), transaction.atomic():
        OtvSite.objects.filter(pk=bare.pk).update(**bound)


@pytest.mark.rule("OTV 2/12")
@pytest.mark.parametrize("code", sorted(OFFERED))
def test_each_anliegen_takes_place_only_in_the_ways_that_the_law_leaves_open(code):
    site, entry = draft(codes=[]), OFFERED[code]
    for personal, telephone in ((True, False), (False, True), (True, True)):
        wanted = values(code, personal=personal, telephone=telephone)
        if (personal and not entry.personal) or (telephone and not entry.telephone):
            assert refused(put_anliegen, order=order(site), code=code, wanted=wanted) == (
                "not_allowed",
                "OTV 2/12",
            )
        else:
            made = put_anliegen(order=order(site), code=code, wanted=wanted)
            assert (made.personal, made.telephone, made.terminart.minutes) == (
                personal,
                telephone,
                entry.minutes,
            )
    rows = OtvAnliegen.objects.filter(site=site, code=code)
    if not entry.telephone:
        with pytest.raises(IntegrityError, match="otv_anliegen_"), transaction.atomic():
            rows.update(telephone=True)


@pytest.mark.rule("OTV 1/1")
@pytest.mark.rule("OTV 1/4")
def test_what_oasu_and_oalo_define_is_not_the_agencys_to_configure():
    site = draft()
    found = [refused(put_anliegen, order=order(site), code=code, wanted=values()) for code in CENTRAL]
    assert found == [("not_allowed", "OTV 1/1"), ("not_allowed", "OTV 1/4")]
    with pytest.raises(IntegrityError, match="otv_anliegen_not_central"), transaction.atomic():
        OtvAnliegen.objects.filter(site=site, code="OTV-02").update(code="OTV-Z1")


@pytest.mark.rule("OTV 3/AA/3")
def test_the_prescribed_text_stays_whatever_the_agency_writes_and_production_waits_for_the_official_one(
    settings,
):
    settings.OTV_NEEDS_OFFICIAL_TEXT, settings.SOCL_DEMO = True, False
    site = draft(codes=[])
    mine = put_anliegen(order=order(site), code=MANDATORY, wanted=values(title="Meins", text="x", hint="y"))
    entry = OFFERED[MANDATORY]
    assert (mine.title, mine.text, mine.hint) == (entry.customer_title, entry.text, entry.hint)
    assert refused(release, order=order(site), live_from=TODAY) == ("not_allowed", "OTV 3/AA/3")
    official_text()
    assert release(order=order(site), live_from=TODAY).state == SiteState.RELEASED
    put_anliegen(order=order(site), code=MANDATORY, wanted=values(text="x"))
    assert offered(site).text == "Amtlicher Text."


@pytest.mark.rule("OTV 2/6")
@pytest.mark.rule("OTV 3/AA/4")
def test_which_further_anliegen_there_are_is_for_the_agency_to_decide():
    site = draft()
    put_anliegen(order=order(site), code="OTV-04", wanted=values("OTV-04", active=False))
    put_anliegen(order=order(site), code="OTV-16", wanted=values("OTV-16", title="Etwas anderes", minutes=25))
    assert [(a.code, a.title, a.minutes) for a in what_citizens_see(site)] == [
        (MANDATORY, OFFERED[MANDATORY].customer_title, 20),
        ("OTV-02", OFFERED["OTV-02"].customer_title, 15),
        ("OTV-16", "Etwas anderes", 25),
    ]
    assert len(DECENTRAL) == 15


@pytest.mark.rule("OTV 3/AA/1")
def test_the_planned_start_is_reported_to_the_rd():
    site = report_start(order=order(draft()), planned_start_on=date(2022, 3, 28))
    assert (site.planned_start_on, site.start_reported_at) == (date(2022, 3, 28), AT)


@pytest.mark.rule("OTK-1")
def test_every_change_is_kept_whole_and_nobody_overwrites_what_they_have_not_seen():
    site = draft(codes=[MANDATORY])
    put_anliegen(order=order(site, version=2), code="OTV-02", wanted=values("OTV-02", limit_per_day=7))
    assert refused(put_anliegen, order=order(site, version=2), code="OTV-04", wanted=values("OTV-04")) == (
        "stale",
        "OTK-1",
    )
    history = list(site.changes.order_by("version"))
    assert [(c.version, c.verb, sorted(c.snapshot["anliegen"])) for c in history] == [
        (1, "set_up_site", []),
        (2, "put_anliegen", [MANDATORY]),
        (3, "put_anliegen", [MANDATORY, "OTV-02"]),
    ]
    assert history[2].snapshot["anliegen"]["OTV-02"]["limit_per_day"] == 7
    assert "text" not in history[1].snapshot["anliegen"][MANDATORY]


@pytest.mark.rule("OTK-2")
@pytest.mark.parametrize("verb", [release, withdraw])
@pytest.mark.parametrize("state", list(SiteState))
def test_a_site_is_released_from_a_draft_or_again_and_withdrawn_when_released(state, verb):
    site = draft() if state == SiteState.DRAFT else released()
    official_text()
    if state == SiteState.WITHDRAWN:
        withdraw(order=order(site), live_until=TODAY + ONE_DAY)
    on = {"live_from": TODAY} if verb is release else {"live_until": TODAY + 7 * ONE_DAY}
    move = RELEASE if verb is release else WITHDRAW
    if move.allows(state):
        assert verb(order=order(site), **on).state == move.target
    else:
        assert refused(verb, order=order(site), **on) == ("wrong_state", "OTK-2")


@pytest.mark.rule("OTK-2")
def test_citizens_find_a_site_from_its_first_day_to_the_day_before_its_withdrawal():
    official_text()
    site = release(order=order(draft()), live_from=TODAY + ONE_DAY)
    withdraw(order=order(site), live_until=TODAY + 3 * ONE_DAY)
    found = [n for n in range(6) if list(open_sites(TODAY + n * ONE_DAY)) == [site]]
    assert found == [1, 2]
    assert refused(withdraw, order=order(site), live_until=TODAY - ONE_DAY)[0] == "invalid"
    assert refused(release, order=order(site), live_from=TODAY - ONE_DAY)[0] == "invalid"


@pytest.mark.rule("OTV 2/8")
@pytest.mark.rule("OTV 3/AA/5")
def test_its_termine_are_times_of_its_calendar_today_already_and_with_the_spacing_kept_free():
    site = released(places=1)
    put_anliegen(order=order(site), code="OTV-02", wanted=values("OTV-02", spacing_minutes=15))
    kind = Terminart.objects.get(otv_anliegen__site=site, otv_anliegen__code="OTV-02")
    assert (kind.minutes, kind.is_rueckruf) == (30, False)
    soon = berlin(TODAY, "10:07")
    days = free.free_days(site.kalender, kind, channel=Channel.ONLINE, first=TODAY, days=1, at=soon)
    starts = [free.moment(s) for s in days[0].starts]
    assert starts[0] == berlin(TODAY, "10:10")
    assert starts[-1] == berlin(TODAY, "11:30")
    assert min(b - a for a, b in zip(starts, starts[1:], strict=False)) == timedelta(minutes=5)
