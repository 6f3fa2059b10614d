"""The Anliegen of an Eingangszone: templates for the agencies, and what the law says about each.

Wording, minutes and what to bring are our proposal: Anlage 2 of directive 202202013 is not public. Screens say so.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "data" / "anliegen.csv"
MANDATORY = "OTV-01"  # Persönliche Arbeitslosmeldung
ARBEITSUCHEND = "OTV-02"  # Arbeitsuchendmeldung, § 38 SGB III
CENTRAL = ("OTV-Z1", "OTV-Z2")  # OASU "Erstgespräch", OALO "Beratungsgespräch zur Arbeitslosmeldung"


@dataclass(frozen=True)
class Entry:
    """One row of the catalogue. ``minutes`` is a proposal, ``personal`` and ``telephone`` are what the law allows."""

    code: str
    title: str
    customer_title: str
    text: str
    origin: str
    personal: bool
    telephone: bool
    minutes: int
    deadline: str
    hint: str
    bring: str
    online: str
    basis: str
    unsuitable: str

    @property
    def is_mandatory(self) -> bool:
        """True for the one that must be active as soon as anything is released."""
        return self.code == MANDATORY

    @property
    def is_central(self) -> bool:
        """True for what the OASU and OALO processes define: no agency may touch it."""
        return self.code in CENTRAL


def _read() -> dict[str, Entry]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _entry(row) for row in csv.DictReader(file)}


def _entry(row: dict[str, str]) -> Entry:
    return Entry(
        code=row["code"],
        title=row["anliegen_intern"],
        customer_title=row["kundentext"],
        text=row["kurzbeschreibung_kunde"],
        origin=row["herkunft"],
        personal=row["kanal_persoenlich"] == "ja",
        telephone=row["kanal_telefon"] == "ja",
        minutes=int(row["dauer_minuten_vorschlag"]),
        deadline=_said(row["frist_regel"]),
        hint=_said(row["pflichthinweis_text"]),
        bring=_said(row["mitzubringen"]),
        online=_said(row["online_alternative"]),
        basis=row["rechtsgrundlage"],
        unsuitable=_said(row["nicht_geeignet_fuer_otv_wenn"]),
    )


def _said(text: str) -> str:
    return "" if text == "-" else text


CATALOGUE = _read()
DECENTRAL = {code: e for code, e in CATALOGUE.items() if not e.is_central and not e.is_mandatory}
OFFERED = {code: e for code, e in CATALOGUE.items() if not e.is_central}  # what a site may configure
ONLY_IN_PERSON = tuple(code for code, e in OFFERED.items() if not e.telephone)
ONLY_BY_TELEPHONE = tuple(code for code, e in OFFERED.items() if not e.personal)
