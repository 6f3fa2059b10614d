"""How long something is kept: a number of days that configuration may change, and its reason for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Retention:
    """``code`` names it in the configuration, ``what`` in German on the report, ``days`` is the proposed number."""

    code: str
    what: str
    days: int

    def configured(self, days: Mapping[str, int]) -> int:
        """The days in force: those configured under its code, else the proposal."""
        return days.get(self.code, self.days)

    def before(self, at: datetime, days: Mapping[str, int]) -> datetime:
        """What ended before this moment has been kept long enough at ``at``."""
        return at - timedelta(days=self.configured(days))
