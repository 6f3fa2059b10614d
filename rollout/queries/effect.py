"""The figures of a region before and after its switch, and its weeks with the switch marked. Rule EINF-7."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from atv.kalender.queries.capacity import mean_days_to_free
from rollout.models import WaveRegion
from rollout.rules.effect import Share, around, days_words, together
from routing.escalation.queries.effect import consulted
from routing.escalation.queries.first_contact import WEEK, fcr_by_region, monday
from routing.escalation.rules.first_contact import BEFORE, TARGET, Figure
from socl.lib.spans import Span
from socl.lib.workdays import berlin_day, berlin_span

WEEKS_SHOWN = 12


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
    """The four figures of a live region; empty before the switch."""
    if row.live_from is None or row.live_from > at:
        return []
    sides = around(row.live_from)
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
    """The last twelve whole weeks of a region, the oldest first, with the switch marked. One query."""
    end = monday(berlin_day(at))
    cells = fcr_by_region(Figure.SOFORT, Span(end - WEEK * WEEKS_SHOWN, end)).get(row.region.key, [])
    live = berlin_day(row.live_from) if row.live_from else None
    return [
        Week(
            cell.week,
            together([(cell.k, cell.n)]),
            live is not None and cell.week <= live < cell.week + timedelta(days=7),
        )
        for cell in cells
    ]
