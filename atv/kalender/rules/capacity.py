"""Is there enough to book? Figures of a team and a Terminart, never of a person."""

from collections.abc import Iterable
from dataclasses import dataclass

WINDOW = 20  # working days over which demand is measured
PER_AGENTUR = 7  # Rückrufe per Agentur and day: a proposal until demand has been measured
WARN_DAYS = 3  # working days to the next free time


def how_many_fit(gaps: Iterable[Iterable[int]], minutes: int) -> int:
    """How many appointments of ``minutes`` fit into gaps, each given by the starts (minutes) that are free in it."""
    count = 0
    for starts in gaps:
        end = None
        for start in sorted(starts):
            if end is None or start >= end:
                count, end = count + 1, start + minutes
    return count


def days_until_sold_out(fitting: int, booked: int) -> int | None:
    """Working days until the last free time is gone, if as many are booked per day as lately; None: no demand.

    ``booked`` counts the bookings of the last 20 working days. Rounded down. Rule ATV-63.
    """
    return fitting * WINDOW // booked if booked else None


def expected_per_day(agenturen: int, booked: int, days_known: int) -> float:
    """Rückrufe per working day: as booked in the last 20, before that 7 for each Agentur. Rule ATV-64."""
    if days_known >= WINDOW and booked:
        return booked / WINDOW
    return float(PER_AGENTUR * agenturen)


@dataclass(frozen=True)
class Sufficiency:
    """Bookable and needed minutes per working day. Ausreichend: not less than is needed (202302002, 3 OS)."""

    open_minutes: int
    needed_minutes: int

    @property
    def is_enough(self) -> bool:
        return self.open_minutes >= self.needed_minutes


def is_alarming(days_to_free: int | None, threshold: int) -> bool:
    """True if the next free time is further than ``threshold`` working days, or there is none at all. Rule ATV-62."""
    return days_to_free is None or days_to_free > threshold
