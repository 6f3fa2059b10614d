"""What a site says about itself, apart from its Anliegen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SiteValues:
    """``confirm_minutes``: to confirm the e-mail; ``return_minutes``: until a cancelled time is offered again."""

    address: str
    directions: str
    easy_language: str
    sign_language_url: str
    confirm_minutes: int
    return_minutes: int


LABELS = {
    "address": "Anschrift",
    "directions": "Weg und Zugang",
    "easy_language": "Leichte Sprache",
    "sign_language_url": "Video in Gebärdensprache",
    "confirm_minutes": "Minuten zum Bestätigen der E-Mail",
    "return_minutes": "Minuten, bis eine abgesagte Zeit wieder frei ist",
    "active": "wird angeboten",
    "title": "Überschrift",
    "text": "Beschreibung",
    "hint": "Hinweis",
    "bring": "Mitzubringen",
    "personal": "persönlich",
    "telephone": "am Telefon",
    "minutes": "Minuten des Gesprächs",
    "spacing_minutes": "Minuten Abstand danach",
    "limit_per_day": "Termine am Tag, höchstens",
    "lead_hours": "Vorlauf in Stunden",
    "horizon_days": "Horizont in Tagen",
    "booking_mode": "Buchungsmodus (BEO, Fachliche Arbeitshilfe)",
    "position": "Platz in der Liste",
}
