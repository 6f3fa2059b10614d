"""The real territory read from the CSV files in ``orga/data``, and the fictitious units that stand on it.

Real (Destatis GV100AD, see docs/data.md): Regionaldirektionen, Agenturen, Dienststellen, postcodes.
Fictitious, because no public list exists: Service Center, OS, Alg Plus-Teams, Eingangszonen.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"

LAND = {
    "Baden-Württemberg": "BW",
    "Bayern": "BY",
    "Berlin": "BE",
    "Brandenburg": "BB",
    "Bremen": "HB",
    "Hamburg": "HH",
    "Hessen": "HE",
    "Mecklenburg-Vorpommern": "MV",
    "Niedersachsen": "NI",
    "Nordrhein-Westfalen": "NW",
    "Rheinland-Pfalz": "RP",
    "Saarland": "SL",
    "Sachsen": "SN",
    "Sachsen-Anhalt": "ST",
    "Schleswig-Holstein": "SH",
    "Thüringen": "TH",
}
AGENTUREN_PER_OS = 4


@dataclass(frozen=True)
class UnitRow:
    """A unit to be created; ``parent`` and ``region`` are keys of rows that come before it."""

    key: str
    kind: str
    name: str
    land: str = ""
    parent: str = ""
    region: str = ""
    demo: bool = False


@dataclass(frozen=True)
class PlzRow:
    """A postcode in one Agentur's district."""

    plz: str
    agentur: str
    orte: tuple[str, ...]


def slug(name: str) -> str:
    """``RD Baden-Württemberg`` -> ``rd-baden-wuerttemberg``."""
    for german, ascii_ in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), (" ", "-")):
        name = name.lower().replace(german, ascii_)
    return name


def read(name: str) -> Iterator[dict[str, str]]:
    """The rows of ``orga/data/<name>.csv``."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def unit_rows() -> list[UnitRow]:
    """Every unit, parents first."""
    return [*_regions(), *_agenturen(), *_operative_services()]


def _regions() -> Iterator[UnitRow]:
    directorates = list(read("regionaldirektionen"))
    for region in sorted({row["sc_region"] for row in directorates}):
        yield UnitRow(slug(region), "sc_region", region)
    for region in sorted({row["sc_region"] for row in directorates}):
        short = region.removeprefix("SC-Region ")
        yield UnitRow(
            f"sc-{slug(short)}",
            "sc",
            f"Service Center {short}",
            parent=slug(region),
            region=slug(region),
            demo=True,
        )
    for row in directorates:
        region = slug(row["sc_region"])
        yield UnitRow(slug(row["rd"]), "rd", row["rd"], parent=region, region=region)


def _region_of() -> dict[str, str]:
    """RD name -> key of its SC-Region."""
    return {row["rd"]: slug(row["sc_region"]) for row in read("regionaldirektionen")}


def _land(agentur: dict[str, str]) -> str:
    """The Land whose public holidays count: for a district in two of them, the first, where the seat is."""
    return LAND[agentur["bundesland"].split("/")[0]]


def _agenturen() -> Iterator[UnitRow]:
    regions = _region_of()
    land: dict[str, str] = {}
    where: dict[str, str] = {}
    for row in read("agenturen"):
        key, region = row["key"], regions[row["regionaldirektion"]]
        land[key], where[key] = _land(row), region
        yield UnitRow(key, "agentur", row["name"], land[key], slug(row["regionaldirektion"]), region)
        short = row["name"].removeprefix("Agentur für Arbeit ")
        yield UnitRow(f"ez-{key}", "eingangszone", f"Eingangszone {short}", land[key], key, region, demo=True)
    for row in read("geschaeftsstellen"):
        agentur = row["agentur_key"]
        kind = "Hauptagentur" if row["is_haupt_key01"] == "1" else "Geschäftsstelle"
        name = f"{kind} {row['derived_label']}"
        yield UnitRow(
            row["dienststelle_key5"], "geschaeftsstelle", name, land[agentur], agentur, where[agentur]
        )


def _operative_services() -> Iterator[UnitRow]:
    """Fictitious OS: two to five neighbouring Agenturen of one RD each; one Alg Plus-Team per Agentur."""
    regions = _region_of()
    by_rd: dict[str, list[dict[str, str]]] = {}
    for row in read("agenturen"):
        by_rd.setdefault(row["regionaldirektion"], []).append(row)
    for rd, rows in by_rd.items():
        count = max(1, round(len(rows) / AGENTUREN_PER_OS))
        for n in range(count):
            served = rows[n * len(rows) // count : (n + 1) * len(rows) // count]
            seat = served[0]
            key, land, region = f"os-{seat['key']}", _land(seat), regions[rd]
            name = f"Operativer Service {seat['seat_city']}"
            yield UnitRow(key, "os", name, land, slug(rd), region, demo=True)
            for row in served:
                short = row["name"].removeprefix("Agentur für Arbeit ")
                yield UnitRow(
                    f"alg-{row['key']}",
                    "alg_plus_team",
                    f"Alg Plus-Team {short}",
                    _land(row),
                    key,
                    region,
                    demo=True,
                )


def plz_rows() -> Iterator[PlzRow]:
    """Every (postcode, Agentur) pair."""
    for row in read("plz_agentur"):
        orte = tuple(row["orte"].split("|"))
        for agentur in row["agentur_key"].split("|"):
            yield PlzRow(row["plz"], agentur, orte)
