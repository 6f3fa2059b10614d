"""Forms of the desk."""

from datetime import UTC, datetime
from typing import Any

from django import forms

from eakte.rules.lifecycle import PRIORITY_LABELS, Priority
from routing.escalation.rules.catalogue import CATALOGUE, KIND_LABELS, WAYS
from routing.escalation.rules.lifecycle import (
    EXCEPTION_LABELS,
    OUTCOME_LABELS,
    TARGET_LABELS,
    WITHOUT_POINTER,
    ExceptionCode,
    Target,
)
from routing.rufkreis.models import IdentificationResult
from socl.core.forms import DayField, PhoneField, Plain, RestrictedField, read_moment
from socl.lib.kundennummer import KUNDENNUMMER

FEATURES = [
    ("name", "Name und Vorname"),
    ("date_of_birth", "Geburtsdatum"),
    ("kundennummer", "Kundennummer"),
    ("address", "Anschrift"),
]


def grouped_catalogue() -> list[tuple[str, list[tuple[str, str]]]]:
    """The 40 Anliegen by their usual way, as choices of a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for entry in CATALOGUE.values():
        groups.setdefault(WAYS[entry.usual_way], []).append((entry.code, f"{entry.code} {entry.title}"))
    return list(groups.items())


class KundennummerField(forms.RegexField):
    """123A456789; letters in either case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            regex=KUNDENNUMMER,
            label="Kundennummer",
            required=False,
            error_messages={"invalid": "Drei Ziffern, ein Buchstabe, sechs Ziffern: 123A456789."},
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        return super().clean(value.replace(" ", "").upper() if isinstance(value, str) else value)


class IdentificationForm(forms.Form):
    """Who is calling; the date of birth itself is never written down."""

    name = forms.CharField(max_length=120, required=False, label="Name")
    kundennummer = KundennummerField()
    features = forms.MultipleChoiceField(
        choices=FEATURES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Stimmt überein",
        help_text="Nur abfragen und vergleichen, das Geburtsdatum nicht notieren.",
    )
    result = forms.ChoiceField(
        choices=IdentificationResult.choices, widget=forms.RadioSelect, label="Ergebnis"
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("result") == IdentificationResult.CONFIRMED and not values.get("features"):
            self.add_error("features", "Für „bestätigt“ muss mindestens ein Merkmal übereinstimmen.")
        return values


class AnliegenForm(forms.Form):
    """Open an Anliegen; the place of residence finds the responsible team."""

    code = forms.ChoiceField(choices=lambda: [("", "Bitte wählen"), *grouped_catalogue()], label="Anliegen")
    plz = forms.RegexField(
        regex=r"^\d{5}$",
        label="Postleitzahl des Wohnorts",
        required=False,
        error_messages={"invalid": "Eine Postleitzahl hat fünf Ziffern."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    agentur = forms.ChoiceField(choices=[], required=False, label="Agentur", widget=forms.RadioSelect)

    def __init__(self, *args: Any, candidates: list[dict[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if candidates:
            agentur = self.fields["agentur"]
            assert isinstance(agentur, forms.ChoiceField)
            agentur.choices = [(c["key"], c["name"]) for c in candidates]
            agentur.help_text = (
                "Zu dieser Postleitzahl gehören mehrere Agenturen. Bitte nach dem Ortsteil fragen."
            )
        else:
            del self.fields["agentur"]


class KindForm(forms.Form):
    """What the Anliegen turned out to be."""

    kind = forms.ChoiceField(choices=list(KIND_LABELS.items()), label="Art")


class NeedsForm(forms.Form):
    """What the conversation needs; what is empty is not needed."""

    language = forms.CharField(max_length=40, required=False)
    communication_aid = forms.CharField(max_length=120, required=False)
    third_party = forms.CharField(max_length=120, required=False)


class NoteForm(forms.Form):
    """Solved at first contact, with a short note."""

    note = forms.CharField(
        max_length=2000, required=False, label="Notiz", widget=forms.Textarea(attrs={"rows": 2})
    )


class CloseForm(NoteForm):
    """Another end without a Rückruf."""

    outcome = forms.ChoiceField(
        choices=[(k.value, OUTCOME_LABELS[k]) for k in WITHOUT_POINTER], label="Ergebnis"
    )


class AskedWhyTwice(forms.Form):
    """Asks why there has to be a second one, where the first is still open. Rule ESK-9."""

    again = forms.CharField(
        max_length=200,
        label="Warum ein zweiter",
        error_messages={"required": "Bitte kurz sagen, warum ein zweiter nötig ist."},
    )

    def __init__(self, *args: Any, is_second: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_second:
            del self.fields["again"]


class RueckrufForm(AskedWhyTwice):
    """When to call back, whom, and about what."""

    starts_at = forms.CharField(label="Termin", error_messages={"required": "Bitte eine Uhrzeit wählen."})
    name = forms.CharField(max_length=120, label="Name")
    rueckruf_number = PhoneField(label="Rückrufnummer")
    email = forms.EmailField(required=False, label="E-Mail")
    briefing = forms.CharField(
        max_length=4000,
        label="Was das Team wissen muss",
        help_text="Frage, was geprüft wurde, was gesagt wurde. Keine Diagnosen.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    restricted = RestrictedField()

    def clean_starts_at(self) -> datetime:
        moment = read_moment(self.cleaned_data["starts_at"])
        if moment is None:
            raise forms.ValidationError("Bitte eine Uhrzeit aus der Liste wählen.")
        return moment.astimezone(UTC)


class WorkOrderForm(AskedWhyTwice):
    """What the OS has to do without a conversation."""

    subject = forms.CharField(max_length=120, label="Betreff")
    text = forms.CharField(
        max_length=4000,
        label="Was zu tun ist",
        help_text="Auftrag, was geprüft wurde, was gesagt wurde. Keine Diagnosen.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    priority = forms.TypedChoiceField(
        choices=[(p.value, label) for p, label in PRIORITY_LABELS.items()],
        coerce=Priority,
        label="Priorität",
        widget=forms.RadioSelect,
    )
    due_on = DayField(
        required=False,
        label="Fällig am",
        help_text="Leer: nach fünf Arbeitstagen, dringend nach einem (Vorschlag).",
    )
    restricted = RestrictedField()


class AskForm(forms.Form):
    """A question to FiT or OS; whom to ask is the button that was pressed."""

    target = forms.TypedChoiceField(
        choices=[(t.value, label) for t, label in TARGET_LABELS.items()], coerce=Target
    )
    question = forms.CharField(
        max_length=2000, label="Frage", error_messages={"required": "Was ist die Frage?"}
    )


class ExceptionForm(forms.Form):
    """Why the OS may take this call over."""

    code = forms.TypedChoiceField(
        choices=[(e.value, label) for e, label in EXCEPTION_LABELS.items()], coerce=ExceptionCode
    )
    reason = forms.CharField(max_length=500, label="Begründung")


class AnswerForm(Plain):
    """The answer of the hotline."""

    answer = forms.CharField(
        max_length=4000,
        label="Antwort",
        widget=forms.Textarea(attrs={"rows": 3, "data-key": "KeyF", "aria-keyshortcuts": "Alt+F"}),
        help_text="Alt+F führt in dieses Feld.",
        error_messages={"required": "Bitte die Antwort kurz festhalten."},
    )


class TakeOverForm(Plain):
    """The OS takes the call over."""

    reason = forms.CharField(
        max_length=500, label="Warum jetzt übernehmen", error_messages={"required": "Bitte kurz begründen."}
    )
