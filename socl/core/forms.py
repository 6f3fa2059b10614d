"""What a person types or chooses in a form: days and moments within the reach of calendars."""

from datetime import date, datetime
from typing import Any

from django import forms

DAY = "Bitte einen Tag angeben, zum Beispiel 17.03.2026."
YEARS = range(2000, 2100)  # beyond them lie days that no calendar can add to


def read_moment(text: str) -> datetime | None:
    """The aware moment that ``text`` says (ISO 8601 with offset), in the years 2000 to 2099; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year in YEARS else None


class Plain(forms.Form):
    """What all have in common: the server's words for what is missing, not the browser's."""

    use_required_attribute = False


class DayField(forms.DateField):
    """A day from 2000 to 2099, as the browser's calendar or a person writes it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            error_messages={"required": DAY, "invalid": DAY},
            **given,
        )

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and day.year not in YEARS:
            raise forms.ValidationError(DAY, code="invalid")
        return day


class MomentField(forms.ChoiceField):
    """One of the times shown. Any readable time is let through: whether it is still free, the verb decides."""

    widget = forms.RadioSelect

    def to_python(self, value: Any) -> Any:
        if not value:
            return None
        moment = read_moment(value)
        if moment is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return moment

    def valid_value(self, value: Any) -> bool:
        return True
