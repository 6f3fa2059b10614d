"""Where a finding is mended: the address of that page, for those whom it opens."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from rollout.models import WaveRegion
from rollout.queries.readiness import Line
from rollout.rules.readiness import Finding, Known, Where
from socl.orga import gates
from socl.orga.models import Person, Unit
from socl.orga.rules.roles import Grant


def address_of(row: WaveRegion, finding: Finding, known: Known) -> str:
    """The path of the page."""
    if known.where is Where.UNIT:
        return reverse(known.page, args=[finding.unit])
    if known.where is Where.REGION:
        return reverse(known.page, args=[row.programme.code, row.region.key])
    return reverse(known.page)


def with_links(
    row: WaveRegion, lines: Iterable[Line], units: Iterable[Unit], person: Person, day: date
) -> list[tuple[Line, str]]:
    """Each line with the address where this person can mend it; empty where somebody else must."""
    by_key = {unit.key: unit for unit in units}
    reach = {grant: gates.scope(person, grant, day) for grant in Grant}
    return [(line, _link(row, line, by_key.get(line.finding.unit), reach)) for line in lines]


def _link(row: WaveRegion, line: Line, unit: Unit | None, reach: dict[Grant, gates.Scope]) -> str:
    carried = reach[line.known.grant]
    may = bool(carried) if line.known.where is Where.NOTHING else unit is not None and carried.covers(unit)
    return address_of(row, line.finding, line.known) if may else ""
