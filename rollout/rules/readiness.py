"""What the system itself knows about the readiness of a region: facts, findings, thresholds. Rule EINF-3."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rollout.rules.checklist import Klasse
from socl.orga.rules.roles import Grant

SHARE = 0.4  # "Erfahrungswert ca. 40%" (202302002, 2.1)
FEWEST_COUNTED = 5  # no figure about fewer people


class Fact(StrEnum):
    """One kind of fact; each is read by a constant number of queries."""

    COORDINATORS = "coordinators"
    COORDINATORS_RD = "coordinators_rd"
    SHARE = "share"
    CLEARANCES = "clearances"
    HOTLINE = "hotline"
    SERVICEPLAETZE = "serviceplaetze"
    POSTKORB = "postkorb"
    GUIDES = "guides"
    KICKOFF = "kickoff"
    NUMBERS = "numbers"
    MEETINGS = "meetings"
    CHECKLIST = "checklist"
    LATE = "late"
    OTV_RIGHTS = "otv_rights"
    OTV_START = "otv_start"
    OTV_MANDATORY = "otv_mandatory"


class Where(StrEnum):
    """What the address of the page that mends a finding is made of."""

    UNIT = "unit"  # the key of the unit
    REGION = "region"  # programme and region
    NOTHING = "nothing"


@dataclass(frozen=True)
class Known:
    """Who must act on a fact, and where: the page by its name, opened by a grant."""

    title: str
    actor: str
    page: str
    where: Where
    grant: Grant


FACTS = {
    Fact.COORDINATORS: Known(
        "Koordination benannt", "Leitung der Einheit", "people_at", Where.UNIT, Grant.READ_PEOPLE
    ),
    Fact.COORDINATORS_RD: Known(
        "Koordination der RD benannt", "Regionaldirektion", "people_at", Where.UNIT, Grant.READ_PEOPLE
    ),
    Fact.SHARE: Known(
        "Anteil für SOC-L", "Teamleitung Service Center", "people_at", Where.UNIT, Grant.READ_PEOPLE
    ),
    Fact.CLEARANCES: Known(
        "Berechtigungen erteilt", "Teamleitung Service Center", "people_at", Where.UNIT, Grant.READ_PEOPLE
    ),
    Fact.HOTLINE: Known(
        "Hotline des OS", "Teamleitung Alg Plus-Team", "hotline", Where.NOTHING, Grant.SET_UP_HOTLINE
    ),
    Fact.SERVICEPLAETZE: Known(
        "Ausreichende Zeitfenster", "Teamleitung Alg Plus-Team", "supply", Where.UNIT, Grant.SET_UP_SUPPLY
    ),
    Fact.POSTKORB: Known(
        "Sonderpostkorb", "Teamleitung Alg Plus-Team", "checklist", Where.UNIT, Grant.READ_ROLLOUT
    ),
    Fact.GUIDES: Known(
        "Gesprächsleitfäden", "Redaktion Gesprächsleitfäden", "guides", Where.NOTHING, Grant.WRITE_GUIDES
    ),
    Fact.KICKOFF: Known(
        "Auftaktveranstaltung",
        "Regionaldirektion und Regionalleitung SC",
        "rollout_region",
        Where.REGION,
        Grant.LEAD_ROLLOUT,
    ),
    Fact.NUMBERS: Known("Rufnummern", "Betrieb", "entry_numbers", Where.NOTHING, Grant.READ_STATE),
    Fact.MEETINGS: Known(
        "Gesprächsformate",
        "Regionaldirektion und Regionalleitung SC",
        "rollout_region",
        Where.REGION,
        Grant.LEAD_ROLLOUT,
    ),
    Fact.CHECKLIST: Known("Checkliste", "Leitung der Einheit", "checklist", Where.UNIT, Grant.READ_ROLLOUT),
    Fact.LATE: Known(
        "Start der Region",
        "Regionaldirektion und Regionalleitung SC",
        "rollout_region",
        Where.REGION,
        Grant.LEAD_ROLLOUT,
    ),
    Fact.OTV_RIGHTS: Known(
        "Rechte für den OTK", "Leitung der Agentur", "people_at", Where.UNIT, Grant.READ_PEOPLE
    ),
    Fact.OTV_START: Known(
        "Starttermin gemeldet", "Leitung der Agentur", "otk", Where.NOTHING, Grant.READ_OTV
    ),
    Fact.OTV_MANDATORY: Known(
        "Pflichtanliegen aktiv", "Leitung der Agentur", "otk", Where.NOTHING, Grant.READ_OTV
    ),
}


@dataclass(frozen=True)
class Finding:
    """Something that is not as the directive says: rule, class, unit (key and name), fact, in words."""

    fact: Fact
    rule: str
    klasse: Klasse
    unit: str
    name: str
    words: str
    since: str = ""  # ISO day

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same finding on another day."""
        return self.fact, self.unit, self.rule

    @property
    def is_red(self) -> bool:
        """True if it keeps a region from being opened: a Pflicht. That it is late does not. Rules EINF-3, EINF-4."""
        return self.klasse is Klasse.PFLICHT and self.fact is not Fact.LATE


def dated(found: Iterable[Finding], before: Mapping[tuple[str, str, str], str], today: str) -> list[Finding]:
    """The findings with the day since which each has been there, the red ones first, the oldest first."""
    known = [
        Finding(f.fact, f.rule, f.klasse, f.unit, f.name, f.words, before.get(f.identity, today))
        for f in found
    ]
    return sorted(known, key=lambda f: (not f.is_red, f.since, f.fact, f.name, f.rule))


def share_words(all_: int, qualified: int) -> str:
    """The share of the qualified in words, without a figure about fewer than five people."""
    if all_ < FEWEST_COUNTED:
        return "Weniger als fünf TSB: der Anteil wird nicht gezeigt, der Erfahrungswert ist nicht erreicht."
    return f"{round(100 * qualified / all_)} % der TSB sind qualifiziert und berechtigt; Erfahrungswert ca. 40 %."
