"""What a site may say about one Anliegen, and what law and directive forbid."""

from dataclasses import dataclass

from atv.otv.rules.catalogue import CATALOGUE, MANDATORY, OFFERED, Entry
from socl.lib.refusal import Refusal


def things(bring: str) -> list[str]:
    """What to bring, one by one: agencies part it with semicolons."""
    return [thing.strip() for thing in bring.split(";") if thing.strip()]


@dataclass(frozen=True)
class Values:
    """The configuration of one Anliegen at one site: see OtvAnliegen for the units."""

    active: bool
    title: str
    text: str
    hint: str
    bring: str
    personal: bool
    telephone: bool
    minutes: int
    spacing_minutes: int = 0
    limit_per_day: int | None = None
    lead_hours: int = 2
    horizon_days: int = 28
    booking_mode: str = ""

    @property
    def things(self) -> list[str]:
        """What to bring, one by one."""
        return things(self.bring)


def template(entry: Entry, *, active: bool = False) -> Values:
    """The proposal to start from: the customer-friendly wording of the catalogue. Rule OTV 2/16."""
    return Values(
        active=active,
        title=entry.customer_title,
        text=entry.text,
        hint=entry.hint,
        bring=entry.bring,
        personal=entry.personal,
        telephone=entry.telephone,
        minutes=entry.minutes,
    )


def refuse_code(code: str) -> None:
    """Refuse what is not the agency's to configure.

    OASU "Erstgespräch" (OTV 1/1) and OALO "Beratungsgespräch zur Arbeitslosmeldung" (OTV 1/4) are defined centrally.
    """
    entry = CATALOGUE.get(code)
    if entry is not None and entry.is_central:
        rule = "OTV 1/1" if code == "OTV-Z1" else "OTV 1/4"
        raise Refusal("not_allowed", f"„{entry.title}“ ist ein zentrales Anliegen.", rule=rule)
    if code not in OFFERED:
        raise Refusal("invalid", "Dieses Anliegen gibt es nicht.", status=422, errors={"code": ["unbekannt"]})


def refuse_values(code: str, wanted: Values, *, is_released: bool) -> None:
    """Refuse what neither law nor directive allows for the Anliegen ``code``.

    "Persönliche Arbeitslosmeldung" is offered in person only (OTV 2/12, § 141 (1) SGB III) and stays active while
    anything is released (OTV 2/5); its title, text and hint are the prescribed block (OTV 3/AA/3). The others take
    place by telephone only where the law leaves it open (OTV 2/12).
    """
    entry = OFFERED[code]
    if code == MANDATORY and (wanted.telephone or not wanted.personal):
        raise _no("Die persönliche Arbeitslosmeldung gibt es nur persönlich.", "OTV 2/12")
    if wanted.telephone and not entry.telephone:
        raise _no(f"„{entry.title}“ geht nicht am Telefon ({entry.basis}).", "OTV 2/12")
    if wanted.personal and not entry.personal:
        raise _no(f"„{entry.title}“ wird nicht persönlich angeboten ({entry.unsuitable}).", "OTV 2/12")
    if code == MANDATORY and is_released and not wanted.active:
        message = "Solange Termine freigeschaltet sind, bleibt die persönliche Arbeitslosmeldung aktiv."
        raise _no(message, "OTV 2/5")
    if wanted.active and not (wanted.personal or wanted.telephone):
        raise Refusal("invalid", "Bitte mindestens einen Kanal wählen.", status=422)


def _no(message: str, rule: str) -> Refusal:
    return Refusal("not_allowed", message, rule=rule)
