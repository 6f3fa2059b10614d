"""The demo's introduction: Nord live for some weeks by two signatures, the others planned; some ticked, some open."""

from datetime import date, datetime, time, timedelta

from atv.kalender.actions.watch import watch
from atv.kalender.queries.capacity import all_kalender
from rollout.actions.checklist import tick
from rollout.actions.loading import load
from rollout.actions.meetings import note_done, note_held, plan_massnahme, plan_meeting
from rollout.actions.programme import plan_region
from rollout.actions.readiness import check_region
from rollout.actions.switch import open_region, sign_override
from rollout.models import ChecklistItem, Level, MeetingKind, WaveRegion
from rollout.rules.checklist import Step
from rollout.rules.programme import TEAM_FOR
from rollout.rules.switch import Side
from socl.lab.demo_effect import some_consults, some_readings
from socl.lab.demo_first_contact import began
from socl.lib.workdays import berlin_day, berlin_moment
from socl.orga.models import Person

DAY = timedelta(days=1)
TICKED = (
    "socl-sc-1",
    "socl-sc-2",
    "socl-sc-3",
    "socl-sc-6",
    "socl-os-1",
    "socl-rd-1",
    "socl-rd-2",
    "otv-aa-4",
)
SIGNED = {"rd1": Side.RD, "scregion1": Side.SC_REGION}


def some_rollout(system: Person, at: datetime) -> None:
    """Nord opened late and by override, for nothing else was ready, with figures on either side; what the others did."""
    load(at=at)
    nord = WaveRegion.objects.whole().get(programme__code="soc_l", region__key="sc-region-nord")
    live_from = berlin_moment(began(at), time(8))
    team_until = berlin_day(live_from) + TEAM_FOR
    lead = Person.objects.get(username="rd1")
    plan_region(
        wave_region=nord, planned_on=nord.planned_on, team_until=team_until, by=lead, at=live_from - DAY
    )
    for username, side in SIGNED.items():
        who = Person.objects.get(username=username)
        reason = "Demodaten: Was noch fehlt, wird nach dem Start nachgeholt."
        sign_override(wave_region=nord, side=side, reason=reason, by=who, at=live_from - DAY)
    open_region(wave_region=nord, live_from=live_from, by=lead, at=live_from - DAY)
    some_consults(nord.region, at)
    some_readings(nord.region, at)
    _meetings(nord, berlin_day(live_from), system, at)
    for item in ChecklistItem.objects.filter(auftrag__key__in=TICKED, unit__region=nord.region_id):
        tick(item=item, step=Step.DONE, note="", evidence="Demodaten", by=system, at=at)
    for kalender in all_kalender().filter(unit__parent__key="os-123"):
        watch(kalender=kalender, at=at)
    for row in WaveRegion.objects.whole():
        check_region(wave_region=row, by=None, at=at - 7 * DAY)
        check_region(wave_region=row, by=None, at=at)


def _meetings(row: WaveRegion, began_on: date, system: Person, at: datetime) -> None:
    today = berlin_day(at)
    for level, every in ((Level.ARBEIT, 14), (Level.LEITUNG, 28)):
        made = plan_meeting(
            wave_region=row,
            kind=MeetingKind.GESPRAECH,
            level=level,
            title=f"Runde SC und OS, {level.label}",
            unit=None,
            every_days=every,
            next_on=today - 3 * DAY,
            by=system,
            at=at,
        )
        note_held(meeting=made, held_on=today - 3 * DAY, by=system, at=at)
    kickoff = plan_meeting(
        wave_region=row,
        kind=MeetingKind.AUFTAKT,
        level=Level.LEITUNG,
        title="Regionale Auftaktveranstaltung",
        unit=None,
        every_days=None,
        next_on=began_on - 7 * DAY,
        by=system,
        at=at,
    )
    note_held(meeting=kickoff, held_on=began_on - 7 * DAY, by=system, at=at)
    press = plan_massnahme(
        wave_region=row, title="Information der Beschäftigten", planned_on=began_on, by=system, at=at
    )
    note_done(massnahme=press, done_on=began_on, by=system, at=at)
    plan_massnahme(
        wave_region=row, title="Rückblick im Intranet", planned_on=today + 14 * DAY, by=system, at=at
    )
