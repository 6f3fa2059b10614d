"""How far a right carries from the unit at which it is held."""

from enum import StrEnum


class Reach(StrEnum):
    """How far a grant carries from the unit of the Dienstposten."""

    UNIT = "unit"
    BELOW = "below"  # the unit and the units right below it
    OS = "os"
    DISTRICT = "district"  # of an RD: two levels down, to its Eingangszonen and teams
    REGION = "region"
    NATION = "nation"


REACH_LABELS = {
    Reach.UNIT: "eigene Einheit",
    Reach.BELOW: "Agentur und ihre Eingangszone",
    Reach.OS: "eigener Operativer Service",
    Reach.DISTRICT: "Bezirk der Regionaldirektion",
    Reach.REGION: "SC-Region",
    Reach.NATION: "bundesweit",
}
