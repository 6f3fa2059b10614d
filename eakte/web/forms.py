"""Forms of the Sonderpostkorb."""

from collections.abc import Sequence
from typing import Any

from django import forms

from eakte.rules.attachments import MOST_BYTES
from eakte.rules.lifecycle import RESULT_LABELS, Result
from socl.core.forms import Plain
from socl.orga.models import Unit


class NoteForm(Plain):
    """Why; the next reader sees it in the history."""

    note = forms.CharField(
        label="Begründung",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Bitte kurz begründen."},
    )


class FinishForm(Plain):
    """It is done."""

    result = forms.TypedChoiceField(
        label="Ergebnis",
        choices=[(r.value, label) for r, label in RESULT_LABELS.items()],
        coerce=Result,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte ein Ergebnis wählen.",
            "invalid_choice": "Bitte ein Ergebnis wählen.",
        },
    )
    note = forms.CharField(
        label="Notiz", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ForwardForm(NoteForm):
    """To the right OS."""

    field_order = ("os", "note")

    def __init__(self, *args: object, offices: Sequence[Unit], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.offices = {unit.key: unit for unit in offices}
        self.fields["os"] = forms.ChoiceField(
            label="Operativer Service",
            choices=[("", "Bitte wählen"), *((u.key, u.name) for u in offices)],
            error_messages={
                "required": "Bitte einen Operativen Service wählen.",
                "invalid_choice": "Bitte einen Operativen Service wählen.",
            },
        )
        self.order_fields(self.field_order)

    def clean_os(self) -> Unit:
        return self.offices[self.cleaned_data["os"]]


class AttachForm(Plain):
    """A file for the order."""

    file = forms.FileField(
        label="Datei",
        max_length=255,
        help_text="PDF, PNG oder JPEG, höchstens 5 MB.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
        error_messages={"required": "Bitte eine Datei wählen.", "empty": "Die Datei ist leer."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:  # said before it is read into memory
            raise forms.ValidationError("Eine Anlage darf höchstens 5 MB groß sein.")
        return file
