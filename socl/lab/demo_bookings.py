"""A few Rückrufe of the demo, so that the day sheet shows something."""

from datetime import datetime

from atv.kalender.actions.booking import Contact, book_rueckruf
from atv.kalender.models import Channel, Kalender
from atv.kalender.queries import free
from socl.orga.models import Person, Unit

SAMPLES = (
    (
        "leistungsberatung",
        "Mara Beispiel",
        "+493023125900",
        "Aufhebungsvertrag liegt vor, Abfindung, fragt nach Ruhen.",
    ),
    ("sonstiges", "Jan Muster", "+4915228817386", "Zahlung für Oktober nicht eingegangen, Konto geprüft."),
    ("sonstiges", "Elif Probe", "+493023125902", "Möchte den Änderungsbescheid erklärt haben."),
    (
        "leistungsberatung",
        "Piotr Vorlage",
        "+493023125903",
        "Selbständigkeit geplant, freiwillige Weiterversicherung.",
    ),
    ("sonstiges", "Ruth Schablone", "+493023125904", "Anrechnung Minijob unklar, drei Monate betroffen."),
)


def some_bookings(team: Unit, system: Person, at: datetime) -> None:
    """A few Rückrufe on Kiel's first two open days, so that the day sheet shows something."""
    kalender = Kalender.objects.get(unit=team)
    for n, (code, name, number, briefing) in enumerate(SAMPLES):
        mail = "" if n else "kundin@beispiel.invalid"  # the second has a mobile
        kind = free.terminart(code)
        days = free.free_days(
            kalender, kind, channel=Channel.SC, first=free.bookable_days(kalender, at).start, days=14, at=at
        )
        day = [d for d in days if d.starts][n % 2]
        book_rueckruf(
            kalender_id=kalender.pk,
            kind=kind,
            starts_at=free.moment(day.starts[(5 * n) % len(day.starts)]),
            contact=Contact(name=name, rueckruf_number=number, briefing=briefing, email=mail),
            channel=Channel.SC,
            by=system,
            at=at,
        )
