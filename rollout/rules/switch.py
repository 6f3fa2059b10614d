"""Whether a region may be opened: no open Pflicht, or two signatures that cover every one of them. Rule EINF-4."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from rollout.rules.readiness import Finding
from socl.orga.rules.roles import Role


class Side(StrEnum):
    """On whose behalf an override is signed (202302002, 3: both together are the coordinating unit)."""

    RD = "rd"
    SC_REGION = "sc_region"


SIDE_LABELS = {Side.RD: "Regionaldirektion", Side.SC_REGION: "Regionalleitung SC"}
SIDES = {Role.RD: Side.RD, Role.SC_REGION: Side.SC_REGION}


def key_of(finding: Finding) -> str:
    """A finding as a signature names it."""
    return "|".join(finding.identity)


def uncovered(red: Iterable[Finding], signatures: Mapping[Side, Collection[str]]) -> list[Finding]:
    """The findings that keep the region closed: those that not both sides have signed for. Rule EINF-4."""
    signed = [set(signatures.get(side, ())) for side in Side]
    both = set.intersection(*signed)
    return [finding for finding in red if key_of(finding) not in both]
