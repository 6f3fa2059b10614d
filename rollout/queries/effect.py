"""The figures of a region before and after its switch, and its weeks with the switch marked. Rule EINF-7."""

from dataclasses import dataclass
from datetime import date, datetime

from atv.kalender.queries.capacity import mean_days_to_free
from rollout.models import Effect, Switch, SwitchKind, WaveRegion
from rollout.rules.effect import Share, around, days_words, together
from routing.escalation.queries.effect import consulted
from routing.escalation.queries.first_contact import WEEK, fcr_by_region
from routing.escalation.rules.first_contact import BEFORE, TARGET, Figure
from socl.lib.spans import Span
from socl.lib.workdays import berlin_day, berlin_span


@dataclass(frozen=True)
class Row:
    """One figure on either side, in words."""

    name: str
    before: str
    after: str
    aim: str


@dataclass(frozen=True)
class Week:
    """First contact in one week; ``is_switch``: the region was switched on in it."""

    begins: date
    share: Share
    is_switch: bool


def before_and_after(row: WaveRegion, at: datetime) -> list[Row]:
    """The four figures of a live region, as they were kept or else counted now; empty before the switch."""
    if row.live_from is None or row.live_from > at:
        return []
    opened = opening(row)
    kept = Effect.objects.filter(switch=opened).first() if opened else None
    return [Row(**said) for said in kept.rows] if kept else measured(row, row.live_from)


def opening(row: WaveRegion) -> Switch | None:
    """The switch by which the region is live."""
    rows = Switch.objects.filter(wave_region=row, kind=SwitchKind.OPEN, live_from=row.live_from)
    return rows.order_by("-pk").first()


def measured(row: WaveRegion, live_from: datetime) -> list[Row]:
    """The four figures around ``live_from``, counted from what is still there."""
    sides = around(live_from)
    sofort, netto = (
        [_cells(row, figure, side) for side in sides] for figure in (Figure.SOFORT, Figure.NETTO)
    )
    asked = [Share(*consulted(row.region_id, _moments(side))) for side in sides]
    days = [days_words(mean_days_to_free(row.region_id, side)) for side in sides]
    again = [Share(s.k - n.k, s.k) if s.n == n.n else Share(0, 0) for s, n in zip(sofort, netto, strict=True)]
    return [
        Row("Im Erstkontakt geklärt", sofort[0].words, sofort[1].words, f"{BEFORE} % → {TARGET} %"),
        Row("Rücksprachen mit FiT oder OS", asked[0].words, asked[1].words, "weniger"),
        Row("Bis zum ersten freien Rückruf", days[0], days[1], "weniger"),
        Row("Danach noch einmal angerufen", again[0].words, again[1].words, "weniger"),
    ]


def _cells(row: WaveRegion, figure: Figure, side: Span[date]) -> Share:
    cells = fcr_by_region(figure, side).get(row.region.key, [])
    return together((cell.k, cell.n) for cell in cells)


def _moments(side: Span[date]) -> Span[datetime]:
    return Span(*berlin_span(side.start, (side.end - side.start).days))


def weeks_of(row: WaveRegion, at: datetime) -> list[Week]:
    """The whole weeks from four before the switch to four after it, the oldest first, the switch marked. One query."""
    if row.live_from is None or row.live_from > at:
        return []
    before, after = around(row.live_from)
    cells = fcr_by_region(Figure.SOFORT, Span(before.start, after.end)).get(row.region.key, [])
    live = berlin_day(row.live_from)
    return [
        Week(
            cell.week,
            together([(cell.k, cell.n)]),
            cell.week <= live < cell.week + WEEK,
        )
        for cell in cells
    ]
