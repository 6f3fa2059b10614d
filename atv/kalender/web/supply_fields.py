"""Fields that the forms of the supply share: days, clock times, several of a list."""

from typing import Any

from django import forms

DAY_WRONG = "Bitte einen Tag angeben, zum Beispiel 17.03.2026."
CLOCK_WRONG = "Bitte eine Uhrzeit angeben, zum Beispiel 08:00."
ONE_AT_LEAST = {"required": "Bitte mindestens eine Angabe wählen.", "invalid_choice": "Bitte neu wählen."}


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"required": DAY_WRONG, "invalid": DAY_WRONG},
    )


def clock_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M", "%H"],
        error_messages={"required": CLOCK_WRONG, "invalid": CLOCK_WRONG},
    )


def several(label: str, choices: Any = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=ONE_AT_LEAST
    )
