"""Forms of the rollout."""

from datetime import date
from typing import Any

from django import forms

DAY = "Bitte einen Tag angeben, zum Beispiel 17.03.2026."
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


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
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(DAY, code="invalid")
        return day


class Plain(forms.Form):
    """What all have in common: the server's words for what is missing, not the browser's."""

    use_required_attribute = False


class PlanForm(Plain):
    """The planned day of a region, and how long its Einführungsteam works."""

    planned_on = DayField(label="Geplanter Start")
    team_until = DayField(
        label="Einführungsteam bis vor", help_text="Vorschlag: 90 Tage nach dem geplanten Start."
    )


class BeteiligungForm(Plain):
    """When a representation took part; empty: not known."""

    on = DayField(label="Beteiligt am", required=False)
