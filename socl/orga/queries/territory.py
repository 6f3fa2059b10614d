"""Who is responsible where: postcode -> Agentur -> OS -> Alg Plus-Team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Func, TextField, Value

from socl.core.db import columns, read
from socl.lib.refusal import Refusal
from socl.orga.models import Person, PlzArea, Responsibility, Unit, UnitKind


@dataclass(frozen=True)
class Responsible:
    """The units responsible for a person living in ``agentur``'s district."""

    agentur: Unit
    os: Unit
    team: Unit


UNIT_BY_KEY = f"""
SELECT {columns(Unit, "u")} FROM orga_unit u
WHERE u.key = %(key)s AND u.valid_from <= %(day)s AND (u.valid_until > %(day)s OR u.valid_until IS NULL)
"""


def unit_by_key(key: str, day: date, kind: UnitKind | None = None) -> Unit | None:
    """The unit with ``key`` in force on ``day``, of ``kind`` if given."""
    if "\0" in key:  # a path may carry it, PostgreSQL could not
        return None
    found: list[Unit] = read(UNIT_BY_KEY, {"key": key, "day": day}, Unit)
    return next((unit for unit in found if kind is None or unit.kind == kind), None)


def unit_by_id(pk: int) -> Unit | None:
    """The unit of that number, in whichever validity."""
    return Unit.objects.filter(pk=pk).first()


def agenturen_of_plz(plz: str, day: date) -> list[Unit]:
    """The Agenturen whose districts touch ``plz``, by key; residence decides (§ 327 (1) SGB III)."""
    areas = PlzArea.objects.valid_on(day).filter(plz=plz).select_related("agentur__region")
    return sorted((a.agentur for a in areas), key=lambda unit: unit.key)


def agentur_for(day: date, *, plz: str = "", agentur: str = "") -> Unit:
    """The one Agentur named by ``agentur`` (its key) or by ``plz``.

    Refusals (422): ``agentur_ambiguous`` with ``candidates`` when the PLZ touches several and none is named,
    ``agentur_unknown``. Never decided by the Kundennummer: its first digits are the Agentur of the first
    registration. Rule ORGA-1.
    """
    candidates = agenturen_of_plz(plz, day) if plz else []
    if plz and not candidates:
        raise Refusal("agentur_unknown", "Diese Postleitzahl ist nicht bekannt.", rule="ORGA-1", status=422)
    if agentur:
        unit = unit_by_key(agentur, day, UnitKind.AGENTUR)
        if unit is None or (candidates and unit not in candidates):
            raise Refusal(
                "agentur_unknown",
                "Diese Agentur gibt es nicht oder sie gehört nicht zur Postleitzahl.",
                rule="ORGA-1",
                status=422,
            )
        return unit
    if len(candidates) > 1:
        raise Refusal(
            "agentur_ambiguous",
            "Zu dieser Postleitzahl gehören mehrere Agenturen. Bitte nach dem Wohnort fragen.",
            rule="ORGA-1",
            status=422,
            candidates=[{"key": u.key, "name": u.name} for u in candidates],
        )
    if not candidates:
        raise Refusal(
            "agentur_unknown", "Bitte Postleitzahl oder Agentur angeben.", rule="ORGA-1", status=422
        )
    return candidates[0]


def responsible_for(agentur: Unit, day: date) -> Responsible:
    """The OS and the Alg Plus-Team that work for ``agentur`` on ``day``."""
    found = (
        Responsibility.objects.valid_on(day)
        .filter(agentur=agentur)
        .select_related("team__parent", "team__region")
        .first()
    )
    if found is None:
        raise Refusal("no_team", "Für diese Agentur ist kein Alg Plus-Team eingetragen.", rule="ORGA-2")
    return Responsible(agentur, found.team.parent, found.team)


def regions_of_place(ort: str, day: date) -> set[int]:
    """The ids of the SC-Regionen that a place of that name lies in; more than one means: do not guess."""
    areas = PlzArea.objects.valid_on(day).filter(orte__contains=[ort])
    return {pk for pk in areas.values_list("agentur__region", flat=True) if pk is not None}


def unit_json(unit: Unit | None) -> dict[str, str] | None:
    """{"key", "name"}, as every answer of the REST contract names a unit."""
    return {"key": unit.key, "name": unit.name} if unit else None


def person_by_username(username: str) -> Person | None:
    """The active account of that name."""
    return Person.objects.filter(username=username, is_active=True).first()


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Id -> shown name of each person; who is gone is missing."""
    return dict(Person.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


@dataclass(frozen=True)
class Found:
    """One district that a search for a place came upon; ``team`` is None where none is entered."""

    agentur: Unit
    team: Unit | None
    plz: list[str]
    orte: list[str]


MOST_FOUND = 30


def districts(text: str, day: date) -> list[Found]:
    """The Agenturen whose districts hold the postcode or a place whose name contains ``text``, by key; at most 30."""
    areas = PlzArea.objects.valid_on(day).select_related("agentur__region", "agentur__parent").order_by("plz")
    if text.isdigit():
        areas = areas.filter(plz__startswith=text)
    else:
        names = Func(F("orte"), Value("|"), function="array_to_string", output_field=TextField())
        areas = areas.annotate(names=names).filter(names__icontains=text)
    by_agentur: dict[Unit, list[PlzArea]] = {}
    for area in areas:
        by_agentur.setdefault(area.agentur, []).append(area)
    agenturen = sorted(by_agentur, key=lambda unit: unit.key)[:MOST_FOUND]
    teams = _teams_of(agenturen, day)
    return [
        Found(
            agentur,
            teams.get(agentur.pk),
            [area.plz for area in by_agentur[agentur]],
            sorted(
                {ort for area in by_agentur[agentur] for ort in area.orte if text.isdigit() or _in(text, ort)}
            ),
        )
        for agentur in agenturen
    ]


def _in(text: str, ort: str) -> bool:
    return text.casefold() in ort.casefold()


def _teams_of(agenturen: list[Unit], day: date) -> dict[int, Unit]:
    """Agentur (id) -> the team responsible on ``day``, its OS loaded."""
    rows = Responsibility.objects.valid_on(day).filter(agentur__in=agenturen).select_related("team__parent")
    return {row.agentur_id: row.team for row in rows}
