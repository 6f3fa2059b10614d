"""Forms of the Service Center and the Eingangszone."""

from collections.abc import Iterable
from typing import Any

from django import forms

from atv.otv.models import OtvAnliegen
from atv.otv.rules.lifecycle import CANCELLED_LABELS, Cancelled
from socl.core.forms import DayField, Plain

BY_SC = (Cancelled.PHONE, Cancelled.CONTACT_FORM)


class SearchForm(Plain):
    """By number, or by name and day."""

    reference = forms.CharField(label="Buchungsnummer", required=False, max_length=40)
    name = forms.CharField(label="Name", required=False, max_length=120)
    tag = DayField(label="Tag des Termins", required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two ways."""
        said = super().clean() or {}
        by_name = said.get("name") and said.get("tag")
        if not (said.get("reference") or by_name or self.errors):
            self.add_error(None, "Bitte die Buchungsnummer angeben, oder Name und Tag.")
        return said


class CancelForm(Plain):
    """Cancel on somebody's word."""

    how = forms.TypedChoiceField(
        label="Wie kam die Absage?",
        choices=[(how.value, CANCELLED_LABELS[how]) for how in BY_SC],
        coerce=Cancelled,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte angeben, wie die Absage kam.", "invalid_choice": "Bitte wählen."},
    )
    reason = forms.CharField(label="Grund", required=False, max_length=200)


class WalkInForm(Plain):
    """Somebody stands at the counter."""

    anliegen = forms.ChoiceField(
        label="Anliegen",
        error_messages={
            "required": "Bitte das Anliegen wählen.",
            "invalid_choice": "Bitte das Anliegen wählen.",
        },
    )
    name = forms.CharField(
        label="Name oder Wartenummer",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Bitte Namen oder Wartenummer angeben."},
    )

    def __init__(self, rows: Iterable[OtvAnliegen], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["anliegen"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(row.pk), row.terminart.label) for row in rows]
