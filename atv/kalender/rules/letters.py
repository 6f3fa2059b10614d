"""What customers read when the team has moved their Rückruf. No topic, no name: only times and the reference."""

from datetime import datetime

from socl.lib.workdays import BERLIN

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MOBILE = ("+4915", "+4916", "+4917")  # German mobile numbers begin so


def clock_words(start: datetime, end: datetime) -> str:
    """Dienstag, 17.03.2026, 09:20 bis 09:40 Uhr."""
    a, b = start.astimezone(BERLIN), end.astimezone(BERLIN)
    return f"{WEEKDAYS[a.weekday()]}, {a:%d.%m.%Y}, {a:%H:%M} bis {b:%H:%M} Uhr"


def moved_mail(reference: str, was: tuple[datetime, datetime], now: tuple[datetime, datetime]) -> str:
    """The text of the e-mail. Rule ATV-18."""
    return (
        f"Guten Tag,\n\nwir mussten Ihren Rückruftermin verschieben. Buchungsnummer: {reference}\n\n"
        f"Neu: {clock_words(*now)}\nBisher: {clock_words(*was)}\n\n"
        "Wir rufen Sie zu der neuen Zeit an. Passt sie Ihnen nicht, können Sie den Termin mit Ihrer"
        " Buchungsnummer ändern oder absagen.\n\nIhre Bundesagentur für Arbeit"
    )


def moved_sms(reference: str, now: tuple[datetime, datetime]) -> str:
    """The same in one text message. Rule ATV-18."""
    return f"Ihr Rückruftermin {reference} wurde verschoben auf {clock_words(*now)}. Bundesagentur für Arbeit"


def takes_sms(number: str) -> bool:
    """True for German mobile numbers (E.164)."""
    return number.startswith(MOBILE)
