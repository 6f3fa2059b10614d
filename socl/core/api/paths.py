"""What may stand in a path: days as ISO dates."""

from datetime import date

from django.http import Http404


class DayConverter:
    """An ISO date in a path; anything else is an unknown path."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if not 2000 <= day.year <= 2099:
            raise ValueError(value)
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()


def read_day(text: str) -> date:
    """The day in the address of a page; 404 for whatever is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if day.isoformat() != text or not 2000 <= day.year <= 2099:
        raise Http404
    return day
