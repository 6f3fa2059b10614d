"""The early warning: reading every team's capacity, telling lead and coordinator when it runs short, and the digest."""

from dataclasses import asdict
from datetime import date, datetime, time

from django.db import transaction

from atv.kalender.models import Kalender, Notices, Reading, Terminart
from atv.kalender.queries import capacity as queries
from atv.kalender.queries import free
from atv.kalender.queries.sheet import overdue
from atv.kalender.rules.capacity import is_alarming
from atv.kalender.rules.lifecycle import State
from socl.lib.german import spoken_clock, spoken_day
from socl.lib.workdays import BERLIN, berlin_day, berlin_span, is_workday
from socl.post.actions.outbox import send_later
from socl.post.rules.content import Channel, Subject

DIGEST_FROM = time(7)  # Berlin, on working days


@transaction.atomic
def watch(*, kalender: Kalender, at: datetime) -> list[Reading]:
    """Read the capacity anew, one row per Terminart and day; from seven on tell once a day what there is to know.

    A warning is sent once in a calendar week, to lead and coordinator. Rules ATV-62 to ATV-65.
    """
    kinds = [free.terminart(code) for code in queries.KINDS]
    found = queries.demand(kalender, kinds, at)
    common = {
        "read_at": at,
        "open_minutes": queries.open_minutes(kalender, at),
        "needed_minutes": found.needed_minutes,
        "is_measured": found.is_measured,
    }
    today = berlin_day(at)
    readings = []
    for kind in kinds:
        measured = asdict(queries.measure(kalender, kind, found.booked[kind.pk], at))
        reading, _ = Reading.objects.update_or_create(
            kalender=kalender, terminart=kind, day=today, defaults={**common, **measured}
        )
        readings.append(reading)
    if is_workday(kalender.unit.land, today) and at.astimezone(BERLIN).time() >= DIGEST_FROM:
        settings = queries.notices_of(kalender)
        _digest(kalender, settings, readings, today, at)
        _warn(kalender, settings, readings, today, at)
    return readings


def _mail(kalender: Kalender, mailbox: str, purpose: str, subject: Subject, body: str, at: datetime) -> None:
    if mailbox:
        send_later(
            purpose=f"kalender:{kalender.pk}:{purpose}",
            about=kalender,
            channel=Channel.MAIL,
            recipient=mailbox,
            subject=subject,
            body=body,
            due_at=at,
            by=None,
            at=at,
        )


def _digest(
    kalender: Kalender, settings: Notices, readings: list[Reading], today: date, at: datetime
) -> None:
    """Counts alone: no name, no reference."""
    span = berlin_span(today, 1)
    planned = kalender.bookings.filter(state=State.BOOKED).touching(*span).count()
    body = "\n".join(
        [
            f"{kalender.unit.name}, {spoken_day(today)}",
            "",
            f"Rückrufe heute: {planned}",
            f"Überfällig: {len(overdue(kalender, at))}",
            *(_sentence(reading) for reading in readings),
        ]
    )
    _mail(kalender, settings.lead_mailbox, f"digest:{today}", Subject.DIGEST, body, at)


def _warn(kalender: Kalender, settings: Notices, readings: list[Reading], today: date, at: datetime) -> None:
    short = [r for r in readings if is_alarming(r.days_to_free, settings.warn_days)]
    year, week, _ = today.isocalendar()
    for reading in short:
        body = "\n".join(
            [
                f"{kalender.unit.name}: Freie Rückruftermine werden knapp.",
                "",
                _sentence(reading),
                f"Gewarnt wird, wenn es mehr als {settings.warn_days} Arbeitstage dauert.",
            ]
        )
        for who, mailbox in (("lead", settings.lead_mailbox), ("coordinator", settings.coordinator_mailbox)):
            purpose = f"capacity:{reading.terminart.code}:{year}-W{week:02}:{who}"
            _mail(kalender, mailbox, purpose, Subject.CAPACITY, body, at)


def _sentence(reading: Reading) -> str:
    kind: Terminart = reading.terminart
    if reading.next_free_at is None:
        return f"{kind.label}: keine freie Zeit bis zum Ende des Buchungszeitraums."
    when = f"{spoken_day(berlin_day(reading.next_free_at))}, {spoken_clock(reading.next_free_at)} Uhr"
    days = "Arbeitstag" if reading.days_to_free == 1 else "Arbeitstagen"
    return f"{kind.label}: nächste freie Zeit {when}, in {reading.days_to_free} {days}."
