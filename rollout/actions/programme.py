"""Loading the programmes, and planning the day of a region."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from rollout.models import Beteiligung, Programme, Wave, WaveRegion
from rollout.rules.checklist import UNFINISHED
from rollout.rules.programme import TEAM_FOR, ProgrammeRow, is_within, programmes
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, Unit, UnitKind


@transaction.atomic
def load_programmes(*, at: datetime) -> int:
    """Programmes, waves and regions as the data says; what is planned or done already stays. Number of regions added.

    Harmless when repeated: it runs at every start and before every nightly check.
    """
    units = Unit.objects.valid_on(berlin_day(at)).filter(kind=UnitKind.SC_REGION)
    by_key = {unit.key: unit for unit in units}
    return sum(_load(row, by_key) for row in programmes())


def _load(row: ProgrammeRow, regions: dict[str, Unit]) -> int:
    programme, _ = Programme.objects.get_or_create(
        code=row.code,
        defaults={
            "name": row.name,
            "directive": row.directive,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "note": row.note,
        },
    )
    for body in row.taking_part:
        Beteiligung.objects.get_or_create(programme=programme, body=body)
    added = 0
    for said in row.waves:
        wave, _ = Wave.objects.get_or_create(
            programme=programme,
            number=said.number,
            defaults={"name": said.name, "directorates": said.directorates},
        )
        for key, planned_on in said.regions:
            if key in regions:
                added += _add_region(programme, wave, regions[key], planned_on)
    return added


def _add_region(programme: Programme, wave: Wave, region: Unit, planned_on: date) -> bool:
    _, created = WaveRegion.objects.get_or_create(
        programme=programme,
        region=region,
        defaults={
            "wave": wave,
            "planned_on": planned_on,
            "not_before": programme.starts_on,
            "not_after": programme.ends_on,
            "team_until": planned_on + TEAM_FOR,
        },
    )
    return created


@transaction.atomic
def plan_region(
    *,
    wave_region: WaveRegion,
    planned_on: date,
    team_until: date,
    by: Person,
    at: datetime,
    mailbox: str = "",
) -> WaveRegion:
    """Plan the day of a region and the first day without its Einführungsteam; the checklists move along.

    ``mailbox``: of a function, where the digest goes; empty: nowhere.

    Rules SOCL 2.2/1, EINF-1. Refusals: ``outside_span`` and ``team_too_short`` (422), ``is_live`` once a start is set.
    """
    row: WaveRegion = WaveRegion.objects.select_for_update(no_key=True).get(pk=wave_region.pk)
    if not is_within(planned_on, row.not_before, row.not_after):
        first, last = f"{row.not_before:%d.%m.%Y}", f"{row.not_after:%d.%m.%Y}"
        raise Refusal(
            "outside_span",
            f"Ein geplanter Termin liegt in der Spanne der Weisung: {first} bis {last}.",
            rule="SOCL 2.2/1",
            status=422,
        )
    if team_until <= planned_on:
        raise Refusal(
            "team_too_short",
            "Das Einführungsteam arbeitet auch in den ersten Monaten nach der Einführung.",
            rule="SOCL 2.2/3",
            status=422,
        )
    if row.live_from is not None and planned_on != row.planned_on:
        raise Refusal("is_live", "Der Start dieser Region ist schon gesetzt.", rule="EINF-1")
    row.items.filter(state__in=[s.value for s in UNFINISHED]).update(
        due_on=F("due_on") + (planned_on - row.planned_on)
    )
    row.planned_on, row.team_until, row.mailbox = planned_on, team_until, mailbox
    row.save(update_fields=["planned_on", "team_until", "mailbox"])
    record("plan_region", row, by=by, at=at, rule="EINF-1", planned_on=planned_on.isoformat())
    return row


@transaction.atomic
def note_beteiligung(*, beteiligung: Beteiligung, on: date | None, by: Person, at: datetime) -> None:
    """The day on which a representation took part; None: not known. Rules SOCL 6/1, OTV 6/1."""
    beteiligung.on = on
    beteiligung.save(update_fields=["on"])
    record("note_beteiligung", beteiligung, by=by, at=at, day=on.isoformat() if on else "")
