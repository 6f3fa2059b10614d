"""Figures of a day at the telephone: service level and abandon rate, with their formulas in words."""

from dataclasses import dataclass

TARGET_SECONDS = 30  # 115 promises 75 % in 30 s; no target of the BA is public, so this is a proposal
TARGET_LEVEL = 0.75
SHORT_ABANDON_SECONDS = 5
SMALL = 5  # smaller counts of people are nobody's business but their lead's
FORMULA = (
    f"innerhalb von {TARGET_SECONDS} Sekunden angenommene Anrufe geteilt durch angenommene und aufgegebene; "
    f"wer vor {SHORT_ABANDON_SECONDS} Sekunden auflegt, zählt nicht; gezählt wird ab dem ersten Warten"
)
ABANDON_FORMULA = "aufgegebene Anrufe geteilt durch angenommene und aufgegebene"


@dataclass(frozen=True)
class Day:
    """Counts of a span: ``offered`` all calls that came into a queue, ``abandoned`` those given up after 5 s or more."""

    offered: int
    answered: int
    in_time: int
    abandoned: int

    @property
    def counted(self) -> int:
        """The calls that both shares are of: answered or given up."""
        return self.answered + self.abandoned

    @property
    def service_level(self) -> float | None:
        """Share from 0 to 1 answered in time of those that counted; None if none did. Rule RUF-16."""
        return self.in_time / self.counted if self.counted else None

    @property
    def abandon_rate(self) -> float | None:
        """Share from 0 to 1 given up of those that counted; None if none did. Rule RUF-16."""
        return self.abandoned / self.counted if self.counted else None


def shown(number: int, *, to_lead: bool) -> str:
    """A count of desks: for the lead of the shift as it is, for all others nothing between none and five. Rule RUF-21."""
    return str(number) if to_lead or number >= SMALL or not number else f"unter {SMALL}"


NO_CALLS = Day(0, 0, 0, 0)
