"""The catalogue of 40 Anliegen around Arbeitslosengeld.

Classification and frequency are our proposal: the Leitfaden SOC-L is not public. Screens say so.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "data" / "alg_anliegen.csv"


class Kind(StrEnum):
    """What an Anliegen turns out to be; decided by the TSB in the call, prefilled by the catalogue."""

    AUSKUNFT = "auskunft"
    SONSTIGES = "sonstiges"
    LEISTUNGSBERATUNG = "leistungsberatung"


KIND_LABELS = {
    Kind.AUSKUNFT: "Auskunft",
    Kind.SONSTIGES: "Sonstiges Anliegen",
    Kind.LEISTUNGSBERATUNG: "Leistungsberatung",
}


@dataclass(frozen=True)
class Entry:
    """One row of the catalogue."""

    code: str
    title: str
    description: str
    usual_way: str
    basis: str
    needed: str
    hint: str
    kind: Kind


def _kind(usual_way: str) -> Kind:
    ways = {"OS_LEISTUNGSBERATUNG": Kind.LEISTUNGSBERATUNG, "OS_SONSTIGES": Kind.SONSTIGES}
    return ways.get(usual_way, Kind.AUSKUNFT)


def _read() -> dict[str, Entry]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Entry(
                code=row["code"],
                title=row["titel"],
                description=row["beschreibung"],
                usual_way=row["regelweg"],
                basis=row["rechtsgrundlage"],
                needed=row["benoetigte_daten"],
                hint=row["hinweis_an_kunden_oder_agent"],
                kind=_kind(row["regelweg"]),
            )
            for row in csv.DictReader(file)
        }


CATALOGUE = _read()

WAYS = {
    "ERSTKONTAKT": "im Erstkontakt klären",
    "OS_SONSTIGES": "Rückruf, 20 Minuten",
    "OS_LEISTUNGSBERATUNG": "Rückruf zur Leistungsberatung, 30 Minuten",
    "EAKTE_AUFTRAG": "Auftrag in die E-AKTE",
    "ANDERE_STELLE": "an andere Stelle verweisen",
}
