"""What is known of units and people; ``people`` is asked for by its name."""

from socl.orga.queries.territory import (
    MOST_FOUND,
    Found,
    Responsible,
    agentur_for,
    agenturen_of_plz,
    districts,
    names_of,
    person_by_username,
    regions_of_place,
    responsible_for,
    unit_by_id,
    unit_by_key,
    unit_json,
)

__all__ = [
    "MOST_FOUND",
    "Found",
    "Responsible",
    "agentur_for",
    "agenturen_of_plz",
    "districts",
    "names_of",
    "person_by_username",
    "regions_of_place",
    "responsible_for",
    "unit_by_id",
    "unit_by_key",
    "unit_json",
]
