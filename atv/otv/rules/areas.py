"""Where OTV may be used: the Eingangszonen, and two exceptions that stay as they are."""

from datetime import date
from enum import StrEnum

from socl.lib.refusal import Refusal

OPEN_SINCE = date(2022, 3, 1)
INTRODUCED_BY = date(2022, 4, 1)  # the Hauptagenturen, at the latest
TRIALS_END = date(2022, 8, 31)  # the last day


class Area(StrEnum):
    """Geschäftsfelder."""

    EINGANGSZONE = "eingangszone"
    BERATUNG = "beratung"
    ARBEITSLOSENGELD = "arbeitslosengeld"


AREA_LABELS = {
    Area.EINGANGSZONE: "Eingangszone",
    Area.BERATUNG: "Beratung und Vermittlung",
    Area.ARBEITSLOSENGELD: "Anliegen rund um das Arbeitslosengeld",
}


class Exempt(StrEnum):
    """Why another Geschäftsfeld than the Eingangszone may use OTV."""

    NONE = ""
    TRIAL = "trial"
    BADZ = "badz"


EXEMPT_LABELS = {
    Exempt.NONE: "keine Ausnahme",
    Exempt.TRIAL: "Erprobung an ausgewähltem Standort (bis 31.08.2022)",
    Exempt.BADZ: "BAdZ-Konzepttest (ohne Ende)",
}


def refuse_area(area: Area, exempt: Exempt, trial_until: date | None) -> None:
    """Refuse what directive 202202013 does not open.

    "zunächst ausschließlich für die Eingangszonen freigegeben" (OTV 2/2); trials in Beratung und Vermittlung go on
    at chosen sites until 31.08.2022 (OTV 1/2); the BAdZ concept tests are untouched and have no end (OTV 1/3).
    """
    if area is Area.EINGANGSZONE:
        if exempt or trial_until:
            raise _no("Für die Eingangszone gibt es keine Ausnahme.", "OTV 2/2")
    elif exempt is Exempt.TRIAL:
        if area is not Area.BERATUNG:
            raise _no("Erprobt wird nur in Beratung und Vermittlung.", "OTV 1/2")
        if trial_until is None or trial_until > TRIALS_END:
            raise _no("Eine Erprobung endet spätestens am 31.08.2022.", "OTV 1/2")
    elif exempt is Exempt.BADZ:
        if area is not Area.ARBEITSLOSENGELD or trial_until:
            raise _no(
                "BAdZ-Konzepttests betreffen Anliegen rund um das Arbeitslosengeld, ohne Ende.", "OTV 1/3"
            )
    else:
        raise _no("OTV ist nur für die Eingangszonen freigegeben.", "OTV 2/2")


def _no(message: str, rule: str) -> Refusal:
    return Refusal("not_allowed", message, rule=rule)
