"""Forms of the rollout."""

from collections.abc import Iterable
from typing import Any

from django import forms

from rollout.models import Level, MeetingKind
from rollout.rules.checklist import STEP_LABELS
from socl.core.forms import DayField, Plain
from socl.orga.models import Unit


class PlanForm(Plain):
    """The planned day of a region, and how long its Einführungsteam works."""

    planned_on = DayField(label="Geplanter Start")
    team_until = DayField(
        label="Einführungsteam bis vor", help_text="Vorschlag: 90 Tage nach dem geplanten Start."
    )
    mailbox = forms.EmailField(
        label="Postfach für den Wochenbericht",
        required=False,
        help_text="Bitte ein Funktionspostfach, keine Person.",
        error_messages={"invalid": "Bitte eine E-Mail-Adresse angeben."},
    )


class BeteiligungForm(Plain):
    """When a representation took part; empty: not known."""

    on = DayField(label="Beteiligt am", required=False)


class TickForm(Plain):
    """What was done with an item, and what shows it."""

    step = forms.ChoiceField(label="Stand", choices=[(s.value, label) for s, label in STEP_LABELS.items()])
    note = forms.CharField(
        label="Bemerkung",
        max_length=500,
        required=False,
        help_text="Bitte keine Angaben zu Personen.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = forms.CharField(
        label="Nachweis", max_length=200, required=False, help_text="Zum Beispiel ein Aktenzeichen."
    )


class MeetingForm(Plain):
    """A Gesprächsformat or a kick-off."""

    kind = forms.ChoiceField(label="Art", choices=MeetingKind.choices)
    level = forms.ChoiceField(label="Ebene", choices=Level.choices)
    title = forms.CharField(label="Bezeichnung", max_length=120)
    unit = forms.ChoiceField(label="Haus", required=False)
    next_on = DayField(label="Nächster Termin")
    every_days = forms.IntegerField(
        label="Alle ... Tage", min_value=1, max_value=366, required=False, help_text="Leer: nur einmal."
    )

    def __init__(self, *args: Any, houses: Iterable[Unit] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "ganze Region"), *((unit.key, unit.name) for unit in houses)]


class OnForm(Plain):
    """A day on which something took place."""

    on = DayField(label="Am")


class MassnahmeForm(Plain):
    """A measure of Öffentlichkeitsarbeit."""

    title = forms.CharField(label="Maßnahme", max_length=120)
    planned_on = DayField(label="Geplant für")


class VersionForm(Plain):
    """The version of an Arbeitsmittel that is at hand."""

    version = forms.CharField(label="Version", max_length=40, required=False)
    version_on = DayField(label="Stand vom", required=False)


class OpenForm(Plain):
    """When a region goes live; Berlin time."""

    now = forms.BooleanField(label="Jetzt sofort", required=False)
    day = DayField(label="Tag", required=False, help_text="Wenn nicht sofort.")
    clock = forms.TimeField(
        label="Uhrzeit",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Bitte eine Uhrzeit angeben, zum Beispiel 08:00."},
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if not self.errors and not values.get("now") and not (values.get("day") and values.get("clock")):
            raise forms.ValidationError("Bitte Tag und Uhrzeit angeben, oder „Jetzt sofort“ wählen.")
        return values


class ReasonForm(Plain):
    """Why."""

    reason = forms.CharField(
        label="Begründung",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Bitte begründen."},
    )


class LoadForm(Plain):
    """Of which day the expected load is shown."""

    tag = DayField(label="Tag")
