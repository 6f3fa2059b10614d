"""The readiness facts: each a few queries over the neighbours, however many units a region has. Rule EINF-3."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from atv.kalender.queries.capacity import sufficiency
from atv.otv.queries.readiness import sites_of
from eakte.queries import left_unread
from rollout.models import ChecklistItem, Level, MeetingKind, WaveRegion
from rollout.rules.checklist import UNFINISHED, Klasse
from rollout.rules.programme import STAGE_LABELS, Stage, stage
from rollout.rules.readiness import SHARE, Fact, Finding, share_words
from routing.escalation.queries.guides import in_force
from routing.escalation.queries.reach import TARGET_OF
from routing.escalation.rules.catalogue import CATALOGUE
from routing.escalation.rules.lifecycle import Target
from routing.rufkreis.queries.readiness import (
    agenturen_with_number,
    service_number_leads_to_alg,
    units_with_hotline,
)
from routing.rufkreis.rules.eligibility import Hotline
from socl.lib.workdays import berlin_day
from socl.orga.models import Unit, UnitKind
from socl.orga.queries.readiness import tsb_counts, units_that_named, units_with
from socl.orga.rules.roles import Role

ANSWER = [role for role, target in TARGET_OF.items() if target is Target.OS]  # at the hotline of an OS


@dataclass(frozen=True)
class Place:
    """A region on a day, with its units by kind."""

    row: WaveRegion
    at: datetime
    units: dict[str, list[Unit]]

    @property
    def day(self) -> date:
        return berlin_day(self.at)

    def of(self, *kinds: UnitKind) -> dict[int, Unit]:
        """Id -> unit, for the units of these kinds."""
        return {unit.pk: unit for kind in kinds for unit in self.units.get(kind, [])}


def place_of(row: WaveRegion, at: datetime) -> Place:
    """The region with all of its units in force; one query."""
    units: dict[str, list[Unit]] = {UnitKind.SC_REGION: [row.region]}
    for unit in Unit.objects.valid_on(berlin_day(at)).filter(region=row.region_id).order_by("name", "key"):
        units.setdefault(unit.kind, []).append(unit)
    return Place(row, at, units)


def found(fact: Fact, rule: str, klasse: Klasse, unit: Unit, words: str) -> Finding:
    """A finding about one unit."""
    return Finding(fact, rule, klasse, unit.key, unit.name, words)


def lacking(
    units: Mapping[int, Unit], there: Container[int], fact: Fact, rule: str, klasse: Klasse, words: str
) -> Iterator[Finding]:
    """A finding for each unit that is not ``there`` (ids)."""
    return (found(fact, rule, klasse, unit, words) for pk, unit in units.items() if pk not in there)


def coordinators(place: Place) -> Iterator[Finding]:
    """Every Service Center and every OS has named somebody. Rules SOCL 3/SC/3, SOCL 3/OS/1."""
    units = place.of(UnitKind.SC, UnitKind.OS)
    named = units_that_named(units.keys(), place.row.programme.code, place.day)
    for pk, unit in units.items():
        if pk not in named:
            rule = "SOCL 3/SC/3" if unit.kind == UnitKind.SC else "SOCL 3/OS/1"
            words = "Niemand ist als Koordination oder Hauptansprechpartner/in benannt."
            yield found(Fact.COORDINATORS, rule, Klasse.PFLICHT, unit, words)


def coordinators_rd(place: Place) -> Iterator[Finding]:
    """It is recommended that every unit names somebody: the RD too. Rule SOCL 2.2/2."""
    units = place.of(UnitKind.RD)
    named = units_that_named(units.keys(), place.row.programme.code, place.day)
    words = "Niemand ist für die Ausgestaltung der Zusammenarbeit benannt."
    yield from lacking(units, named, Fact.COORDINATORS_RD, "SOCL 2.2/2", Klasse.EMPFEHLUNG, words)


def share(place: Place) -> Iterator[Finding]:
    """About 40 % of the TSB are trained and cleared. Rules SOCL 3/SC/4, SOCL 2.1/13."""
    units = place.of(UnitKind.SC)
    counts = tsb_counts(units.keys(), place.day)
    for pk, unit in units.items():
        count = counts.get(pk)
        if count is None:
            words = "Noch sind keine TSB eingetragen."
            yield found(Fact.SHARE, "SOCL 3/SC/4", Klasse.ERFAHRUNGSWERT, unit, words)
        elif count.qualified < SHARE * count.all:
            words = share_words(count.all, count.qualified)
            yield found(Fact.SHARE, "SOCL 3/SC/4", Klasse.ERFAHRUNGSWERT, unit, words)


def clearances(place: Place) -> Iterator[Finding]:
    """Whoever is trained has the Berechtigungen, and somebody is.

    Rules SOCL 3/SC/5, SOCL 2/1, SOCL 2.1/11, SOCL 2.1/12.
    """
    units = place.of(UnitKind.SC)
    counts = tsb_counts(units.keys(), place.day)
    for pk, unit in units.items():
        count = counts.get(pk)
        if count is None or not count.qualified:
            words = "Niemand ist für SOC-L geschult und berechtigt."
        elif count.qualified < count.trained:
            words = "Geschulten TSB fehlen die Berechtigungen."
        else:
            continue
        yield found(Fact.CLEARANCES, "SOCL 3/SC/5", Klasse.PFLICHT, unit, words)


def hotline(place: Place) -> Iterator[Finding]:
    """Every OS has a hotline, and people who answer it. Rule SOCL 3/OS/2."""
    units = place.of(UnitKind.OS)
    there = units_with_hotline(units.keys(), Hotline.OS)
    staffed = units_with(ANSWER, units.keys(), place.day)
    for pk, unit in units.items():
        if pk not in there:
            words = "Die Hotline für Rückfragen ist nicht eingerichtet."
        elif pk not in staffed:
            words = "An der Hotline kann niemand antworten: im OS ist niemand eingetragen."
        else:
            continue
        yield found(Fact.HOTLINE, "SOCL 3/OS/2", Klasse.PFLICHT, unit, words)


def serviceplaetze(place: Place) -> Iterator[Finding]:
    """Every Alg Plus-Team offers enough bookable time, by the formula of the calendar. Rules SOCL 3/OS/3, SOCL 2/7."""
    units = place.of(UnitKind.ALG_PLUS_TEAM)
    offered = sufficiency(units.keys())
    for pk, unit in units.items():
        known = offered.get(pk)
        if known is None:
            words = "Noch ist keine Kapazität gemessen: kein Kalender oder keine Zeitfenster."
        elif not known.is_enough:
            words = f"{known.open_minutes} von {known.needed_minutes} Minuten je Arbeitstag."
        else:
            continue
        yield found(Fact.SERVICEPLAETZE, "SOCL 3/OS/3", Klasse.PFLICHT, unit, words)


def postkorb(place: Place) -> Iterator[Finding]:
    """Every OS has its Sonderpostkorb, and somebody reads it. Rule SOCL 3/OS/4."""
    units = place.of(UnitKind.OS)
    unread = left_unread(units.keys(), place.day)
    for pk, unit in units.items():
        if pk not in unread:
            words = "Der Sonderpostkorb ist nicht eingerichtet."
        elif unread[pk]:
            words = "Der Sonderpostkorb wird nicht gelesen: Aufträge warten über ihre Frist hinaus."
        else:
            continue
        yield found(Fact.POSTKORB, "SOCL 3/OS/4", Klasse.PFLICHT, unit, words)


def guides_missing(day: date) -> list[str]:
    """The codes of the Anliegen without a guide in force on ``day``; one query."""
    return sorted(set(CATALOGUE) - set(in_force(CATALOGUE, day)))


def guides(place: Place) -> Iterator[Finding]:
    """There is a released Gesprächsleitfaden for every Anliegen. Rules SOCL 2.3/1, SOCL 3/SC/1."""
    missing = guides_missing(place.day)
    if missing:
        words = f"Ohne freigegebenen Gesprächsleitfaden: {', '.join(missing)}."
        yield found(Fact.GUIDES, "SOCL 2.3/1", Klasse.PFLICHT, place.row.region, words)


def kickoff(place: Place) -> Iterator[Finding]:
    """A kick-off was held in every Service Center and OS, or for the region. Rules SOCL 3/RD/3, SOCL 3/RSC/3."""
    rows = place.row.meetings.filter(kind=MeetingKind.AUFTAKT, last_held_on__lte=place.day)
    held = set(rows.values_list("unit", flat=True))
    if None not in held:
        units = place.of(UnitKind.SC, UnitKind.OS)
        words = "Noch hat keine Auftaktveranstaltung stattgefunden."
        yield from lacking(units, held, Fact.KICKOFF, "SOCL 3/RD/3", Klasse.PFLICHT, words)


def numbers(place: Place) -> Iterator[Finding]:
    """Whatever is dialled leads to the Rufkreis: Sammelrufnummern and the Servicerufnummer. Rule SOCL 2.1/2."""
    units = place.of(UnitKind.AGENTUR)
    mapped = agenturen_with_number(units.keys())
    words = "Die Sammelrufnummer fehlt oder führt nicht zum Rufkreis Arbeitslosengeld."
    yield from lacking(units, mapped, Fact.NUMBERS, "SOCL 2.1/2", Klasse.PFLICHT, words)
    if not service_number_leads_to_alg():
        words = "Die Servicerufnummer Arbeitnehmer führt nicht zum Rufkreis Arbeitslosengeld."
        yield found(Fact.NUMBERS, "SOCL 2.1/2", Klasse.PFLICHT, place.row.region, words)


def meetings(place: Place) -> Iterator[Finding]:
    """Gesprächsformate on both levels with a next day. Rule SOCL 2.2/5."""
    rows = place.row.meetings.filter(kind=MeetingKind.GESPRAECH, next_on__gte=place.day)
    levels = set(rows.values_list("level", flat=True))
    for level in Level:
        if level not in levels:
            words = f"Kein nächstes Gesprächsformat auf der {level.label}."
            yield found(Fact.MEETINGS, "SOCL 2.2/5", Klasse.EMPFEHLUNG, place.row.region, words)


def checklist(place: Place) -> Iterator[Finding]:
    """Nothing that is due is unticked; what is due only after the start counts from then on. Rule EINF-2."""
    rows = ChecklistItem.objects.filter(
        wave_region=place.row, state__in=[s.value for s in UNFINISHED], due_on__lt=place.day, auftrag__fact=""
    ).select_related("auftrag", "unit")
    if stage(place.row.planned_on, place.row.live_from, place.day, place.at) is not Stage.LIVE:
        rows = rows.filter(Q(auftrag__days__lt=0) | Q(auftrag__days=0, auftrag__every_days=None))
    for item in rows.order_by("unit__name", "auftrag__position"):
        words = f"Nicht erledigt, fällig {item.due_on:%d.%m.%Y}: {item.auftrag.text}"
        yield found(Fact.CHECKLIST, item.auftrag.rule, Klasse(item.klasse), item.unit, words)


def late(place: Place) -> Iterator[Finding]:
    """The real start is free, but being late is a finding. Rules SOCL 2.2/1, EINF-1."""
    row = place.row
    if stage(row.planned_on, row.live_from, place.day, place.at) is Stage.LATE:
        words = f"{STAGE_LABELS[Stage.LATE]}: geplant war der {row.planned_on:%d.%m.%Y}."
        yield found(Fact.LATE, "EINF-1", Klasse.PFLICHT, row.region, words.capitalize())


def otv_rights(place: Place) -> Iterator[Finding]:
    """Somebody in every Agentur may configure. Rule OTV 3/AA/2."""
    units = place.of(UnitKind.AGENTUR)
    there = units_with([Role.OTK_ADMIN], units.keys(), place.day)
    words = "Niemand hat die Rechte für den Online-Terminkonfigurator."
    yield from lacking(units, there, Fact.OTV_RIGHTS, "OTV 3/AA/2", Klasse.PFLICHT, words)


def otv_start(place: Place) -> Iterator[Finding]:
    """Every Hauptagentur has told the RD when it starts. Rule OTV 3/AA/1."""
    units = place.of(UnitKind.AGENTUR)
    told = {pk for pk, site in sites_of(units.keys()).items() if site.reported_start_on is not None}
    words = "Der geplante Starttermin ist der RD nicht gemeldet."
    yield from lacking(units, told, Fact.OTV_START, "OTV 3/AA/1", Klasse.PFLICHT, words)


def otv_mandatory(place: Place) -> Iterator[Finding]:
    """Whoever uses the OTV offers the "Persönliche Arbeitslosmeldung". Rule OTV 3/AA/3."""
    units = place.of(UnitKind.AGENTUR)
    active = {pk for pk, site in sites_of(units.keys()).items() if site.offers_mandatory}
    words = "Das Anliegen „Persönliche Arbeitslosmeldung“ ist nicht aktiv."
    yield from lacking(units, active, Fact.OTV_MANDATORY, "OTV 3/AA/3", Klasse.PFLICHT, words)


Check = Callable[[Place], Iterable[Finding]]
CHECKS: dict[str, dict[Fact, Check]] = {
    "soc_l": {
        Fact.COORDINATORS: coordinators,
        Fact.COORDINATORS_RD: coordinators_rd,
        Fact.SHARE: share,
        Fact.CLEARANCES: clearances,
        Fact.HOTLINE: hotline,
        Fact.SERVICEPLAETZE: serviceplaetze,
        Fact.POSTKORB: postkorb,
        Fact.GUIDES: guides,
        Fact.KICKOFF: kickoff,
        Fact.NUMBERS: numbers,
        Fact.MEETINGS: meetings,
        Fact.CHECKLIST: checklist,
        Fact.LATE: late,
    },
    "otv": {
        Fact.OTV_RIGHTS: otv_rights,
        Fact.OTV_START: otv_start,
        Fact.OTV_MANDATORY: otv_mandatory,
        Fact.CHECKLIST: checklist,
        Fact.LATE: late,
    },
}


def findings(row: WaveRegion, at: datetime) -> list[Finding]:
    """Everything that is not as it should be in a region, right now."""
    place = place_of(row, at)
    return [finding for check in CHECKS[row.programme.code].values() for finding in check(place)]
