"""The supply in words: previews, history, Zeitfenster."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format

from atv.kalender.actions.changing import Effect
from atv.kalender.models import Channel, SupplyChange, Zeitfenster
from atv.kalender.rules.supply import Yield
from socl.lib.german import short_weekdays
from socl.lib.workdays import BERLIN, ONE_DAY

VERBS = {
    "open_serviceplatz": "Serviceplatz angelegt",
    "change_serviceplatz": "Serviceplatz geändert",
    "open_one_more": "Ein Platz mehr geöffnet",
    "open_zeitfenster": "Zeitfenster angelegt",
    "change_zeitfenster": "Zeitfenster geändert",
    "end_zeitfenster": "Zeitfenster beendet",
    "copy_week": "Woche kopiert",
    "enter_ausfallzeit": "Ausfallzeit eingetragen",
    "withdraw_ausfallzeit": "Ausfallzeit aufgehoben",
    "set_rules": "Vorlauf, Horizont oder Anteile geändert",
}
NAMES = {"leistungsberatung": "Leistungsberatung", "sonstiges": "Sonstige Anliegen"}
NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True)
class Row:
    """One line of "before and after"."""

    label: str
    before: str
    after: str


def summary(effect: Effect) -> list[Row]:
    """What four weeks yield before and after."""
    lengths = sorted(effect.before.counts, reverse=True)
    rows = [Row("Offene Stunden", hours(effect.before), hours(effect.after))]
    for n in lengths:
        label = f"Termine zu {n} Minuten, wenn alle so lang wären"
        rows.append(Row(label, str(effect.before.counts[n]), str(effect.after.counts[n])))
    rows.append(Row("Nicht nutzbare Minuten", str(effect.before.wasted), str(effect.after.wasted)))
    return rows


def hours(found: Yield) -> str:
    """132,5: open time in hours."""
    return f"{found.minutes / 60:.1f}".replace(".", ",").removesuffix(",0")


def terminarten(codes: Iterable[str], own: Mapping[str, str] = NO_NAMES) -> str:
    """beide Terminarten; nur Leistungsberatung. ``own``: of a calendar with its own Terminarten, by code."""
    if own and set(own) <= set(codes):
        return "alle Anliegen"
    named = [own.get(code) or NAMES.get(code, code) for code in sorted(codes)]
    return "beide Terminarten" if len(named) == len(NAMES) else "nur " + " und ".join(named)


def channels(codes: Iterable[str]) -> str:
    """alle Kanäle; nur Service Center."""
    known = set(codes)
    if known == set(Channel.values):
        return "alle Kanäle"
    return "nur " + " und ".join(label for value, label in Channel.choices if value in known)


def window(z: Zeitfenster, today: date, own: Mapping[str, str] = NO_NAMES) -> str:
    """Mo bis Fr, 08:00 bis 12:00 Uhr, beide Terminarten, alle Kanäle, ab 1. Dezember 2026."""
    when = _long(z.single_day) if z.single_day else short_weekdays(z.weekdays)
    clocks = f"{z.starts:%H:%M} bis {'24:00' if z.ends.hour + z.ends.minute == 0 else f'{z.ends:%H:%M}'} Uhr"
    parts = [when, clocks, terminarten(z.terminarten, own), channels(z.channels)]
    if not z.single_day:
        parts += [f"ab {_long(z.valid_from)}"] if z.valid_from > today else []
        parts += [f"letzter Tag {_long(z.valid_until - ONE_DAY)}"] if z.valid_until else []
    return ", ".join(parts)


def _long(day: date) -> str:
    return date_format(day, "j. F Y")


def facts(change: SupplyChange, own: Mapping[str, str] = NO_NAMES) -> str:
    """What a change was about, from the facts it keeps."""
    found, parts = change.facts, []
    if numbers := found.get("serviceplaetze") or [n for n in [found.get("serviceplatz")] if n]:
        parts.append(f"Serviceplatz {', '.join(map(str, numbers))}")
    if found.get("weekdays"):
        parts.append(short_weekdays(found["weekdays"]))
    if found.get("times"):
        parts.append(f"{found['times'].replace('-', ' bis ')} Uhr")
    if found.get("instead_of"):
        parts.append(f"statt {found['instead_of'].replace('-', ' bis ')} Uhr")
    if found.get("starts_at"):
        parts += [_span(found["starts_at"], found["ends_at"]), found["reason"]]
    if found.get("terminarten"):
        parts += [terminarten(found["terminarten"], own), channels(found["channels"])]
    for name, word in (("valid_from", "ab"), ("into", "in die Woche ab"), ("valid_until", "nicht mehr ab")):
        if found.get(name):
            parts.append(f"{word} {_long(date.fromisoformat(found[name]))}")
    if change.verb == "set_rules":
        parts.append(
            f"Vorlauf {found['lead_days']}, Horizont {found['horizon_days']} Tage, Anteile Service Center"
            f" {found['share_sc']} %, Eingangszone {found['share_eingangszone']} %, Online {found['share_online']} %"
        )
    return ", ".join(parts)


def _span(start: str, end: str) -> str:
    a, b = (datetime.fromisoformat(text).astimezone(BERLIN) for text in (start, end))
    until = f"{b:%H:%M}" if a.date() == b.date() else f"{_long(b.date())}, {b:%H:%M}"
    return f"{_long(a.date())}, {a:%H:%M} bis {until} Uhr"
