"""The overview: next dates, the weekly digest, and what the switch has changed."""

from datetime import date, timedelta

import pytest
from django.test import Client

from atv.kalender.actions.watch import watch
from atv.kalender.models import Reading
from rollout.actions.digest import send_digest
from rollout.actions.effect import keep_effect
from rollout.actions.readiness import check_region
from rollout.models import Switch, WaveRegion
from rollout.queries.dates import Date, next_dates
from rollout.queries.effect import Row, before_and_after, weeks_of
from rollout.rules.effect import Share, around, complete_on, days_words, together
from routing.escalation.models import FigureCell
from routing.escalation.rules.first_contact import FORMULA
from socl.lib.spans import Span
from socl.orga.rules.roles import Role
from socl.post.models import Outbox
from tests.factories.kalender import AT, berlin, kalender
from tests.factories.orga import nord, person
from tests.factories.rollout import some_massnahme, some_meeting, wave_region

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 17)
LIVE = berlin("2026-10-14", "08:00")  # a Wednesday


@pytest.mark.rule("EINF-7")
@pytest.mark.parametrize(
    ("live", "before", "after"),
    [
        (LIVE, ("2026-09-14", "2026-10-12"), ("2026-10-19", "2026-11-16")),
        (berlin("2026-10-12", "08:00"), ("2026-09-14", "2026-10-12"), ("2026-10-12", "2026-11-09")),
    ],
)
def test_whole_weeks_before_and_after_are_compared(live, before, after):
    assert around(live) == tuple(Span(*map(date.fromisoformat, side)) for side in (before, after))


@pytest.mark.rule("EINF-7")
def test_nothing_is_said_about_fewer_than_five():
    assert [Share(1, 4).words, Share(0, 0).words, Share(17, 20).words] == ["unter 5", "keine Zahlen", "85 %"]
    assert Share(3, 5).words == "60 %"
    assert together([(None, None), (8, 10), (None, 5), (9, 10)]) == Share(17, 20)
    assert (days_words(2.25), days_words(None)) == ("2,2 Arbeitstage", "keine Zahlen")


def cell(row: WaveRegion, figure: str, week: str, k: int) -> None:
    FigureCell.objects.create(
        figure=figure,
        formula=FORMULA,
        unit=row.region,
        week=date.fromisoformat(week),
        n=20,
        k=k,
        counted_at=AT,
    )


@pytest.mark.rule("EINF-7")
def test_the_figures_stand_side_by_side_with_the_switch_marked():
    here = nord()
    row = wave_region(here)
    assert before_and_after(row, AT) == []
    row.live_from = LIVE
    for week, sofort, netto in (("2026-10-05", 17, 15), ("2026-10-12", 18, 18), ("2026-10-19", 19, 18)):
        cell(row, "fcr_sofort", week, sofort)
        cell(row, "fcr_netto", week, netto)
    watch(kalender=kalender(here.team), at=AT)
    Reading.objects.update(day=date(2026, 10, 20), days_to_free=2)
    found = {r.name: (r.before, r.after) for r in before_and_after(row, AT)}
    assert found == {
        "Im Erstkontakt geklärt": ("85 %", "95 %"),
        "Rücksprachen mit FiT oder OS": ("keine Zahlen", "keine Zahlen"),
        "Bis zum ersten freien Rückruf": ("keine Zahlen", "2,0 Arbeitstage"),
        "Danach noch einmal angerufen": ("12 %", "5 %"),
    }
    assert [(w.begins.isoformat(), w.share.words, w.is_switch) for w in weeks_of(row, AT)] == [
        ("2026-10-05", "85 %", False),
        ("2026-10-12", "90 %", True),
        ("2026-10-19", "95 %", False),
    ]


@pytest.mark.rule("EINF-7")
def test_what_is_known_at_last_is_kept_for_good_and_belongs_to_its_own_opening():
    row = wave_region()
    opened = Switch.objects.create(
        wave_region=row, kind="open", live_from=LIVE, at=LIVE, by=person(Role.RD, nord().rd)
    )
    WaveRegion.objects.filter(pk=row.pk).update(live_from=LIVE)
    row.live_from = LIVE
    known = berlin(complete_on(LIVE).isoformat(), "00:00")
    assert keep_effect(wave_region=row, at=known) is None, "nothing is known at all"
    cell(row, "fcr_sofort", "2026-10-05", 17)
    cell(row, "fcr_sofort", "2026-10-19", 19)
    assert keep_effect(wave_region=row, at=known - timedelta(seconds=1)) is None
    kept = keep_effect(wave_region=row, at=known)
    assert kept is not None and kept.switch == opened
    FigureCell.objects.all().delete()
    assert keep_effect(wave_region=row, at=known) == kept
    assert before_and_after(row, known)[0] == Row("Im Erstkontakt geklärt", "85 %", "95 %", "85 % → 95 %")
    row.live_from = LIVE + timedelta(days=1)
    assert before_and_after(row, known)[0].after == "keine Zahlen"


def test_the_next_dates_come_first_and_only_ten():
    row = wave_region()
    for n in (30, 2):
        some_meeting(row, next_on=TODAY + timedelta(days=n), title=f"in {n}")
    some_massnahme(row)
    row.items.update(due_on=TODAY + timedelta(days=1))
    name = "SC-Region Nord"
    assert next_dates([row], TODAY) == [
        Date(TODAY, name, "Presse"),
        Date(TODAY + timedelta(days=1), name, f"{row.items.count()} Punkte der Checklisten fällig"),
        Date(TODAY + timedelta(days=2), name, "in 2"),
        Date(TODAY + timedelta(days=30), name, "in 30"),
    ]


@pytest.mark.rule("EINF-6")
def test_the_digest_goes_out_once_a_week_to_the_mailbox_of_the_region():
    row = wave_region()
    check_region(wave_region=row, by=None, at=AT)
    assert send_digest(wave_region=row, at=AT) is None
    row.mailbox = "einfuehrung@beispiel.invalid"
    first = send_digest(wave_region=row, at=AT)
    assert send_digest(wave_region=row, at=AT + timedelta(days=2)) == first
    assert send_digest(wave_region=row, at=AT + timedelta(days=7)) != first
    assert Outbox.objects.count() == 2
    assert first is not None
    assert first.body.splitlines()[:2] == [
        "SC-Region Nord, SOC-L: überfällig.",
        f"Offene Pflichten: {row.reports.get().red}, Hinweise: {row.reports.get().others}.",
    ]
    assert "Operativer Service für Kiel: " in first.body


def test_a_region_page_shows_the_effect_after_the_start():
    row = wave_region()
    WaveRegion.objects.filter(pk=row.pk).update(live_from=LIVE)
    client = Client()
    client.force_login(person(Role.SC_REGION, nord().region))
    page = client.get("/einfuehrung/soc_l/sc-region-nord/").content.decode()
    assert "Vorher und nachher" in page
    assert "85 % → 95 %" in page
