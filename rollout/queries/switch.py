"""Reading what a switch needs: signatures, the history, and the load expected against the plan."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rollout.models import Signature, Switch, WaveRegion
from rollout.queries.facts import findings
from rollout.rules.switch import SIDES, Side, uncovered
from routing.rufkreis.models import Rufkreis
from routing.rufkreis.queries.lagebild import half_hours_of
from routing.rufkreis.queries.planning import WEEK, Need, Wanted, needs_for
from routing.rufkreis.rules import roster
from routing.rufkreis.rules.eligibility import Topic
from socl.orga import gates
from socl.orga.models import Person, Unit, UnitKind
from socl.orga.rules.roles import Role

ALG_SHARE = (
    1 / 3
)  # of all calls, where nobody counts them apart yet: derived, a proposal (domain facts, section 2)
WANTED = Wanted(aht=360, patience=120, target=30, level=0.75)  # the proposals of the staffing page


def live_signatures(row: WaveRegion) -> list[Signature]:
    """The signatures that a switch may use, by side."""
    rows = Signature.objects.filter(wave_region=row, ended_at=None)
    return list(rows.select_related("by").order_by("side"))


def switches_of(row: WaveRegion) -> list[Switch]:
    """How the region was switched, the latest first."""
    rows = Switch.objects.filter(wave_region=row).select_related("by")
    return list(rows.prefetch_related("signatures__by").order_by("-pk"))


def side_of(person: Person, region: Unit, day: date) -> Side | None:
    """For which side the person may sign in this region; None: for none."""
    for held in gates.dienstposten(person, day):
        side = SIDES.get(Role(held.role))
        if side is not None and region.pk in (held.unit.region_id, held.unit_id):
            return side
    return None


@dataclass(frozen=True)
class Load:
    """The half-hours of a day at one Service Center: calls expected, desks needed, desks planned."""

    unit: Unit
    needs: list[Need]
    is_estimated: bool  # no Alg calls were counted apart a week before

    @property
    def is_known(self) -> bool:
        """True if any call was counted a week before: without one, nothing can be expected."""
        return any(need.calls for need in self.needs)

    @property
    def short(self) -> int:
        """Half-hours for which the plan has too few desks."""
        return sum(need.missing > 0 for need in self.needs)


def expected_load(row: WaveRegion, day: date) -> list[Load]:
    """What is to be expected on ``day`` if the region is live, by the calls of a week before. Rule EINF-4."""
    units = Unit.objects.valid_on(day).filter(kind=UnitKind.SC, region=row.region_id).order_by("name")
    return [_load(unit, day) for unit in units]


def _load(unit: Unit, day: date) -> Load:
    offered = {topic: _offered(unit, topic, day) for topic in Topic}
    is_estimated = not offered[Topic.ALG]
    calls = offered[Topic.ALG] or {n: ALG_SHARE * k for n, k in offered[Topic.GENERAL].items()}
    return Load(unit, needs_for(unit, day, WANTED, calls), is_estimated)


def _offered(unit: Unit, topic: Topic, day: date) -> dict[int, float]:
    """Half-hour -> calls of one topic a week before ``day``."""
    rufkreis = Rufkreis.objects.filter(unit=unit, topic=topic).first()
    halves = half_hours_of(rufkreis, day - WEEK) if rufkreis else []
    return {roster.half_hour(begin): float(found.offered) for begin, found in halves}


def override_json(row: WaveRegion, at: datetime) -> dict[str, Any]:
    """The live signatures as clients read them, and how many findings they leave."""
    signatures = live_signatures(row)
    red = [f for f in findings(row, at) if f.is_red]
    return {
        "signatures": [
            {
                "side": s.side,
                "by": {"key": s.by.username, "name": s.by.name},
                "reason": s.reason,
                "covers": len(s.covers),
            }
            for s in signatures
        ],
        "missing": len(uncovered(red, {Side(s.side): s.covers for s in signatures})),
    }
