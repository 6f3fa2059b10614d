"""Fields that the forms of the supply share: clock times, several of a list."""

from typing import Any

from django import forms

CLOCK_WRONG = "Bitte eine Uhrzeit angeben, zum Beispiel 08:00."
ONE_AT_LEAST = {"required": "Bitte mindestens eine Angabe wählen.", "invalid_choice": "Bitte neu wählen."}


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
