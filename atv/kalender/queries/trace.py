"""Bookings as objects of the journal: ids alone, no data."""

from atv.kalender.models import Booking


def ids_of_reference(reference: str) -> list[int]:
    """The booking with that (canonical) reference."""
    return list(Booking.objects.filter(reference=reference).values_list("pk", flat=True))


def ids_of_kundennummer(kundennummer: str) -> list[int]:
    """Every booking for that Kundennummer, newest first."""
    rows = Booking.objects.filter(kundennummer=kundennummer).order_by("-pk")
    return list(rows.values_list("pk", flat=True)[:200])
