"""Forms about people: taking in, offices, training, Berechtigungen, coordinators, the list."""

from collections.abc import Iterable
from typing import Any

from django import forms

from socl.core.forms import DayField, Plain
from socl.orga.models import Coordinator, CoordinatorKind, ProgrammeCode, Unit
from socl.orga.queries.people import Colleague
from socl.orga.rules.intake import USERNAME
from socl.orga.rules.roles import LABELS, Role

MOST_BYTES = 200_000


class RoleForm(Plain):
    """An office among those that may be given."""

    role = forms.TypedChoiceField(
        label="Dienstposten",
        coerce=Role,
        error_messages={"required": "Bitte einen Dienstposten wählen.", "invalid_choice": "Bitte wählen."},
    )

    def __init__(self, *args: Any, roles: Iterable[Role] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, LABELS[role]) for role in roles]


class TakeInForm(RoleForm):
    """Somebody new at the unit, with or without an account."""

    username = forms.RegexField(
        label="Benutzername",
        regex=rf"^{USERNAME.pattern}$",
        max_length=60,
        help_text="Kleinbuchstaben, Ziffern, Punkt und Strich. Gibt es das Konto schon, wird es übernommen.",
        error_messages={
            "required": "Bitte einen Benutzernamen angeben.",
            "invalid": "Bitte nur Kleinbuchstaben, Ziffern, Punkt und Strich, mindestens zwei Zeichen.",
        },
    )
    name = forms.CharField(
        label="Name", max_length=120, required=False, help_text="Nötig, wenn es das Konto noch nicht gibt."
    )
    valid_from = DayField(label="Ab")
    valid_until = DayField(
        label="Bis vor",
        required=False,
        help_text="Der erste Tag ohne diesen Dienstposten; leer: unbefristet.",
    )
    field_order = ("username", "name", "role", "valid_from", "valid_until")


class EndForm(Plain):
    """The first day without it."""

    on = DayField(label="Endet am", help_text="Der erste Tag, an dem er nicht mehr gilt.")


class TransferForm(RoleForm):
    """Another office, perhaps at another unit, from a day on."""

    unit = forms.ChoiceField(label="Einheit", error_messages={"invalid_choice": "Bitte eine Einheit wählen."})
    on = DayField(label="Wechsel am")
    field_order = ("unit", "role", "on")

    def __init__(self, *args: Any, units: Iterable[Unit] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(unit.key, unit.name) for unit in units]


class TrainingDayForm(Plain):
    """The day of the one-day online training: planned, or held."""

    on = DayField(label="Tag der Schulung")


class ClearanceForm(Plain):
    """For which days the Berechtigungen are asked for."""

    valid_from = DayField(label="Berechtigungen ab")
    valid_until = DayField(label="Bis vor", required=False, help_text="Leer: unbefristet.")


class CoordinatorForm(Plain):
    """Somebody of the unit who is named."""

    person = forms.TypedChoiceField(
        label="Person",
        coerce=int,
        error_messages={
            "required": "Bitte eine Person wählen.",
            "invalid_choice": "Bitte eine Person wählen.",
        },
    )
    kind = forms.ChoiceField(label="Benannt als", choices=CoordinatorKind.choices)
    programme = forms.ChoiceField(label="Für", choices=ProgrammeCode.choices)
    valid_from = DayField(label="Ab")

    def __init__(self, *args: Any, staff: Iterable[Colleague] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(c.person.pk, c.person.name) for c in staff]


class ListForm(Plain):
    """A file with people, or the text that was shown in the preview."""

    file = forms.FileField(
        label="CSV-Datei", max_length=200, error_messages={"required": "Bitte eine Datei wählen."}
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_BYTES, strip=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["file"].required = not self.data.get("text")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > MOST_BYTES:
            raise forms.ValidationError("Die Datei ist größer als 200 KB.")
        return file


def ends_of(coordinators: Iterable[Coordinator]) -> list[tuple[Coordinator, EndForm]]:
    """Each with a form to end it."""
    return [(c, EndForm(auto_id=f"koord{c.pk}_%s")) for c in coordinators]
