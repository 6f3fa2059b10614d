"""Loading the territory into an empty database."""

from datetime import date

from django.db import connection, transaction

from socl.orga.models import PlzArea, Responsibility, Unit, UnitKind
from socl.orga.rules import territory

# The files show the territory after the last merger that they know of (Halle, 1 January 2023).
VALID_FROM = date(2023, 1, 1)


@transaction.atomic
def load_territory() -> int:
    """Create all units, postcodes and responsibilities; the number of units created (0 if they are there)."""
    if Unit.objects.exists():
        return 0
    units: dict[str, Unit] = {}
    for row in territory.unit_rows():
        units[row.key] = Unit(
            key=row.key,
            kind=row.kind,
            name=row.name,
            land=row.land,
            parent=units.get(row.parent),
            region=units.get(row.region),
            demo=row.demo,
            valid_from=VALID_FROM,
        )
        if row.kind in PARENT_KINDS:  # children need the id at once
            units[row.key].save()
    Unit.objects.bulk_create(u for u in units.values() if u.pk is None)
    PlzArea.objects.bulk_create(
        [
            PlzArea(plz=r.plz, agentur=units[r.agentur], orte=list(r.orte), valid_from=VALID_FROM)
            for r in territory.plz_rows()
        ],
        batch_size=2000,
    )
    Responsibility.objects.bulk_create(
        Responsibility(agentur=units[u.key.removeprefix("alg-")], team=u, valid_from=VALID_FROM)
        for u in units.values()
        if u.kind == UnitKind.ALG_PLUS_TEAM
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE orga_unit, orga_plzarea, orga_responsibility"
        )  # or the first look-ups take seconds
    return len(units)


PARENT_KINDS = {UnitKind.SC_REGION, UnitKind.RD, UnitKind.AGENTUR, UnitKind.OS}
