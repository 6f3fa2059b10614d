"""Forms of those who book without an Anliegen: the Eingangszone, and the customer who changes an appointment."""

from collections.abc import Iterable, Mapping

from django import forms

from atv.kalender.web.forms import TimesForm
from socl.core.forms import MomentField, PhoneField, Plain, RestrictedField
from socl.lib.kundennummer import KUNDENNUMMER

KINDS = (
    ("sonstiges", "Sonstiges Anliegen, 20 Minuten"),
    ("leistungsberatung", "Leistungsberatung, 30 Minuten"),
)


class WhereForm(Plain):
    """Where the customer lives and how long the Rückruf takes."""

    plz = forms.RegexField(
        r"^[0-9]{5}$",
        label="Postleitzahl des Wohnorts",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 5}),
        error_messages={
            "required": "Bitte die Postleitzahl angeben.",
            "invalid": "Eine Postleitzahl hat fünf Ziffern.",
        },
    )
    agentur = forms.ChoiceField(label="Agentur für Arbeit", required=False, widget=forms.HiddenInput)
    art = forms.ChoiceField(
        label="Terminart",
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte die Terminart wählen."},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["agentur"]
        assert isinstance(field, forms.ChoiceField)
        field.valid_value = lambda value: True  # type: ignore[method-assign]  # the look-up decides

    def ask_agentur(self, candidates: Iterable[Mapping[str, str]]) -> None:
        """A postcode of several districts: show them as a choice."""
        choices = [(c["key"], c["name"]) for c in candidates]
        if choices:
            field = self.fields["agentur"]
            assert isinstance(field, forms.ChoiceField)
            field.widget = forms.RadioSelect()
            field.choices = choices


class BookForm(TimesForm):
    """When, whom, and about what."""

    starts_at = MomentField(
        label="Uhrzeit",
        error_messages={
            "required": "Bitte eine Uhrzeit wählen.",
            "invalid_choice": "Bitte eine der angezeigten Uhrzeiten wählen.",
        },
    )
    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Bitte den Namen angeben."}
    )
    rueckruf_number = PhoneField(
        label="Rückrufnummer", error_messages={"required": "Bitte die Rückrufnummer angeben."}
    )
    kundennummer = forms.RegexField(
        KUNDENNUMMER,
        label="Kundennummer",
        required=False,
        error_messages={"invalid": "Eine Kundennummer hat drei Ziffern, einen Buchstaben und sechs Ziffern."},
    )
    email = forms.EmailField(label="E-Mail", required=False)
    language = forms.CharField(label="Sprache, wenn nicht Deutsch", max_length=40, required=False)
    communication_aid = forms.CharField(label="Kommunikationshilfe", max_length=120, required=False)
    briefing = forms.CharField(
        label="Was das Team wissen muss",
        max_length=4000,
        initial="Frage: \nGeprüft: \nGesagt: ",
        help_text="Frage, was geprüft wurde, was gesagt wurde. Keine Diagnosen.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Bitte angeben, worum es geht."},
    )
    restricted = RestrictedField()
