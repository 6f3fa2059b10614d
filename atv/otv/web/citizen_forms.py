"""Forms of the public booking pages."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms

from atv.otv.models import OtvAnliegen
from atv.otv.queries.times import is_plausible
from atv.otv.rules.catalogue import ARBEITSUCHEND
from atv.otv.rules.lifecycle import Way
from socl.core import clock
from socl.core.forms import MomentField, Plain
from socl.lib.refusal import Refusal

DAY_HINT = "Zum Beispiel 01.03.2027."
WAYS = ((Way.PERSONAL.value, "Ich komme in die Agentur"), (Way.TELEPHONE.value, "Bitte rufen Sie mich an"))


class PlaceForm(Plain):
    """Where somebody lives."""

    ort = forms.CharField(
        label="Postleitzahl oder Wohnort",
        min_length=2,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        error_messages={
            "required": "Bitte Ihre Postleitzahl oder Ihren Wohnort eingeben.",
            "min_length": "Bitte mindestens zwei Zeichen eingeben.",
            "max_length": "Bitte nur die Postleitzahl oder den Namen des Ortes eingeben.",
        },
    )


class GermanDay(forms.DateField):
    """A day as people in Germany write it; years that nobody means are refused."""

    input_formats = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d")

    def __init__(self, **given: Any) -> None:
        message = "Bitte einen Tag angeben, zum Beispiel 01.03.2027."
        given.setdefault("error_messages", {"required": message, "invalid": message})
        attrs = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 10}
        super().__init__(widget=forms.DateInput(format="%d.%m.%Y", attrs=attrs), **given)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not is_plausible(day, clock.now()):
            raise forms.ValidationError(
                "Bitte einen Tag im letzten oder in den nächsten zwei Jahren angeben."
            )
        return day


class DayForm(Plain):
    """The days that the law asks for, before any time is shown."""

    first_jobless_on = GermanDay(label="Ihr erster Tag ohne Arbeit", help_text=DAY_HINT)
    known_on = GermanDay(
        label="Seit wann wissen Sie, dass Ihre Arbeit endet?",
        required=False,
        help_text="Der Tag, an dem Sie die Kündigung bekommen oder ausgesprochen haben.",
    )

    def __init__(self, anliegen: OtvAnliegen, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if anliegen.code != ARBEITSUCHEND:
            del self.fields["known_on"]


class TimeForm(Plain):
    """Day and time."""

    starts_at = MomentField(
        label="Tag und Uhrzeit",
        error_messages={
            "required": "Bitte eine Zeit wählen.",
            "invalid_choice": "Bitte eine der angezeigten Zeiten wählen.",
        },
    )

    def show(self, starts: Iterable[tuple[date, list[datetime]]], near: Iterable[datetime] = ()) -> None:
        """Offer ``starts`` by day; above them the ``near`` ones, when the wanted one is gone."""
        field = self.fields["starts_at"]
        assert isinstance(field, MomentField)
        field.offer(starts, near)


class DetailsForm(Plain):
    """Who comes or is called; only what is needed."""

    way = forms.ChoiceField(
        label="Wie soll das Gespräch stattfinden?",
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, wie das Gespräch stattfinden soll."},
    )
    name = forms.CharField(
        label="Vorname und Nachname",
        help_text="Damit wir Sie aufrufen können.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Bitte Ihren Namen angeben."},
    )
    email = forms.CharField(
        label="E-Mail-Adresse",
        help_text="Wir schicken Ihnen einen Link, mit dem Sie den Termin bestätigen, ändern und absagen.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Bitte Ihre E-Mail-Adresse angeben."},
    )
    phone = forms.CharField(
        label="Telefonnummer",
        required=False,
        help_text="Nötig, wenn wir Sie anrufen sollen. Sonst nur, falls der Termin ausfällt.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    communication_aid = forms.CharField(
        label="Brauchen Sie Unterstützung bei der Verständigung?",
        required=False,
        help_text="Zum Beispiel Gebärdensprache oder Schriftmittlung. Die Kosten tragen wir (§ 17 SGB I).",
    )
    language = forms.CharField(
        label="Sprechen Sie besser eine andere Sprache als Deutsch?",
        required=False,
        help_text="Dann können wir uns vorbereiten. Zum Beispiel: Ukrainisch.",
    )

    def __init__(self, anliegen: OtvAnliegen, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (anliegen.personal and anliegen.telephone):
            del self.fields["way"]
        if not anliegen.telephone:
            phone_field = self.fields["phone"]
            phone_field.help_text = "Nur, falls der Termin ausfällt."

    def refuse(self, no: Refusal) -> None:
        """Show the refusal at its fields."""
        for name, messages in no.extra.get("errors", {}).items():
            for message in messages:
                self.add_error(name, message)
