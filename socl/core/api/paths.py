"""What may stand in a path: days as ISO dates."""

from datetime import date

from django.http import Http404

from socl.core.forms import YEARS


class DayConverter:
    """An ISO date in a path; anything else is an unknown path."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if day.isoformat() != value or day.year not in YEARS:
            raise ValueError(value)
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()


def read_day(text: str) -> date:
    """The day in the address of a page; 404 for whatever is none."""
    try:
        return DayConverter().to_python(text)
    except ValueError:
        raise Http404 from None
