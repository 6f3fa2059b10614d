"""Before and after the switch: which figures are compared, and which are too few to be shown. Rule EINF-7."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day

WEEKS = 4  # on either side
LEAST = 5  # no figure about fewer
COUNTED_AFTER = timedelta(days=16)  # repeat contacts are waited for 14 days and counted at night
UNKNOWN = "keine Zahlen"


def around(live_from: datetime) -> tuple[Span[date], Span[date]]:
    """The four whole weeks before the week of the switch, and the four after it."""
    day = berlin_day(live_from)
    monday = day - ONE_DAY * (day.isoweekday() - 1)
    after = monday if day == monday else monday + timedelta(weeks=1)
    return Span(monday - timedelta(weeks=WEEKS), monday), Span(after, after + timedelta(weeks=WEEKS))


def complete_on(live_from: datetime) -> date:
    """The day on which all figures are known; what they are counted from is there for five days more."""
    return around(live_from)[1].end + COUNTED_AFTER


@dataclass(frozen=True)
class Share:
    """``k`` of ``n``; shown as percent, unless it is about fewer than five."""

    k: int
    n: int

    @property
    def words(self) -> str:
        if not self.n:
            return UNKNOWN
        return "unter 5" if self.n < LEAST else f"{round(100 * self.k / self.n)} %"


def together(cells: Iterable[tuple[int | None, int | None]]) -> Share:
    """The sum over (k, n) of weeks; a week that must not be shown counts nothing."""
    shown = [(k, n) for k, n in cells if k is not None and n is not None]
    return Share(sum(k for k, _ in shown), sum(n for _, n in shown))


def days_words(days: float | None) -> str:
    """Working days with one decimal, German."""
    return UNKNOWN if days is None else f"{days:.1f} Arbeitstage".replace(".", ",")
