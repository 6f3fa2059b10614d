"""What came of the hour, for people and for machines."""

from typing import Any

from socl.lab.bench.figures import MS, PERCENT, Unit, percentile
from socl.lab.busy.desks import LOOK_EVERY
from socl.lab.busy.hour import Hour
from socl.lab.busy.seen import PROMISES, Seen
from socl.lib.erlang import staffing

SECONDS = Unit("s")
NUMBER = Unit("", 0)


def figures(hour: Hour, seen: Seen) -> dict[str, tuple[float, Unit]]:
    """Name -> (value, unit); waits in real seconds, ringing included."""
    counts, waits = seen.counts, seen.seconds["wait"]
    counted = counts["angenommen"] + counts["aufgegeben"]
    found: dict[str, tuple[float, Unit]] = {}
    for name in sorted(counts):
        found[name] = (counts[name], NUMBER)
    if counted:
        found["Anteil aufgegeben"] = (100 * counts["aufgegeben"] / counted, PERCENT)
        found["  nach Erlang A"] = (100 * expected(hour).abandonment, PERCENT)
        found["Angebote je angenommenem Anruf"] = (
            counts["Angebote"] / max(counts["angenommen"], 1),
            Unit("", 2),
        )
    if waits:
        for share in (0.5, 0.95):
            found[f"Warten bis zur Annahme, p{100 * share:.0f}"] = (percentile(waits, share), SECONDS)
    for name, key in (("Entscheidung", "decision"), ("anderes Ereignis", "event"), ("Arbeitsplatz", "desk")):
        for share in (0.5, 0.95):
            if seen.seconds[key]:
                what = f"{name}, p{100 * share:.0f}"
                found[what] = (1000 * percentile(seen.seconds[key], share), MS)
    for seconds in seen.seconds["rest"]:
        found["Ruhe nach"] = (seconds, SECONDS)
    return found


def expected(hour: Hour) -> Any:
    """What Erlang A says to the same load, desks and patience."""
    return staffing(
        calls=hour.rate * hour.seconds,
        interval=hour.seconds,
        aht=hour.handling + LOOK_EVERY,  # half of it until an offer is seen, half until the end of a talk is
        patience=hour.patience / hour.speed,
        desks=hour.desks,
        target=0.0,
    )


def as_text(hour: Hour, seen: Seen) -> str:
    """The report: figures, then every promise with a sign."""
    head = f"{hour.desks} Plätze, {hour.seconds:.0f} s, Zeit {hour.speed:.0f}-fach, Last {hour.load:.2f}"
    rows = figures(hour, seen)
    wide = max((len(name) for name in rows), default=0)
    lines = [head, *(f"{name:<{wide}}  {unit(value):>10}" for name, (value, unit) in rows.items()), ""]
    for promise in PROMISES:
        found = seen.faults.get(promise, [])
        lines.append(
            f"{'✗' if found else '✓'} {promise}{f' {len(found)}-mal nicht: {found[:3]}' if found else ''}"
        )
    return "\n".join(lines)


def as_json(hour: Hour, seen: Seen) -> dict[str, Any]:
    """The same for machines."""
    return {
        "hour": vars(hour),
        "figures": {name.strip(): value for name, (value, _) in figures(hour, seen).items()},
        "promises": {promise: seen.faults.get(promise, [])[:20] for promise in PROMISES},
        "kept": not any(seen.faults.values()),
    }
