"""Gesprächsformate, kick-offs, measures of Öffentlichkeitsarbeit, and versions of the Arbeitsmittel."""

from datetime import date, datetime

from django.db import transaction

from rollout.models import Arbeitsmittel, Massnahme, Meeting, WaveRegion
from rollout.rules.checklist import next_due
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, Unit


@transaction.atomic
def plan_meeting(
    *,
    wave_region: WaveRegion,
    kind: str,
    level: str,
    title: str,
    unit: Unit | None,
    every_days: int | None,
    next_on: date,
    by: Person,
    at: datetime,
) -> Meeting:
    """A Gesprächsformat with its rhythm in days (None: once), or a kick-off. Rules SOCL 2/3, SOCL 2.2/5."""
    made = Meeting.objects.create(
        wave_region=wave_region,
        kind=kind,
        level=level,
        title=title,
        unit=unit,
        every_days=every_days,
        next_on=next_on,
    )
    record("plan_meeting", made, by=by, at=at, rule="SOCL 2.2/5", kind=kind, level=level)
    return made


@transaction.atomic
def note_held(*, meeting: Meeting, held_on: date, by: Person, at: datetime) -> Meeting:
    """It took place; the next one follows the rhythm. Refusal ``not_yet`` (422) for a day to come.

    A day that is noted already, or one before it, changes nothing.
    """
    row = Meeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)
    refuse_to_come(held_on, at)
    if row.last_held_on is not None and held_on <= row.last_held_on:
        return row
    row.last_held_on = held_on
    row.next_on = next_due(row.next_on or held_on, row.every_days, held_on) if row.every_days else None
    row.save(update_fields=["last_held_on", "next_on"])
    record("note_held", row, by=by, at=at, day=held_on.isoformat())
    return row


@transaction.atomic
def end_meeting(*, meeting: Meeting, by: Person, at: datetime) -> None:
    """It takes place no more; what was held stays known, what never was is taken back."""
    row = Meeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)
    record("end_meeting", row, by=by, at=at)
    if row.last_held_on is None:
        row.delete()
    else:
        row.every_days, row.next_on = None, None
        row.save(update_fields=["every_days", "next_on"])


@transaction.atomic
def plan_massnahme(
    *, wave_region: WaveRegion, title: str, planned_on: date, by: Person, at: datetime
) -> Massnahme:
    """A measure of Öffentlichkeitsarbeit or of telling the staff. Rules OTV 3/AA/8, SOCL 3/SC/7, SOCL 3/OS/6."""
    made = Massnahme.objects.create(wave_region=wave_region, title=title, planned_on=planned_on)
    record("plan_massnahme", made, by=by, at=at)
    return made


@transaction.atomic
def note_done(*, massnahme: Massnahme, done_on: date, by: Person, at: datetime) -> None:
    """It was done. Refusal ``not_yet`` (422) for a day to come."""
    refuse_to_come(done_on, at)
    massnahme.done_on = done_on
    massnahme.save(update_fields=["done_on"])
    record("note_done", massnahme, by=by, at=at, day=done_on.isoformat())


@transaction.atomic
def note_version(
    *, arbeitsmittel: Arbeitsmittel, version: str, version_on: date | None, by: Person, at: datetime
) -> None:
    """The version that is at hand, with its day; an empty one: it is not at hand. Refusal ``day_missing`` (422)."""
    if bool(version) != (version_on is not None):
        raise Refusal("day_missing", "Zu einer Version gehört ihr Tag.", status=422)
    arbeitsmittel.version, arbeitsmittel.version_on = version, version_on
    arbeitsmittel.save(update_fields=["version", "version_on"])
    record("note_version", arbeitsmittel, by=by, at=at, version=version)


def refuse_to_come(day: date, at: datetime) -> None:
    """Refuse (``not_yet``, 422) what cannot have happened yet."""
    if day > berlin_day(at):
        raise Refusal("not_yet", "Dieser Tag ist noch nicht gewesen.", status=422)
