"""What the pages of the OTK show."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from atv.otv.models import OtvAnliegen, OtvChange, OtvComment, OtvSite
from atv.otv.queries.snapshot import snapshot, values_of
from atv.otv.queries.texts import Prescribed, text_block
from atv.otv.rules.anliegen import Values, template
from atv.otv.rules.areas import INTRODUCED_BY, Area
from atv.otv.rules.catalogue import CENTRAL, OFFERED, Entry
from atv.otv.rules.diff import Difference, diff
from socl.orga.gates import Scope
from socl.orga.models import Unit, UnitKind

PLACES = (UnitKind.AGENTUR, UnitKind.GESCHAEFTSSTELLE)


@dataclass(frozen=True)
class Line:
    """One Dienststelle in reach. ``is_due``: a Hauptagentur that should have started (OTV 2/3)."""

    unit: Unit
    site: OtvSite | None

    @property
    def is_obligatory(self) -> bool:
        """Hauptagenturen introduce OTV by 01.04.2022, Geschäftsstellen may (OTV 2/3, OTV 2/4)."""
        return self.unit.kind == UnitKind.AGENTUR

    @property
    def is_due(self) -> bool:
        return self.is_obligatory and (self.site is None or self.site.live_from is None)

    @property
    def due_by(self) -> date:
        return INTRODUCED_BY


def lines(scope: Scope, day: date) -> list[Line]:
    """Every Agentur and Geschäftsstelle in reach with its site or none, and sites of other Geschäftsfelder."""
    units = (
        Unit.objects.valid_on(day)
        .filter(scope.q(""), kind__in=PLACES)
        .exclude(kind=UnitKind.GESCHAEFTSSTELLE, name__startswith="Hauptagentur")  # stands as its Agentur
        .select_related("parent")
    )
    sites: dict[int, list[OtvSite]] = {}
    for site in OtvSite.objects.filter(scope.q("unit")).order_by("area"):
        sites.setdefault(site.unit_id, []).append(site)
    ordered = sorted(units, key=_beside_its_agentur)
    return [line for unit in ordered for line in _lines_of(unit, sites.get(unit.pk, []))]


def _beside_its_agentur(unit: Unit) -> tuple[str, bool, str]:
    """Each Agentur, then its Geschäftsstellen."""
    is_branch = unit.kind == UnitKind.GESCHAEFTSSTELLE
    return unit.parent.key if is_branch and unit.parent else unit.key, is_branch, unit.key


def _lines_of(unit: Unit, sites: list[OtvSite]) -> list[Line]:
    own = [s for s in sites if s.area == Area.EINGANGSZONE]
    others = [s for s in sites if s.area != Area.EINGANGSZONE]
    first: list[OtvSite | None] = [*own] or [None]
    return [Line(unit, s) for s in (*first, *others)]


@dataclass(frozen=True)
class Choice:
    """One Anliegen of the catalogue at a site: what it says, or the template if nothing is said yet."""

    entry: Entry
    row: OtvAnliegen | None
    values: Values


def choices(site: OtvSite) -> list[Choice]:
    """All that the site may offer, what it offers first, in its order. One query."""
    rows = {row.code: row for row in OtvAnliegen.objects.filter(site=site).select_related("terminart")}
    found = [choice_of(code, rows.get(code)) for code in OFFERED]
    return sorted(found, key=lambda c: (not c.values.active, c.row.position if c.row else 99, c.entry.code))


def choice_of(code: str, row: OtvAnliegen | None) -> Choice:
    """What stands, or the template."""
    return Choice(OFFERED[code], row, values_of(row) if row else template(OFFERED[code]))


def central() -> list[str]:
    """The titles of what OASU and OALO define: shown, never edited (OTV 1/1, OTV 1/4)."""
    return ["Erstgespräch (OASU)", "Beratungsgespräch zur Arbeitslosmeldung (OALO)"][: len(CENTRAL)]


def anliegen_of(site: OtvSite, code: str) -> OtvAnliegen | None:
    """The row of one Anliegen, if the site has said something about it."""
    return OtvAnliegen.objects.filter(site=site, code=code).select_related("terminart").first()


def history(site: OtvSite) -> list[OtvChange]:
    """Every change, newest first, at most 100."""
    return list(OtvChange.objects.filter(site=site).select_related("by").order_by("-version")[:100])


def differences(site: OtvSite, version: int) -> tuple[OtvChange, list[Difference], list[Difference]] | None:
    """One change: what it changed, and what going back to it would change now; None if there is no such version.

    Going back leaves the opening hours as they are.
    """
    around = OtvChange.objects.filter(Q(version=version) | Q(version=version - 1), site=site).select_related(
        "by"
    )
    found = {change.version: change for change in around}
    if version not in found:
        return None
    change = found[version]
    before = found[version - 1].snapshot if version - 1 in found else {}
    now = snapshot(site)
    return (
        change,
        diff(before, change.snapshot),
        diff(now, {**change.snapshot, "opening": now["opening"]}),
    )


def comments(site: OtvSite) -> list[OtvComment]:
    """What the RD said, newest first."""
    return list(OtvComment.objects.filter(site=site).select_related("by").order_by("-at", "-pk")[:50])


def other_sites(scope: Scope, site: OtvSite) -> list[OtvSite]:
    """The sites in reach that could be copied from."""
    rows = OtvSite.objects.filter(scope.q("unit"), area=site.area).exclude(pk=site.pk)
    return list(rows.select_related("unit").order_by("key"))


def booked_ahead(site: OtvSite, day: date) -> int:
    """Termine that stand after ``day`` begins: a withdrawal leaves them as they are."""
    rows = OtvAnliegen.objects.filter(site=site, termine__booking__state="booked")
    return rows.filter(termine__booking__starts_at__date__gte=day).count()


def block() -> Prescribed:
    """The prescribed text, or the draft."""
    return text_block()
